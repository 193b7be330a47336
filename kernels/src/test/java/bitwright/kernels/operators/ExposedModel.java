package bitwright.kernels.operators;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A real model, run by ONNX Runtime with chosen intermediate tensors as further outputs.
final class ExposedModel implements AutoCloseable {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private final ModelProto original;
    private final GraphProto graph;
    private final Map<String, TensorProto> stored = new HashMap<>();
    private final OrtSession session;

    /// A tensor of the run, or a constant of the model; the array of the other kind is empty.
    record Values(List<Integer> shape, int[] integers, float[] reals) {}

    private ExposedModel(ModelProto original, OrtSession session) {
        this.original = original;
        this.graph = original.getGraph();
        this.session = session;
        graph.getInitializerList().forEach(tensor -> stored.put(tensor.getName(), tensor));
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("Constant")) {
                stored.put(node.getOutput(0), node.getAttribute(0).getT());
            }
        }
    }

    /// @param resource where the model is on the class path
    /// @param operators operators whose inputs and outputs are exposed
    static ExposedModel of(String resource, Collection<String> operators)
            throws IOException, OrtException {
        ModelProto model;
        try (InputStream stream =
                Objects.requireNonNull(
                        ExposedModel.class.getResourceAsStream(resource), resource)) {
            model = ModelProto.parseFrom(stream);
        }
        GraphProto.Builder graph = model.getGraph().toBuilder();
        var constants = new HashSet<String>();
        graph.getInitializerList().forEach(tensor -> constants.add(tensor.getName()));
        var exposed = new HashSet<String>();
        graph.getInputList().forEach(input -> exposed.add(input.getName()));
        graph.getOutputList().forEach(output -> exposed.add(output.getName()));
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("Constant")) {
                constants.addAll(node.getOutputList());
            }
        }
        for (NodeProto node : model.getGraph().getNodeList()) {
            if (operators.contains(node.getOpType())) {
                var tensors = new ArrayList<>(node.getInputList());
                tensors.addAll(node.getOutputList());
                for (String tensor : tensors) {
                    if (!constants.contains(tensor) && exposed.add(tensor)) {
                        graph.addOutput(ValueInfoProto.newBuilder().setName(tensor));
                    }
                }
            }
        }
        byte[] bytes = model.toBuilder().setGraph(graph).build().toByteArray();
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            // Fused nodes would have other intermediate tensors.
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            return new ExposedModel(model, ENVIRONMENT.createSession(bytes, options));
        }
    }

    /// The model as it was.
    byte[] bytes() {
        return original.toByteArray();
    }

    List<NodeProto> nodes(String operator) {
        return graph.getNodeList().stream()
                .filter(node -> node.getOpType().equals(operator))
                .toList();
    }

    /// A constant of the model.
    Values constant(String name) {
        TensorProto tensor = Objects.requireNonNull(stored.get(name), name);
        var shape = tensor.getDimsList().stream().map(Math::toIntExact).toList();
        int elements = shape.stream().reduce(1, Math::multiplyExact);
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer();
        raw.order(ByteOrder.LITTLE_ENDIAN);
        int[] integers = new int[elements];
        float[] reals = new float[elements];
        for (int i = 0; i < elements; i++) {
            switch (tensor.getDataType()) {
                case TensorProto.DataType.UINT8_VALUE ->
                        integers[i] =
                                raw.hasRemaining() ? raw.get(i) & 0xff : tensor.getInt32Data(i);
                case TensorProto.DataType.INT8_VALUE ->
                        integers[i] = raw.hasRemaining() ? raw.get(i) : tensor.getInt32Data(i);
                case TensorProto.DataType.FLOAT_VALUE ->
                        reals[i] =
                                raw.hasRemaining() ? raw.getFloat(4 * i) : tensor.getFloatData(i);
                default -> throw new IllegalArgumentException(name);
            }
        }
        boolean real = tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE;
        return new Values(shape, real ? new int[0] : integers, real ? reals : new float[0]);
    }

    /// The exposed tensors of one run.
    Map<String, Values> run(Map<String, OnnxTensor> inputs) throws OrtException {
        var values = new HashMap<String, Values>();
        try (OrtSession.Result result = session.run(inputs)) {
            for (var output : result) {
                values.put(output.getKey(), values((OnnxTensor) output.getValue()));
            }
        }
        for (var input : inputs.entrySet()) {
            if (input.getValue().getInfo().type == OnnxJavaType.FLOAT) {
                values.put(input.getKey(), values(input.getValue()));
            }
        }
        return values;
    }

    static OnnxTensor tensor(FloatBuffer values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(ENVIRONMENT, values, shape);
    }

    static OnnxTensor tensor(LongBuffer values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(ENVIRONMENT, values, shape);
    }

    private static Values values(OnnxTensor tensor) {
        var shape = new ArrayList<Integer>();
        for (long extent : tensor.getInfo().getShape()) {
            shape.add(Math.toIntExact(extent));
        }
        int[] integers = new int[0];
        float[] reals = new float[0];
        switch (tensor.getInfo().type) {
            case UINT8 -> {
                ByteBuffer buffer = tensor.getByteBuffer();
                integers = new int[buffer.remaining()];
                for (int i = 0; i < integers.length; i++) {
                    integers[i] = buffer.get(i) & 0xff;
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
        return new Values(List.copyOf(shape), integers, reals);
    }

    /// Thousands of integers help nobody in a message: the first that differs does.
    static void assertSame(String what, int[] found, int[] expected) {
        int place = Arrays.mismatch(found, expected);
        if (place >= 0) {
            assertThat(List.of(found.length, place, found[Math.min(place, found.length - 1)]))
                    .as(what + ": length, place of the first difference, value there")
                    .isEqualTo(
                            List.of(
                                    expected.length,
                                    place,
                                    expected[Math.min(place, expected.length - 1)]));
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
