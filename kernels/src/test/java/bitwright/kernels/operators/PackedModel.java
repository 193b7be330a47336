package bitwright.kernels.operators;

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
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import bitwright.arch.format.Int;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Many independent nodes in one model for ONNX Runtime: a session costs milliseconds, a node
/// microseconds. Activations are inputs, so that nothing is computed before the run; weights are
/// constants, so that the runtime may prepare them.
final class PackedModel {
    private static final int IR_VERSION = 10;

    /// How the runtime is to treat 8-bit products: `FAST` may saturate pairs of unsigned by signed
    /// products to 16 bits on processors without a dot-product instruction; `EXACT` asks for the
    /// precise way (`session.x64quantprecision`), which the graph's rewriting brings about.
    enum Products {
        FAST,
        EXACT
    }

    private record Feed(String name, List<Integer> shape, OnnxJavaType type, ByteBuffer bytes) {}

    /// What came out, by name.
    record Results(Map<String, Result> tensors) {
        Result of(String name) {
            return Objects.requireNonNull(tensors.get(name), name);
        }
    }

    /// A tensor that came out; the array of the other kind is empty.
    record Result(List<Integer> shape, int[] integers, float[] reals) {}

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("cases");
    private final List<Feed> feeds = new ArrayList<>();
    private final int operatorSet;
    private int names;

    PackedModel(int operatorSet) {
        this.operatorSet = operatorSet;
    }

    /// A name that no other tensor has.
    String name(String prefix) {
        return prefix + names++;
    }

    /// An input of 8-bit integers.
    String input(QuantizedTensor tensor) {
        String name = name("x");
        ByteBuffer buffer = ByteBuffer.allocateDirect(tensor.values().length);
        for (int value : tensor.values()) {
            buffer.put((byte) value);
        }
        OnnxJavaType type = tensor.format().signed() ? OnnxJavaType.INT8 : OnnxJavaType.UINT8;
        feeds.add(new Feed(name, tensor.shape(), type, buffer.rewind()));
        graph.addInput(value(name, type(tensor.format()), tensor.shape()));
        return name;
    }

    /// An input of real numbers.
    String input(List<Integer> shape, float[] values) {
        String name = name("r");
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(values.length * Float.BYTES)
                        .order(ByteOrder.nativeOrder());
        buffer.asFloatBuffer().put(values);
        feeds.add(new Feed(name, shape, OnnxJavaType.FLOAT, buffer));
        graph.addInput(value(name, TensorProto.DataType.FLOAT_VALUE, shape));
        return name;
    }

    /// A constant of integers of 4, 8 or 16 bits; two of 4 bits share a byte, the first below.
    String constant(Int format, List<Integer> shape, int[] values) {
        int bits = format.bits();
        byte[] raw = new byte[(values.length * bits + 7) / 8];
        for (int i = 0; i < values.length; i++) {
            int place = i * bits;
            int code = values[i] & ((1 << bits) - 1);
            raw[place / 8] |= (byte) (code << place % 8);
            if (bits > 8) {
                raw[place / 8 + 1] = (byte) (code >> 8);
            }
        }
        return constant(tensor(type(format), shape).setRawData(ByteString.copyFrom(raw)));
    }

    String constant(List<Integer> shape, float[] values) {
        var tensor = tensor(TensorProto.DataType.FLOAT_VALUE, shape);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return constant(tensor);
    }

    String constant(float value) {
        return constant(List.of(), new float[] {value});
    }

    /// A constant of 32-bit integers along one axis.
    String constant(int[] values) {
        var tensor = tensor(TensorProto.DataType.INT32_VALUE, List.of(values.length));
        for (int value : values) {
            tensor.addInt32Data(value);
        }
        return constant(tensor);
    }

    private String constant(TensorProto.Builder tensor) {
        String name = name("c");
        graph.addInitializer(tensor.setName(name));
        return name;
    }

    /// A node with one output, whose name is returned; an empty input is left out.
    String node(String op, List<String> inputs, AttributeProto... attributes) {
        String output = name("y");
        nodeWithOutputs(op, inputs, List.of(output), attributes);
        return output;
    }

