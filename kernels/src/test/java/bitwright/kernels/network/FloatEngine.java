package bitwright.kernels.network;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.onnx.FloatVariant;
import bitwright.workload.onnx.WeightInput;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// ONNX Runtime on the float model: an engine that nobody here wrote.
final class FloatEngine {
    private static final int BATCH = 250;
    private static final int SAMPLES = 20_000;

    private final Network network;
    private final byte[] model;

    FloatEngine(Network network, byte[] model) {
        this.network = network;
        this.model = model;
    }

    /// The logits of all images, `[image][class]`.
    float[] logits(ImageSet images) throws OrtException {
        return run(images, List.of()).getFirst();
    }

    /// Statistics of every activation tensor that is not a network output.
    Map<String, ActivationStatistics> statistics(ImageSet images) throws OrtException {
        List<String> tensors =
                network.layers().stream()
                        .map(Layer::output)
                        .filter(tensor -> !network.outputs().contains(tensor))
                        .toList();
        List<float[]> values = run(images, tensors);
        Map<String, ActivationStatistics> statistics = new LinkedHashMap<>();
        statistics.put(
                network.inputs().getFirst(), ActivationStatistics.of(images.pixels(), SAMPLES, 1));
        for (int i = 0; i < tensors.size(); i++) {
            statistics.put(tensors.get(i), ActivationStatistics.of(values.get(i + 1), SAMPLES, 1));
        }
        return statistics;
    }

    /// The network's output and the exposed tensors on all images.
    private List<float[]> run(ImageSet images, List<String> exposed) throws OrtException {
        FloatVariant variant = FloatVariant.of(model, Map.of(), exposed);
        var environment = OrtEnvironment.getEnvironment();
        List<List<float[]>> parts = new ArrayList<>();
        Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
        try (OrtSession session = environment.createSession(variant.model())) {
            for (WeightInput input : variant.weightInputs()) {
                feeds.put(
                        input.inputName(),
                        OnnxTensor.createTensor(
                                environment,
                                FloatBuffer.wrap(input.toOnnxLayout(weights(input.layer()))),
                                input.shape()));
            }
            int elements = images.height() * images.width();
            for (int first = 0; first < images.count(); first += BATCH) {
                int count = Math.min(BATCH, images.count() - first);
                float[] batch =
                        Arrays.copyOfRange(
                                images.pixels(), first * elements, (first + count) * elements);
                long[] shape = {count, 1, images.height(), images.width()};
                try (OnnxTensor image =
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(batch), shape)) {
                    feeds.put(network.inputs().getFirst(), image);
                    try (OrtSession.Result result = session.run(feeds)) {
                        List<float[]> values = new ArrayList<>();
                        result.forEach(entry -> values.add(floats(entry.getValue())));
                        parts.add(values);
                    }
                }
            }
            feeds.remove(network.inputs().getFirst());
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
        List<float[]> whole = new ArrayList<>();
        for (int i = 0; i < parts.getFirst().size(); i++) {
            int index = i;
            whole.add(concatenated(parts.stream().map(part -> part.get(index)).toList()));
        }
        return whole;
    }

    private float[] weights(String layer) {
        Contraction contraction =
                network.contractions().stream()
                        .filter(each -> each.name().equals(layer))
                        .findFirst()
                        .orElseThrow();
        String name = Objects.requireNonNull(contraction.weights());
        return Objects.requireNonNull(network.constants().get(name)).values();
    }

    private static float[] floats(OnnxValue value) {
        FloatBuffer buffer = ((OnnxTensor) value).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static float[] concatenated(List<float[]> parts) {
        float[] whole = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
