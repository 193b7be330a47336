package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import bitwright.workload.Contraction;
import bitwright.workload.ModelFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads which integers the contractions of a quantized model multiply: from the element types
/// around `QuantizeLinear` and `DequantizeLinear`, from the operands of operators on integers, and
/// from the bit widths of QONNX's `Quant`. What only moves or selects numbers, or replaces negative
/// ones by 0, is looked through.
public final class QuantizedWidths {
    private static final Set<String> LOOKED_THROUGH =
            Set.of(
                    "Identity",
                    "Dropout",
                    "Reshape",
                    "Flatten",
                    "Squeeze",
                    "Unsqueeze",
                    "Transpose",
                    "Expand",
                    "Slice",
                    "Gather",
                    "MaxPool",
                    "Relu");

    /// Operators that read codes, with the place of their second operand.
    private static final Map<String, Integer> READ_CODES =
            Map.of(
                    "MatMulInteger", 1,
                    "ConvInteger", 1,
                    "QLinearMatMul", 3,
                    "QLinearConv", 3,
                    "QGemm", 3);

    /// Operators that write codes, with the place of the zero point that has their type.
    private static final Map<String, Integer> WRITE_CODES =
            Map.of(
                    "QuantizeLinear", 2,
                    "QLinearMatMul", 7,
                    "QLinearConv", 7,
                    "QLinearAdd", 7,
                    "QLinearMul", 7,
                    "QGemm", 8);

    private final String file;
    private final Map<String, NodeProto> writers = new LinkedHashMap<>();
    private final Map<String, TensorProto> stored = new LinkedHashMap<>();
    private final TensorDecoder decoder;

