package bitwright.precision.sensitivity;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.Tensor;
import bitwright.workload.onnx.FloatVariant;
import bitwright.workload.onnx.WeightInput;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A network in ONNX Runtime, in 32-bit floats, with weights that can be exchanged at every run.
///
/// One thread for each run, so that the same input gives the same bits; several threads may run it
/// at once.
public final class FloatEngine implements AutoCloseable {
    private static final int BATCH = 64;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final OrtSession.SessionOptions options;
    private final FloatVariant variant;
    private final Map<String, float[]> weights = new LinkedHashMap<>();
    private final String input;
    private final String output;
    private final long[] imageShape;
    private final List<String> exposed;

    /// Opens a network.
    ///
    /// @param network the parsed network with its weights, of batch 1
    /// @param variant its float variant
    /// @param exposed activation tensors that `activations` may ask for
    /// @throws IllegalStateException if the runtime refuses the model
    public FloatEngine(Network network, FloatVariant variant, List<String> exposed) {
        this.variant = variant;
        this.exposed = List.copyOf(exposed);
        input = network.inputs().getFirst();
        output = network.outputs().getFirst();
        imageShape =
                network.shapes().getOrDefault(input, List.of()).stream()
                        .mapToLong(Integer::longValue)
                        .toArray();
        Map<String, String> weightNames = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            if (layer.weights() != null) {
                weightNames.put(layer.name(), layer.weights());
            }
        }
        for (WeightInput weight : variant.weightInputs()) {
            Tensor tensor = network.constants().get(weightNames.get(weight.layer()));
            if (tensor == null) {
                throw new IllegalArgumentException(
                        "layer " + weight.layer() + " has no weights to feed.");
            }
            weights.put(weight.layer(), weight.toOnnxLayout(tensor.values()));
        }
        try {
            options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            session = environment.createSession(variant.model(), options);
        } catch (OrtException problem) {
            throw new IllegalStateException(
                    "ONNX Runtime refuses the model: " + problem.getMessage(), problem);
        }
    }

    /// Elements of one image.
    public int imageElements() {
        long elements = 1;
        for (int axis = 1; axis < imageShape.length; axis++) {
            elements = Math.multiplyExact(elements, imageShape[axis]);
        }
        return Math.toIntExact(elements);
    }

    /// Logits of images, image after image.
    ///
    /// @param images pixels, image after image
    /// @param exchanged weights by layer name, laid out as the loop nest says, in place of the
    ///   network's own
    public float[] logits(float[] images, int count, Map<String, float[]> exchanged) {
        return run(images, count, exchanged, List.of(output)).getOrDefault(output, new float[0]);
    }

    /// Activations of the exposed tensors, image after image.
    public Map<String, float[]> activations(float[] images, int count) {
        return run(images, count, Map.of(), exposed);
    }

    private Map<String, float[]> run(
            float[] images, int count, Map<String, float[]> exchanged, List<String> wanted) {
        Map<String, List<float[]>> parts = new LinkedHashMap<>();
        wanted.forEach(name -> parts.put(name, new ArrayList<>()));
        List<OnnxTensor> open = new ArrayList<>();
        try {
            Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
            for (WeightInput weight : variant.weightInputs()) {
                float[] other = exchanged.get(weight.layer());
                float[] values =
                        other == null
                                ? weights.getOrDefault(weight.layer(), new float[0])
                                : weight.toOnnxLayout(other);
                OnnxTensor tensor =
                        OnnxTensor.createTensor(
                                environment, FloatBuffer.wrap(values), weight.shape());
                open.add(tensor);
                inputs.put(weight.inputName(), tensor);
            }
            int elements = imageElements();
            for (int from = 0; from < count; from += BATCH) {
                int size = Math.min(BATCH, count - from);
                long[] shape = imageShape.clone();
                shape[0] = size;
                try (OnnxTensor batch =
                        OnnxTensor.createTensor(
                                environment,
                                FloatBuffer.wrap(images, from * elements, size * elements).slice(),
                                shape)) {
                    inputs.put(input, batch);
                    try (OrtSession.Result result =
                            session.run(inputs, new java.util.LinkedHashSet<>(wanted))) {
                        for (String name : wanted) {
                            FloatBuffer values =
                                    ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
                            float[] copy = new float[values.remaining()];
                            values.get(copy);
                            parts.getOrDefault(name, new ArrayList<>()).add(copy);
                        }
                    }
                }
            }
        } catch (OrtException problem) {
            throw new IllegalStateException(
                    "ONNX Runtime failed: " + problem.getMessage(), problem);
        } finally {
            open.forEach(OnnxTensor::close);
        }
        Map<String, float[]> whole = new LinkedHashMap<>();
        parts.forEach((name, list) -> whole.put(name, join(list)));
        return whole;
    }

    private static float[] join(List<float[]> parts) {
        int length = 0;
        for (float[] part : parts) {
            length += part.length;
        }
        float[] whole = new float[length];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    @Override
    public void close() {
        try {
            session.close();
            options.close();
        } catch (OrtException problem) {
            throw new IllegalStateException(
                    "ONNX Runtime failed to close: " + problem.getMessage(), problem);
        }
    }
}
