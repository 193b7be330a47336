package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.cli.flow.Datasets;
import bitwright.cli.flow.Execution;
import bitwright.cli.flow.LayerPrecision;
import bitwright.cli.flow.ModelSource;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.network.IntegerNetwork;
import bitwright.precision.sensitivity.CrossEntropy;
import bitwright.precision.sensitivity.OutputChange;
import bitwright.precision.sensitivity.Subject;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.NonNegative;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// One of the shipped networks with every contraction in the formats of a plan, on integers alone.
final class PlannedNetworks {
    private static final Path MODELS = Path.of(System.getProperty("bitwright.root"), "models");

    final ModelSource model;
    final Datasets datasets;
    final Subject subject;
    final Map<String, ActivationStatistics> statistics;
    private final Set<String> nonNegative;
    private final float[] base;

    /// With scales and losses of 256 images.
    PlannedNetworks(String name) throws IOException {
        this(name, 256);
    }

    /// @param calibration images that scales and losses are of
    PlannedNetworks(String name, int calibration) throws IOException {
        model = ModelSource.load(MODELS.resolve(name + ".onnx").toString(), 1);
        datasets = Datasets.load(MODELS);
        subject = datasets.subject(model, calibration);
        statistics = subject.statistics(100_000, 1);
        nonNegative = NonNegative.tensors(model.network());
        base = subject.outputs();
    }

    Network network() {
        return model.network();
    }

    /// Images of the first so many test images that are classified right.
    int correct(Map<String, String> choices, int images) {
        int[] classes =
                Execution.classes(
                        network(), exact(choices), statistics, datasets.test().pixels(), images);
        int[] labels = Arrays.copyOf(datasets.test().labels(), images);
        return (int) Math.round(CrossEntropy.top1(classes, labels) * images);
    }

    private Map<String, Precision> exact(Map<String, String> choices) {
        Map<String, Precision> exact = new LinkedHashMap<>();
        for (Contraction layer : network().contractions()) {
            exact.put(
                    layer.name(), LayerPrecision.of(layer, precision(choices, layer), nonNegative));
        }
        return exact;
    }

    private static Precision precision(Map<String, String> choices, Contraction layer) {
        return Precision.parse(Objects.requireNonNull(choices.get(layer.name())));
    }

    /// What whole plans lose: the divergence of the integer network's classes from the float
    /// network's on the calibration images.
    List<Double> losses(List<Map<String, String>> plans) {
        return plans.stream()
                .map(choices ->
                        OutputChange.DIVERGENCE.of(
                                base,
                                IntegerNetwork.build(network(), exact(choices), statistics)
                                        .run(subject.images(), subject.count()),
                                subject.labels()))
                .toList();
    }
}