    private QuantizedWidths(String file, OnnxMl.GraphProto graph, ExternalData external) {
        this.file = file;
        decoder = new TensorDecoder(file, external);
        graph.getInitializerList().forEach(tensor -> stored.put(tensor.getName(), tensor));
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().forEach(output -> writers.put(output, node));
        }
    }

    /// The integers of every contraction, in the order of the layers.
    ///
    /// @throws ModelFileException with one line if there is no such file, it is no ONNX model, or
    ///   it uses what is not supported
    public static List<OperandWidths> read(Path file) {
        return of(
                OnnxReader.bytes(file),
                file.toString(),
                new ExternalData(file.toString(), file.toAbsolutePath().normalize().getParent()));
    }

    /// The integers of every contraction of a model in memory; one with external data is refused.
    ///
    /// @param name what messages call it
    /// @throws ModelFileException as above
    public static List<OperandWidths> parse(byte[] model, String name) {
        return of(model, name, new ExternalData(name, null));
    }

    private static List<OperandWidths> of(byte[] model, String file, ExternalData external) {
        OnnxMl.ModelProto proto = OnnxReader.model(model, file);
        GraphReader.Reading reading =
                new GraphReader(file, file, new InputShapes(file, 1, Map.of()), external)
                        .read(proto);
        var widths = new QuantizedWidths(file, proto.getGraph(), external);
        List<OperandWidths> all = new ArrayList<>();
        for (Contraction contraction : reading.network().contractions()) {
            ContractionOrigin origin = reading.origins().get(contraction.name());
            if (origin == null || origin.node() < 0) {
                all.add(
                        new OperandWidths(
                                contraction.name(),
                                contraction.inputs().stream()
                                        .map(_ -> Optional.<IntegerType>empty())
                                        .toList(),
                                Optional.empty()));
                continue;
            }
            NodeProto node = proto.getGraph().getNode(origin.node());
            all.add(
                    new OperandWidths(
                            contraction.name(),
                            origin.activations().stream()
                                    .map(input -> widths.operand(node, input))
                                    .toList(),
                            origin.weightInput() < 0
                                    ? Optional.empty()
                                    : widths.operand(node, origin.weightInput())));
        }
        return List.copyOf(all);
    }

    private Optional<IntegerType> operand(NodeProto node, int operand) {
        Integer second = READ_CODES.get(node.getOpType());
        if (second == null) {
            return real(node.getInput(operand));
        }
        return codes(node.getInput(operand == 0 ? 0 : second));
    }

    /// The integers behind a tensor of real numbers.
    private Optional<IntegerType> real(String tensor) {
        NodeProto writer = seen(tensor);
        if (writer == null) {
            return Optional.empty();
        }
        return switch (writer.getOpType()) {
            case "DequantizeLinear" -> codes(writer.getInput(0));
            case "Quant" -> Optional.of(quant(writer));
            default -> Optional.empty();
        };
    }

    /// The type of a tensor of codes.
    private Optional<IntegerType> codes(String tensor) {
        NodeProto writer = seen(tensor);
        if (writer == null) {
            return type(source(tensor));
        }
        if (writer.getOpType().equals("DynamicQuantizeLinear")) {
            return Optional.of(new IntegerType(Byte.SIZE, false));
        }
        Integer zero = WRITE_CODES.get(writer.getOpType());
        if (zero == null) {
            return Optional.empty();
        }
        if (zero < writer.getInputCount() && !writer.getInput(zero).isEmpty()) {
            return type(writer.getInput(zero));
        }
        AttributeProto output = attribute(writer, "output_dtype");
        int type =
                output == null || output.getI() == 0
                        ? TensorProto.DataType.UINT8_VALUE
                        : (int) output.getI();
        return CodeRange.of(type).map(QuantizedWidths::type);
    }

    private static IntegerType type(CodeRange range) {
        return new IntegerType(range.bits(), range.least() < 0);
    }

    private Optional<IntegerType> type(String constant) {
        return Optional.ofNullable(constant(constant))
                .flatMap(tensor -> CodeRange.of(tensor.getDataType()))
                .map(QuantizedWidths::type);
    }

    /// Inputs: X, scale, zero point, bit width.
    private IntegerType quant(NodeProto node) {
        TensorProto tensor = node.getInputCount() < 4 ? null : constant(node.getInput(3));
        if (tensor == null) {
            throw problem(node, "needs its bit width as a constant.");
        }
        float[] values =
                switch (decoder.decode(tensor, node.getInput(3))) {
                    case Constant.Floats floats -> floats.values();
                    case Constant.Integers integers -> integers.toFloats().values();
                };
        if (values.length != 1
                || values[0] != Math.rint(values[0])
                || values[0] < 1
                || values[0] > Integer.SIZE) {
            throw problem(
                    node, "needs one whole bit width from 1 to 32 in '" + node.getInput(3) + "'.");
        }
        AttributeProto signed = attribute(node, "signed");
        return new IntegerType((int) values[0], signed == null || signed.getI() != 0);
    }

    private @Nullable TensorProto constant(String tensor) {
        NodeProto writer = writers.get(tensor);
        if (writer != null && writer.getOpType().equals("Constant")) {
            AttributeProto value = attribute(writer, "value");
            return value == null ? null : value.getT();
        }
        return stored.get(tensor);
    }

    /// The node whose numbers a tensor has, none that is looked through; null for none.
    private @Nullable NodeProto seen(String tensor) {
        NodeProto writer = writers.get(source(tensor));
        return writer == null || writer.getOpType().equals("Constant") ? null : writer;
    }

    /// The tensor whose numbers a tensor has. The graph has been read, so that it has no cycles.
    private String source(String tensor) {
        String at = tensor;
        NodeProto writer = writers.get(at);
        while (writer != null && LOOKED_THROUGH.contains(writer.getOpType())) {
            at = writer.getInput(0);
            writer = writers.get(at);
        }
        return at;
    }

    private static @Nullable AttributeProto attribute(NodeProto node, String name) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals(name)) {
                return attribute;
            }
        }
        return null;
    }

    private ModelFileException problem(NodeProto node, String what) {
        return new ModelFileException(
                file + ": node '" + node.getName() + "' (" + node.getOpType() + "): " + what);
    }
}
