package bitwright.precision.sensitivity;

import bitwright.arch.format.NumberFormat;
import bitwright.workload.Contraction;
import java.util.Map;

/// Average Hessian trace times the squared error of the quantized weights: `Ω = (Tr(H) / n) · ‖Q(W)
/// − W‖²` (HAWQ-V2, HAWQ-V3). Activations have no say in it, so that a contraction without weights
/// loses nothing.
public final class HawqSensitivity implements AdditiveSensitivity {
    private final Subject subject;
    private final Map<String, Double> averageTraces;

    /// @param averageTraces trace over number of weights, of every contraction that has weights
    public HawqSensitivity(Subject subject, Map<String, Double> averageTraces) {
        this.subject = subject;
        this.averageTraces = Map.copyOf(averageTraces);
    }

    @Override
    public Subject subject() {
        return subject;
    }

    @Override
    public double weightLoss(Contraction layer, NumberFormat weights) {
        double error = WeightError.squared(subject.network(), layer, weights);
        return layer.weights() == null ? 0 : trace(layer) * error;
    }

    @Override
    public double activationLoss(Contraction layer, NumberFormat activations) {
        return 0;
    }

    private double trace(Contraction layer) {
        Double trace = averageTraces.get(layer.name());
        if (trace == null) {
            throw new IllegalArgumentException("layer " + layer.name() + " has no Hessian trace.");
        }
        return trace;
    }
}
