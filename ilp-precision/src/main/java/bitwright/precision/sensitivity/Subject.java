package bitwright.precision.sensitivity;

import bitwright.kernels.network.ActivationStatistics;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.onnx.FloatVariant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What sensitivities are measured on: a network, its ONNX file and labelled calibration images.
///
/// @param network the network with its weights, of batch 1
/// @param onnx the file's bytes
/// @param images pixels, image after image; never test images
/// @param labels the class of each image
public record Subject(Network network, byte[] onnx, float[] images, int[] labels) {
    /// Number of images.
    public int count() {
        return labels.length;
    }

    /// The first images only.
    public Subject first(int count) {
        int kept = Math.min(count, count());
        int elements = images.length / count();
        return new Subject(
                network,
                onnx,
                java.util.Arrays.copyOf(images, kept * elements),
                java.util.Arrays.copyOf(labels, kept));
    }

    /// The float network's outputs on the images, image after image.
    public float[] outputs() {
        try (FloatEngine engine = new FloatEngine(network, FloatVariant.of(onnx), List.of())) {
            return engine.logits(images, count(), Map.of());
        }
    }

    /// Float activations of the input and of every tensor that is no output of the network, on the
    /// images: what scales are calibrated from.
    ///
    /// @param samples most samples of each tensor, drawn with the seed
    public Map<String, ActivationStatistics> statistics(int samples, long seed) {
        List<String> tensors = new ArrayList<>();
        for (Layer layer : network.layers()) {
            if (!network.outputs().contains(layer.output())) {
                tensors.add(layer.output());
            }
        }
        Map<String, ActivationStatistics> statistics = new LinkedHashMap<>();
        for (String input : network.inputs()) {
            statistics.put(input, ActivationStatistics.of(images, samples, seed));
        }
        try (FloatEngine engine =
                new FloatEngine(network, FloatVariant.of(onnx, Map.of(), tensors), tensors)) {
            engine.activations(images, count())
                    .forEach((name, values) ->
                            statistics.put(name, ActivationStatistics.of(values, samples, seed)));
        }
        return statistics;
    }
}
