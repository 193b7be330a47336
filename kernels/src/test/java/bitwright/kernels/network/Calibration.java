package bitwright.kernels.network;

import bitwright.arch.format.Precision;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.NonNegative;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Statistics and precisions for tests.
final class Calibration {
    private static final int SAMPLES = 20_000;

    private Calibration() {}

    /// Statistics of every activation tensor on the first images of an array of them.
    static Map<String, ActivationStatistics> statistics(
            Network network, float[] pixels, int images) {
        int elements = pixels.length / images;
        Map<String, List<float[]>> collected = new LinkedHashMap<>();
        for (int image = 0; image < images; image++) {
            FloatNetwork.run(
                            network,
                            Arrays.copyOfRange(pixels, image * elements, (image + 1) * elements))
                    .forEach((tensor, values) ->
                            collected.computeIfAbsent(tensor, _ -> new ArrayList<>()).add(values));
        }
        Map<String, ActivationStatistics> statistics = new LinkedHashMap<>();
        collected.forEach((tensor, parts) -> {
            float[] all = new float[parts.size() * parts.getFirst().length];
            for (int i = 0; i < parts.size(); i++) {
                System.arraycopy(
                        parts.get(i), 0, all, i * parts.get(i).length, parts.get(i).length);
            }
            statistics.put(tensor, ActivationStatistics.of(all, SAMPLES, 1));
        });
        return statistics;
    }

    /// One precision for every contraction, with unsigned activations where they are never
    /// negative.
    static Map<String, Precision> uniform(Network network, String name) {
        var nonNegative = NonNegative.tensors(network);
        Map<String, Precision> precisions = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            Precision precision = Precision.parse(name);
            precisions.put(
                    layer.name(),
                    nonNegative.contains(layer.inputs().getFirst())
                            ? precision.withUnsignedActivations()
                            : precision);
        }
        return precisions;
    }
}
