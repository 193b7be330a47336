package bitwright.bench;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/// Builds an ONNX model node by node, for the other engine. Operators that ONNX itself does not
/// have come from ONNX Runtime's own domain.
final class OnnxGraph {
    /// ONNX Runtime's own operators.
    static final String RUNTIME = "com.microsoft";

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("benchmark");

    OnnxGraph input(String name, TensorProto.DataType type, List<Integer> shape) {
        graph.addInput(value(name, type, shape));
        return this;
    }

    OnnxGraph output(String name, TensorProto.DataType type, List<Integer> shape) {
        graph.addOutput(value(name, type, shape));
        return this;
    }

    /// A constant of 32-bit floats.
    String floats(String name, List<Integer> shape, float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return constant(name, TensorProto.DataType.FLOAT, shape, bytes.array());
    }

    /// A constant of 32-bit integers.
    String integers(String name, List<Integer> shape, int[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return constant(name, TensorProto.DataType.INT32, shape, bytes.array());
    }

    /// A constant of a type of eight bits, or any other by its bytes.
    String constant(String name, TensorProto.DataType type, List<Integer> shape, byte[] bytes) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(type.getNumber())
                        .setRawData(ByteString.copyFrom(bytes));
        shape.forEach(tensor::addDims);
        graph.addInitializer(tensor);
        return name;
    }

    /// One node with one output and attributes that are integers or lists of integers.
    OnnxGraph node(
            String domain,
            String operator,
            List<String> inputs,
            String output,
            Map<String, ?> attributes) {
        NodeProto.Builder node =
                NodeProto.newBuilder()
                        .setDomain(domain)
                        .setOpType(operator)
                        .addAllInput(inputs)
                        .addOutput(output);
        attributes.forEach((name, value) -> {
            AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
            if (value instanceof List<?> list) {
                attribute.setType(AttributeProto.AttributeType.INTS);
                list.forEach(item -> attribute.addInts(((Number) item).longValue()));
            } else {
                attribute.setType(AttributeProto.AttributeType.INT);
                attribute.setI(((Number) value).longValue());
            }
            node.addAttribute(attribute);
        });
        graph.addNode(node);
        return this;
    }

    byte[] model() {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(RUNTIME).setVersion(1))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static ValueInfoProto value(
            String name, TensorProto.DataType type, List<Integer> shape) {
        TensorShapeProto.Builder extents = TensorShapeProto.newBuilder();
        shape.forEach(extent ->
                extents.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(extent)));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(
                        TypeProto.newBuilder()
                                .setTensorType(
                                        TypeProto.Tensor.newBuilder()
                                                .setElemType(type.getNumber())
                                                .setShape(extents)))
                .build();
    }
}
