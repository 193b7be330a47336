package bitwright.precision.sensitivity;

import bitwright.arch.format.NumberFormat;
import bitwright.workload.Contraction;

/// Squared error of the quantized weights, `‖Q(W) − W‖²`: needs no images and knows nothing of the
/// network around the layer. Activations have no say in it.
public final class WeightErrorSensitivity implements AdditiveSensitivity {
    private final Subject subject;

    public WeightErrorSensitivity(Subject subject) {
        this.subject = subject;
    }

    @Override
    public Subject subject() {
        return subject;
    }

    @Override
    public double weightLoss(Contraction layer, NumberFormat weights) {
        return WeightError.squared(subject.network(), layer, weights);
    }

    @Override
    public double activationLoss(Contraction layer, NumberFormat activations) {
        return 0;
    }
}
