package bitwright.precision.sensitivity;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.quantizer.ActivationQuantization;
import bitwright.kernels.quantizer.ActivationQuantizer;
import bitwright.kernels.quantizer.WeightQuantizer;
import bitwright.workload.Contraction;
import bitwright.workload.NonNegative;
import bitwright.workload.Tensor;
import bitwright.workload.onnx.ActivationFake;
import bitwright.workload.onnx.ActivationOperand;
import bitwright.workload.onnx.FloatVariant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the network loses on calibration images when one contraction's weights and input (or both
/// its activation operands) are quantized and everything else stays in floats: the rise of the mean
/// cross-entropy against the float network's own class probabilities (their Kullback-Leibler
/// divergence). Against labels the same rise is noisy enough to be negative; this one never is.
public final class MeasuredSensitivity implements Sensitivity {
    private final Subject subject;
    private final Map<String, ActivationStatistics> statistics;

    /// @param statistics activations of every tensor, for the scales
    public MeasuredSensitivity(Subject subject, Map<String, ActivationStatistics> statistics) {
        this.subject = subject;
        this.statistics = Map.copyOf(statistics);
    }

    @Override
    public Map<String, Map<String, Double>> losses(List<Precision> candidates, Runnable step) {
        float[] base;
        try (FloatEngine engine =
                new FloatEngine(subject.network(), FloatVariant.of(subject.onnx()), List.of())) {
            base = engine.logits(subject.images(), subject.count(), Map.of());
        }
        Set<String> nonNegative = NonNegative.tensors(subject.network());
        Parallel<Map.Entry<String, Map<String, Double>>> jobs = new Parallel<>();
        for (Contraction layer : subject.network().contractions()) {
            jobs.add(() ->
                    Map.entry(layer.name(), losses(layer, candidates, nonNegative, base, step)));
        }
        Map<String, Map<String, Double>> losses = new LinkedHashMap<>();
        jobs.results().forEach(entry -> losses.put(entry.getKey(), entry.getValue()));
        return losses;
    }

    private Map<String, Double> losses(
            Contraction layer,
            List<Precision> candidates,
            Set<String> nonNegative,
            float[] base,
            Runnable step) {
        Map<String, Double> byName = new LinkedHashMap<>();
        Set<NumberFormat> formats = new LinkedHashSet<>();
        candidates.forEach(candidate -> formats.add(candidate.activations()));
        for (NumberFormat format : formats) {
            FloatVariant variant =
                    FloatVariant.of(subject.onnx(), fakes(layer, format, nonNegative), List.of());
            try (FloatEngine engine = new FloatEngine(subject.network(), variant, List.of())) {
                for (Precision candidate : candidates) {
                    if (candidate.activations().equals(format)) {
                        byName.put(
                                candidate.name(), loss(engine, quantized(layer, candidate), base));
                        step.run();
                    }
                }
            }
        }
        Map<String, Double> ordered = new LinkedHashMap<>();
        for (Precision candidate : candidates) {
            Double loss = byName.get(candidate.name());
            if (loss == null) {
                throw new IllegalStateException(
                        "layer " + layer.name() + " has no loss at " + candidate.name() + ".");
            }
            ordered.put(candidate.name(), loss);
        }
        return ordered;
    }

    /// One fake for each operand, from the operand's own values. A second activation stands in the
    /// place of the weights and is signed, as weights are.
    Map<ActivationOperand, ActivationFake> fakes(
            Contraction layer, NumberFormat format, Set<String> nonNegative) {
        Map<ActivationOperand, ActivationFake> fakes = new LinkedHashMap<>();
        for (int operand = 0; operand < layer.inputs().size(); operand++) {
            String input = layer.inputs().get(operand);
            boolean unsigned = operand == 0 && nonNegative.contains(input);
            fakes.put(
                    new ActivationOperand(layer.name(), operand),
                    fake(layer, input, format, unsigned));
        }
        return fakes;
    }

    private ActivationFake fake(
            Contraction layer, String input, NumberFormat format, boolean unsigned) {
        ActivationStatistics samples = statistics.get(input);
        if (samples == null) {
            throw new IllegalArgumentException(
                    "layer " + layer.name() + ": tensor " + input + " has no statistics.");
        }
        ActivationQuantization quantization =
                ActivationQuantizer.calibrate(samples.samples(), format, unsigned);
        return new ActivationFake(
                quantization.scale(), quantization.minimum(), quantization.maximum());
    }

    private Map<String, float[]> quantized(Contraction layer, Precision precision) {
        Tensor weights = subject.network().constants().get(String.valueOf(layer.weights()));
        if (weights == null) {
            return Map.of();
        }
        int channels = layer.nest().groups() * layer.nest().outputChannels();
        return Map.of(
                layer.name(),
                WeightQuantizer.perChannel(weights.values(), channels, precision.weights())
                        .dequantize());
    }

    private double loss(FloatEngine engine, Map<String, float[]> weights, float[] base) {
        return CrossEntropy.divergence(
                base, engine.logits(subject.images(), subject.count(), weights), subject.count());
    }
}
