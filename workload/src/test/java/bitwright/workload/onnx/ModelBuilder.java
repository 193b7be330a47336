package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.SplittableRandom;

/// Writes small models for tests. Nodes are named after their outputs.
final class ModelBuilder {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    private final long opset;
    private final SplittableRandom random = new SplittableRandom(7);

    ModelBuilder(long opset) {
        this.opset = opset;
    }

    /// An extent of −1 is the symbolic batch.
    ModelBuilder input(String name, long... shape) {
        graph.addInput(value(name, shape));
        return this;
    }

    ModelBuilder output(String name) {
        graph.addOutput(
                ValueInfoProto.newBuilder()
                        .setName(name)
                        .setType(
                                TypeProto.newBuilder()
                                        .setTensorType(
                                                TypeProto.Tensor.newBuilder()
                                                        .setElemType(
                                                                TensorProto.DataType
                                                                        .FLOAT_VALUE))));
        return this;
    }

    /// Random values in −1 to 1.
    ModelBuilder weights(String name, long... shape) {
        int elements = 1;
        for (long extent : shape) {
            elements = Math.toIntExact(elements * extent);
        }
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return reals(name, shape, values);
    }

    ModelBuilder reals(String name, long[] shape, float... values) {
        var tensor = tensor(name, TensorProto.DataType.FLOAT_VALUE, shape);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return initializer(tensor.build());
    }

    ModelBuilder integers(String name, long... values) {
        var tensor = tensor(name, TensorProto.DataType.INT64_VALUE, values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return initializer(tensor.build());
    }

    ModelBuilder integer(String name, long value) {
        return initializer(
                tensor(name, TensorProto.DataType.INT64_VALUE).addInt64Data(value).build());
    }

    ModelBuilder initializer(TensorProto tensor) {
        graph.addInitializer(tensor);
        return this;
    }

    /// Inputs are separated by blanks; `_` leaves an optional input out.
    ModelBuilder node(String op, String inputs, String output, AttributeProto... attributes) {
        var node = NodeProto.newBuilder().setOpType(op).setName("n." + output.split(" ")[0]);
        for (String input : inputs.isEmpty() ? new String[0] : inputs.split(" ")) {
            node.addInput(input.equals("_") ? "" : input);
        }
        node.addAllOutput(List.of(output.split(" "))).addAllAttribute(List.of(attributes));
        graph.addNode(node);
        return this;
    }

    ModelBuilder rawNode(NodeProto node) {
        graph.addNode(node);
        return this;
    }

    byte[] build() {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    static TensorProto.Builder tensor(String name, int type, long... shape) {
        var tensor = TensorProto.newBuilder().setName(name).setDataType(type);
        for (long extent : shape) {
            tensor.addDims(extent);
        }
        return tensor;
    }

    static AttributeProto ints(String name, long... values) {
        var attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    static AttributeProto number(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    private static ValueInfoProto value(String name, long... shape) {
        var dims = TensorShapeProto.newBuilder();
        for (long extent : shape) {
            if (extent < 0) {
                dims.addDimBuilder().setDimParam("batch");
            } else {
                dims.addDimBuilder().setDimValue(extent);
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(
                        TypeProto.newBuilder()
                                .setTensorType(
                                        TypeProto.Tensor.newBuilder()
                                                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                                                .setShape(dims)))
                .build();
    }
}