    void nodeWithOutputs(
            String op, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        graph.addNode(
                NodeProto.newBuilder()
                        .setOpType(op)
                        .setName(name("n"))
                        .addAllInput(inputs)
                        .addAllOutput(outputs)
                        .addAllAttribute(Arrays.asList(attributes)));
    }

    /// Declares a tensor as an output of the model.
    String output(String name, int type) {
        graph.addOutput(
                ValueInfoProto.newBuilder()
                        .setName(name)
                        .setType(
                                TypeProto.newBuilder()
                                        .setTensorType(
                                                TypeProto.Tensor.newBuilder().setElemType(type))));
        return name;
    }

    static int type(Int format) {
        return switch (format.name()) {
            case "int4" -> TensorProto.DataType.INT4_VALUE;
            case "uint4" -> TensorProto.DataType.UINT4_VALUE;
            case "int8" -> TensorProto.DataType.INT8_VALUE;
            case "uint8" -> TensorProto.DataType.UINT8_VALUE;
            case "int16" -> TensorProto.DataType.INT16_VALUE;
            case "uint16" -> TensorProto.DataType.UINT16_VALUE;
            default -> throw new IllegalArgumentException(format.name());
        };
    }

    Results run(Products products) throws OrtException {
        byte[] model =
                ModelProto.newBuilder()
                        .setIrVersion(IR_VERSION)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(operatorSet))
                        .setGraph(graph)
                        .build()
                        .toByteArray();
        var environment = OrtEnvironment.getEnvironment();
        var tensors = new LinkedHashMap<String, OnnxTensor>();
        var results = new LinkedHashMap<String, Result>();
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            switch (products) {
                case FAST ->
                        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
                case EXACT -> {
                    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
                    options.addConfigEntry("session.x64quantprecision", "1");
                }
            }
            try (OrtSession session = environment.createSession(model, options)) {
                for (Feed feed : feeds) {
                    tensors.put(feed.name(), tensor(environment, feed));
                }
                try (OrtSession.Result result = session.run(tensors)) {
                    for (var output : result) {
                        results.put(output.getKey(), result((OnnxTensor) output.getValue()));
                    }
                }
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
        return new Results(results);
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Feed feed) throws OrtException {
        long[] shape = feed.shape().stream().mapToLong(Integer::longValue).toArray();
        return OnnxTensor.createTensor(environment, feed.bytes(), shape, feed.type());
    }

    private static Result result(OnnxTensor tensor) {
        var shape = new ArrayList<Integer>();
        for (long extent : tensor.getInfo().getShape()) {
            shape.add(Math.toIntExact(extent));
        }
        int[] integers = new int[0];
        float[] reals = new float[0];
        switch (tensor.getInfo().type) {
            case INT8, UINT8 -> {
                int mask = tensor.getInfo().type == OnnxJavaType.UINT8 ? 0xff : -1;
                ByteBuffer buffer = tensor.getByteBuffer();
                integers = new int[buffer.remaining()];
                for (int i = 0; i < integers.length; i++) {
                    integers[i] = buffer.get(i) & mask;
                }
            }
            case INT32 -> {
                IntBuffer buffer = tensor.getIntBuffer();
                integers = new int[buffer.remaining()];
                buffer.get(integers);
            }
            case FLOAT -> {
                FloatBuffer buffer = tensor.getFloatBuffer();
                reals = new float[buffer.remaining()];
                buffer.get(reals);
            }
            default -> throw new IllegalStateException(tensor.getInfo().toString());
        }
        return new Result(List.copyOf(shape), integers, reals);
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, List<Integer> values) {
        var attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        values.forEach(attribute::addInts);
        return attribute.build();
    }

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    private static TensorProto.Builder tensor(int type, List<Integer> shape) {
        var tensor = TensorProto.newBuilder().setDataType(type);
        shape.forEach(tensor::addDims);
        return tensor;
    }

    private static ValueInfoProto value(String name, int type, List<Integer> shape) {
        var dims = TensorShapeProto.newBuilder();
        shape.forEach(extent -> dims.addDimBuilder().setDimValue(extent));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(
                        TypeProto.newBuilder()
                                .setTensorType(
                                        TypeProto.Tensor.newBuilder()
                                                .setElemType(type)
                                                .setShape(dims)))
                .build();
    }
}
