package bitwright.precision.sensitivity;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.quantizer.ActivationQuantization;
import bitwright.workload.Contraction;
import bitwright.workload.onnx.ActivationFake;
import bitwright.workload.onnx.ActivationOperand;
import bitwright.workload.onnx.FloatVariant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How far a network's outputs move on calibration images when one contraction's weights and input
/// (or both its activation operands) are quantized and everything else stays in floats.
///
/// Source: the one-layer-at-a-time measurement of the field's tools (AIMET, NNCF, ModelOpt measure
/// accuracy, signal-to-noise ratio or divergence so). Of its [OutputChange]s the divergence is the
/// default: against labels the same rise is noisy enough to be negative.
public final class MeasuredSensitivity implements Sensitivity {
    private final Subject subject;
    private final OperandScales scales;
    private final OutputChange change;
    private float @Nullable [] base;

    /// By divergence.
    ///
    /// @param statistics activations of every tensor, for the scales
    public MeasuredSensitivity(Subject subject, Map<String, ActivationStatistics> statistics) {
        this(subject, statistics, OutputChange.DIVERGENCE);
    }

    /// @param statistics activations of every tensor, for the scales
    /// @param change what counts as loss
    public MeasuredSensitivity(
            Subject subject, Map<String, ActivationStatistics> statistics, OutputChange change) {
        this.subject = subject;
        this.change = change;
        scales = new OperandScales(subject.network(), statistics);
    }

    @Override
    public Subject subject() {
        return subject;
    }

    @Override
    public synchronized void prepare(Runnable step) {
        if (base == null) {
            base = subject.outputs();
        }
    }

    private synchronized float[] base() {
        prepare(() -> {});
        return Objects.requireNonNull(base);
    }

    @Override
    public Map<String, Double> losses(
            Contraction layer, List<Precision> candidates, Runnable step) {
        Map<String, Double> byName = new LinkedHashMap<>();
        Set<NumberFormat> formats = new LinkedHashSet<>();
        for (Precision candidate : candidates) {
            formats.add(candidate.activations());
            byName.put(candidate.name(), Double.NaN);
        }
        for (NumberFormat format : formats) {
            FloatVariant variant = FloatVariant.of(subject.onnx(), fakes(layer, format), List.of());
            try (FloatEngine engine = new FloatEngine(subject.network(), variant, List.of())) {
                for (Precision candidate : candidates) {
                    if (candidate.activations().equals(format)) {
                        byName.put(candidate.name(), loss(engine, layer, candidate));
                        step.run();
                    }
                }
            }
        }
        return byName;
    }

    /// One fake for each operand, from the operand's own values.
    Map<ActivationOperand, ActivationFake> fakes(Contraction layer, NumberFormat format) {
        Map<ActivationOperand, ActivationFake> fakes = new LinkedHashMap<>();
        for (int operand = 0; operand < layer.inputs().size(); operand++) {
            ActivationQuantization quantization = scales.of(layer, operand, format);
            fakes.put(
                    new ActivationOperand(layer.name(), operand),
                    new ActivationFake(
                            quantization.scale(), quantization.minimum(), quantization.maximum()));
        }
        return fakes;
    }

    private double loss(FloatEngine engine, Contraction layer, Precision candidate) {
        float[] weights = WeightError.quantized(subject.network(), layer, candidate.weights());
        Map<String, float[]> exchanged =
                weights.length == 0 ? Map.of() : Map.of(layer.name(), weights);
        return change.of(
                base(),
                engine.logits(subject.images(), subject.count(), exchanged),
                subject.labels());
    }
}
