package bitwright.precision.encoder;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import bitwright.arch.format.NumberFormat;
import bitwright.kernels.quantizer.WeightQuantizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A real transformer encoder (all-MiniLM-L6-v2) whose weight matrices are inputs, so that each can
/// be exchanged for a quantized one; embeddings are the mean over tokens, of length 1.
final class Encoder implements AutoCloseable {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();
    private static final String MODEL = "/all-minilm-l6-v2.onnx";

    private final OrtSession session;
    private final Map<String, Matrix> matrices = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> floats = new HashMap<>();

    /// One weight matrix.
    ///
    /// @param input the tensor that it multiplies
    /// @param values `[input channel][output channel]`
    record Matrix(String name, String input, int rows, int columns, float[] values) {
        /// The matrix with one scale for each output channel.
        float[] quantized(NumberFormat format) {
            float[] byChannel = new float[values.length];
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    byChannel[column * rows + row] = values[row * columns + column];
                }
            }
            float[] back = WeightQuantizer.perChannel(byChannel, columns, format).dequantize();
            float[] result = new float[values.length];
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    result[row * columns + column] = back[column * rows + row];
                }
            }
            return result;
        }
    }

    Encoder() throws IOException, OrtException {
        ModelProto model;
        try (InputStream stream =
                Objects.requireNonNull(Encoder.class.getResourceAsStream(MODEL), MODEL)) {
            model = ModelProto.parseFrom(stream);
        }
        Map<String, TensorProto> stored = new HashMap<>();
        model.getGraph()
                .getInitializerList()
                .forEach(tensor -> stored.put(tensor.getName(), tensor));
        for (NodeProto node : model.getGraph().getNodeList()) {
            TensorProto weights =
                    node.getOpType().equals("MatMul") ? stored.get(node.getInput(1)) : null;
            if (weights != null && weights.getDimsCount() == 2) {
                matrices.put(weights.getName(), matrix(node, weights));
            }
        }
        GraphProto.Builder graph = model.getGraph().toBuilder().clearInitializer();
        for (TensorProto tensor : model.getGraph().getInitializerList()) {
            if (!matrices.containsKey(tensor.getName())) {
                graph.addInitializer(tensor);
            }
        }
        for (Matrix matrix : matrices.values()) {
            TypeProto.Tensor.Builder type =
                    TypeProto.Tensor.newBuilder()
                            .setElemType(TensorProto.DataType.FLOAT.getNumber());
            type.getShapeBuilder().addDimBuilder().setDimValue(matrix.rows());
            type.getShapeBuilder().addDimBuilder().setDimValue(matrix.columns());
            graph.addInput(
                    ValueInfoProto.newBuilder()
                            .setName(matrix.name())
                            .setType(TypeProto.newBuilder().setTensorType(type)));
            floats.put(matrix.name(), tensor(matrix, matrix.values()));
        }
        session =
                ENVIRONMENT.createSession(
                        model.toBuilder().setGraph(graph).build().toByteArray(),
                        new OrtSession.SessionOptions());
    }

    private static Matrix matrix(NodeProto node, TensorProto weights) {
        FloatBuffer data =
                weights.getRawData()
                        .asReadOnlyByteBuffer()
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer();
        float[] values = new float[data.remaining()];
        data.get(values);
        return new Matrix(
                weights.getName(),
                node.getInput(0),
                Math.toIntExact(weights.getDims(0)),
                Math.toIntExact(weights.getDims(1)),
                values);
    }

    private static OnnxTensor tensor(Matrix matrix, float[] values) throws OrtException {
        FloatBuffer buffer =
                ByteBuffer.allocateDirect(4 * values.length)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
        buffer.put(values).flip();
        return OnnxTensor.createTensor(
                ENVIRONMENT, buffer, new long[] {matrix.rows(), matrix.columns()});
    }

    /// The weight matrices, in the order of the graph.
    List<Matrix> matrices() {
        return List.copyOf(matrices.values());
    }

    /// The embedding of each sentence with some matrices exchanged.
    List<double[]> embeddings(List<long[]> sentences, Map<String, float[]> exchanged)
            throws OrtException {
        Map<String, OnnxTensor> inputs = new HashMap<>(floats);
        List<OnnxTensor> own = new ArrayList<>();
        try {
            for (Map.Entry<String, float[]> entry : exchanged.entrySet()) {
                Matrix matrix = Objects.requireNonNull(matrices.get(entry.getKey()));
                OnnxTensor tensor = tensor(matrix, entry.getValue());
                own.add(tensor);
                inputs.put(matrix.name(), tensor);
            }
            List<double[]> embeddings = new ArrayList<>();
            for (long[] sentence : sentences) {
                embeddings.add(embedding(sentence, inputs));
            }
            return embeddings;
        } finally {
            own.forEach(OnnxTensor::close);
        }
    }

    private double[] embedding(long[] tokens, Map<String, OnnxTensor> weights) throws OrtException {
        long[] ones = new long[tokens.length];
        Arrays.fill(ones, 1);
        long[] shape = {1, tokens.length};
        try (OnnxTensor ids = OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(tokens), shape);
                OnnxTensor mask =
                        OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(ones), shape);
                OnnxTensor types =
                        OnnxTensor.createTensor(
                                ENVIRONMENT, LongBuffer.wrap(new long[tokens.length]), shape)) {
            Map<String, OnnxTensor> inputs = new HashMap<>(weights);
            inputs.put("input_ids", ids);
            inputs.put("attention_mask", mask);
            inputs.put("token_type_ids", types);
            try (OrtSession.Result result = session.run(inputs)) {
                OnnxValue output = result.get(0);
                return mean(((OnnxTensor) output).getFloatBuffer(), tokens.length);
            }
        }
    }

    private static double[] mean(FloatBuffer hidden, int tokens) {
        int width = hidden.remaining() / tokens;
        double[] sum = new double[width];
        for (int token = 0; token < tokens; token++) {
            for (int at = 0; at < width; at++) {
                sum[at] += hidden.get(token * width + at);
            }
        }
        double norm = Math.sqrt(dot(sum, sum));
        for (int at = 0; at < width; at++) {
            sum[at] /= norm;
        }
        return sum;
    }

    /// Cosines of embeddings with those of the same sentences.
    static List<Double> cosines(List<double[]> some, List<double[]> others) {
        List<Double> cosines = new ArrayList<>();
        for (int at = 0; at < some.size(); at++) {
            cosines.add(dot(some.get(at), others.get(at)));
        }
        return cosines;
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int at = 0; at < one.length; at++) {
            sum += one[at] * other[at];
        }
        return sum;
    }

    @Override
    public void close() throws OrtException {
        session.close();
        floats.values().forEach(OnnxTensor::close);
    }
}
