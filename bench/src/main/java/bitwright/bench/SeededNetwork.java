package bitwright.bench;

import bitwright.arch.format.Precision;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.network.IntegerNetwork;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.NonNegative;
import bitwright.workload.Tensor;
import bitwright.workload.zoo.Zoo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// A network of the zoo with drawn weights, and drawn activation ranges: they change no operation
/// that is executed.
final class SeededNetwork {
    private SeededNetwork() {}

    /// A network of the zoo whose contractions have weights, uniform with variance `2 / taps`.
    static Network of(String name) {
        Network shapes = Zoo.network(name, 1);
        var random = new SplittableRandom(1);
        Map<String, Tensor> constants = new LinkedHashMap<>();
        List<Layer> layers = new ArrayList<>();
        for (Layer layer : shapes.layers()) {
            if (!(layer instanceof Contraction contraction)) {
                layers.add(layer);
                continue;
            }
            LoopNest nest = contraction.nest();
            int taps = nest.inputChannels() * nest.filterHeight() * nest.filterWidth();
            float[] weights = new float[nest.groups() * nest.outputChannels() * taps];
            float bound = (float) Math.sqrt(6.0 / taps);
            for (int i = 0; i < weights.length; i++) {
                weights[i] = bound * (float) random.nextDouble(-1, 1);
            }
            String constant = contraction.name() + ":weights";
            constants.put(constant, new Tensor(List.of(weights.length), weights));
            layers.add(
                    new Contraction(
                            contraction.name(),
                            contraction.op(),
                            contraction.inputs(),
                            contraction.output(),
                            nest,
                            constant,
                            null,
                            contraction.rowsFirst()));
        }
        return new Network(
                shapes.name(),
                shapes.inputs(),
                shapes.outputs(),
                layers,
                shapes.shapes(),
                constants,
                shapes.parameters());
    }

    /// The integer network of one precision, activations unsigned where they can be.
    static IntegerNetwork integer(Network network, String precision) {
        Set<String> nonNegative = NonNegative.tensors(network);
        Map<String, ActivationStatistics> statistics = new LinkedHashMap<>();
        statistics.put(network.inputs().getFirst(), upTo(-0.8f, 2));
        for (Layer layer : network.layers()) {
            float least = nonNegative.contains(layer.output()) ? 0 : -8;
            statistics.put(layer.output(), upTo(least, 8));
        }
        Map<String, Precision> precisions = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            Precision signed = Precision.parse(precision);
            boolean isUnsigned = nonNegative.contains(layer.inputs().getFirst());
            precisions.put(layer.name(), isUnsigned ? signed.withUnsignedActivations() : signed);
        }
        return IntegerNetwork.build(network, precisions, statistics);
    }

    private static ActivationStatistics upTo(float least, float greatest) {
        float[] samples = new float[101];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = least + (greatest - least) * i / 100;
        }
        return new ActivationStatistics(samples);
    }

    /// Drawn pixels of so many images.
    static float[] pixels(int count) {
        var random = new SplittableRandom(1);
        float[] pixels = new float[count];
        for (int i = 0; i < count; i++) {
            pixels[i] = (float) random.nextDouble(-0.8, 2);
        }
        return pixels;
    }
}
