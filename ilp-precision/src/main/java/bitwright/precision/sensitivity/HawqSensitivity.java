package bitwright.precision.sensitivity;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.workload.Contraction;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A curvature of the loss times the squared error of what is quantized; of the mean cross-entropy
/// against labels.
///
/// - HAWQ (Dong et al. 2019): `Ω = λ · ‖Q(W) − W‖²`, where `λ` is the top eigenvalue of the Hessian
///   with respect to the layer's weights; the measure by which it orders fine-tuning.
/// - HAWQ-V2 (Dong et al. 2020): `Ω = (Tr(H) / n) · ‖Q(W) − W‖²`, and likewise of what the layer
///   reads: `(Tr(Hₐ) / n) · ‖Q(a) − a‖²`, in the mean over images.
/// - HAWQ-V3 (Yao et al. 2021): that of weights alone; activations have no say in it, so that a
///   contraction without weights loses nothing.
public final class HawqSensitivity implements AdditiveSensitivity {
    private static final int TRACE_IMAGES = 128;
    private static final int PROBES = 2;
    private static final int EIGENVALUE_IMAGES = 16;
    private static final int ITERATIONS = 12;

    private final Subject subject;
    private final LayerFactors ofWeights;
    private final @Nullable LayerFactors ofOperands;
    private final OperandScales scales;
    private @Nullable Map<String, List<Double>> weightFactors;
    private Map<String, List<Double>> operandFactors = Map.of();

    HawqSensitivity(
            Subject subject,
            Map<String, ActivationStatistics> statistics,
            LayerFactors ofWeights,
            @Nullable LayerFactors ofOperands) {
        this.subject = subject;
        this.ofWeights = ofWeights;
        this.ofOperands = ofOperands;
        scales = new OperandScales(subject.network(), statistics);
    }

    /// HAWQ: the top eigenvalue.
    public static HawqSensitivity eigenvalue(Subject subject, long seed) {
        return new HawqSensitivity(
                subject,
                Map.of(),
                new TopEigenvalue(subject.first(EIGENVALUE_IMAGES), ITERATIONS, seed),
                null);
    }

    /// HAWQ-V2: average traces, of weights and of activations.
    ///
    /// @param statistics activations of every tensor, for scales and errors
    public static HawqSensitivity traces(
            Subject subject, Map<String, ActivationStatistics> statistics, long seed) {
        Subject first = subject.first(TRACE_IMAGES);
        return new HawqSensitivity(
                subject,
                statistics,
                new HessianTrace(first, false, PROBES, seed),
                new HessianTrace(first, true, PROBES, seed));
    }

    /// HAWQ-V3: average traces of weights alone.
    public static HawqSensitivity weightTraces(Subject subject, long seed) {
        return new HawqSensitivity(
                subject,
                Map.of(),
                new HessianTrace(subject.first(TRACE_IMAGES), false, PROBES, seed),
                null);
    }

    @Override
    public Subject subject() {
        return subject;
    }

    @Override
    public long preparationSteps() {
        return ofWeights.steps() + (ofOperands == null ? 0 : ofOperands.steps());
    }

    @Override
    public synchronized void prepare(Runnable step) {
        if (weightFactors == null) {
            weightFactors = ofWeights.find(step);
            operandFactors = ofOperands == null ? Map.of() : ofOperands.find(step);
        }
    }

    @Override
    public double weightLoss(Contraction layer, NumberFormat weights) {
        prepare(() -> {});
        if (layer.weights() == null) {
            return 0;
        }
        return factors(weightFactors == null ? Map.of() : weightFactors, layer).getFirst()
                * WeightError.squared(subject.network(), layer, weights);
    }

    @Override
    public double activationLoss(Contraction layer, NumberFormat activations) {
        prepare(() -> {});
        if (ofOperands == null) {
            return 0;
        }
        List<Double> factors = factors(operandFactors, layer);
        double loss = 0;
        for (int operand = 0; operand < factors.size(); operand++) {
            long elements = subject.network().elements(layer.inputs().get(operand));
            loss +=
                    factors.get(operand)
                            * elements
                            * scales.meanSquaredError(layer, operand, activations);
        }
        return loss;
    }

    private static List<Double> factors(Map<String, List<Double>> factors, Contraction layer) {
        List<Double> found = factors.get(layer.name());
        if (found == null || found.isEmpty()) {
            throw new IllegalArgumentException(
                    "layer " + layer.name() + " has no curvature of its loss.");
        }
        return found;
    }
}
