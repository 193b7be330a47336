package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `Quant` nodes of QONNX: inputs are the tensor, the scale, the zero point and the bit width, all
/// of floats; halves go to even (`ROUND`), and the range is the full one of the type (`narrow` 0).
final class QuantNodes implements OperandQuantizers {
    static final String DOMAIN = "qonnx.custom_op.general";

    private final GraphRewriter graph;
    private final Map<Quantized, String> made = new LinkedHashMap<>();

    /// One tensor in one quantization.
    private record Quantized(String tensor, QuantizedContraction.Activations how) {}

    QuantNodes(GraphRewriter graph) {
        this.graph = graph;
    }

    @Override
    public String activations(
            int place, String prefix, String tensor, QuantizedContraction.Activations how) {
        return made.computeIfAbsent(
                new Quantized(tensor, how),
                _ ->
                        quant(
                                place,
                                prefix,
                                tensor,
                                how.type(),
                                List.of(),
                                new double[] {how.scale()}));
    }

    @Override
    public String weights(
            int place,
            String prefix,
            IntegerType type,
            int[] integers,
            List<Integer> shape,
            double[] scales,
            int axis) {
        int inner = 1;
        for (int i = axis + 1; i < shape.size(); i++) {
            inner *= shape.get(i);
        }
        float[] values = new float[integers.length];
        for (int i = 0; i < values.length; i++) {
            int which = scales.length == 1 ? 0 : i / inner % scales.length;
            values[i] = integers[i] * (float) scales[which];
        }
        String stored = graph.free(prefix + ":values");
        graph.add(StoredTensors.floats(stored, shape, values));
        List<Integer> scaleShape = List.of();
        if (scales.length > 1) {
            var broadcast = new ArrayList<Integer>(Collections.nCopies(shape.size(), 1));
            broadcast.set(axis, scales.length);
            scaleShape = List.copyOf(broadcast);
        }
        return quant(place, prefix, stored, type, scaleShape, scales);
    }

    @Override
    public String biases(int place, String prefix, int[] biases, double[] scales) {
        float[] values = new float[biases.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (biases[i] * scales[scales.length == 1 ? 0 : i]);
        }
        String stored = graph.free(prefix + ":values");
        graph.add(StoredTensors.floats(stored, List.of(values.length), values));
        return stored;
    }

    private String quant(
            int place,
            String prefix,
            String tensor,
            IntegerType type,
            List<Integer> scaleShape,
            double[] scales) {
        String scale = graph.free(prefix + ":scale");
        String zero = graph.free(prefix + ":zero");
        String width = graph.free(prefix + ":bits");
        String real = graph.free(prefix + ":real");
        graph.add(StoredTensors.floats(scale, scaleShape, scales));
        graph.add(StoredTensors.floats(zero, List.of(), 0));
        graph.add(StoredTensors.floats(width, List.of(), type.bits()));
        NodeProto.Builder node =
                StoredTensors.node("Quant", real, tensor, scale, zero, width).setDomain(DOMAIN);
        node.addAttribute(whole("signed", type.signed() ? 1 : 0));
        node.addAttribute(whole("narrow", 0));
        node.addAttribute(
                AttributeProto.newBuilder()
                        .setName("rounding_mode")
                        .setType(AttributeProto.AttributeType.STRING)
                        .setS(ByteString.copyFromUtf8("ROUND")));
        graph.add(place, node.build());
        return real;
    }

    private static AttributeProto whole(String name, int value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    @Override
    public OnnxMl.ModelProto finish(OnnxMl.ModelProto model) {
        boolean known =
                model.getOpsetImportList().stream().anyMatch(set -> set.getDomain().equals(DOMAIN));
        return known
                ? model
                : model.toBuilder()
                        .addOpsetImport(
                                OnnxMl.OperatorSetIdProto.newBuilder()
                                        .setDomain(DOMAIN)
                                        .setVersion(1))
                        .build();
    }
}
