package bitwright.cli;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.cli.flow.Datasets;
import bitwright.cli.flow.Execution;
import bitwright.cli.flow.LayerPrecision;
import bitwright.cli.flow.ModelSource;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.network.IntegerNetwork;
import bitwright.kernels.quantizer.ActivationQuantization;
import bitwright.kernels.quantizer.ActivationQuantizer;
import bitwright.kernels.quantizer.WeightQuantizer;
import bitwright.precision.sensitivity.CrossEntropy;
import bitwright.precision.sensitivity.FloatEngine;
import bitwright.precision.sensitivity.Subject;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.NonNegative;
import bitwright.workload.Tensor;
import bitwright.workload.onnx.ActivationFake;
import bitwright.workload.onnx.ActivationOperand;
import bitwright.workload.onnx.FloatVariant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// One of the shipped networks with every contraction in the formats of a plan: on integers alone
/// where that is possible; otherwise with quantized weights and activations in floats, the layers
/// between the contractions unquantized.
final class PlannedNetworks {
    private static final Path MODELS = Path.of(System.getProperty("bitwright.root"), "models");

    final ModelSource model;
    final Datasets datasets;
    final Subject subject;
    final Map<String, ActivationStatistics> statistics;
    final boolean integerOnly;
    private final Set<String> nonNegative;
    private final Map<String, ActivationFake> fakes = new HashMap<>();
    private final Map<String, float[]> weights = new HashMap<>();

    PlannedNetworks(String name) throws IOException {
        model = ModelSource.load(MODELS.resolve(name + ".onnx").toString(), 1);
        datasets = Datasets.load(MODELS);
        subject = datasets.subject(model, 256);
        statistics = subject.statistics(100_000, 1);
        nonNegative = NonNegative.tensors(model.network());
        integerOnly = IntegerNetwork.obstacle(model.network()).isEmpty();
    }

    Network network() {
        return model.network();
    }

    /// Images of the first so many test images that are classified right.
    int correct(Map<String, String> choices, int images) {
        float[] pixels = datasets.test().pixels();
        int[] classes =
                integerOnly
                        ? Execution.classes(network(), exact(choices), statistics, pixels, images)
                        : CrossEntropy.classes(faked(choices, pixels, images), images);
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

    private float[] faked(Map<String, String> choices, float[] pixels, int images) {
        Map<ActivationOperand, ActivationFake> activations = new LinkedHashMap<>();
        Map<String, float[]> exchanged = new LinkedHashMap<>();
        for (Contraction layer : network().contractions()) {
            Precision precision = precision(choices, layer);
            List<String> inputs = layer.inputs();
            for (int operand = 0; operand < inputs.size(); operand++) {
                String tensor = inputs.get(operand);
                boolean unsigned = operand == 0 && nonNegative.contains(tensor);
                activations.put(
                        new ActivationOperand(layer.name(), operand),
                        fake(tensor, precision.activations(), unsigned));
            }
            Tensor own = network().constants().get(String.valueOf(layer.weights()));
            if (own != null) {
                exchanged.put(layer.name(), quantized(layer, own, precision.weights()));
            }
        }
        FloatVariant variant =
                FloatVariant.of(Objects.requireNonNull(model.onnx()), activations, List.of());
        try (FloatEngine engine = new FloatEngine(network(), variant, List.of())) {
            return engine.logits(pixels, images, exchanged);
        }
    }

    private ActivationFake fake(String tensor, NumberFormat format, boolean unsigned) {
        return fakes.computeIfAbsent(
                tensor + " " + format.name() + unsigned,
                _ -> {
                    ActivationQuantization quantization =
                            ActivationQuantizer.calibrate(
                                    Objects.requireNonNull(statistics.get(tensor)).samples(),
                                    format,
                                    unsigned);
                    return new ActivationFake(
                            quantization.scale(), quantization.minimum(), quantization.maximum());
                });
    }

    private float[] quantized(Contraction layer, Tensor own, NumberFormat format) {
        return weights.computeIfAbsent(
                layer.name() + " " + format.name(),
                _ ->
                        WeightQuantizer.perChannel(
                                        own.values(),
                                        layer.nest().groups() * layer.nest().outputChannels(),
                                        format)
                                .dequantize());
    }
}
