package bitwright.precision.sensitivity;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.workload.Contraction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A measure whose loss of a precision is the loss of its weight format plus the loss of its
/// activation format: `n` weight and `m` activation formats take `n + m` evaluations and give `n ·
/// m` losses.
public interface AdditiveSensitivity extends Sensitivity {
    /// What the weights of a contraction lose; 0 where it has none. Safe to call from several
    /// threads once prepared.
    ///
    /// @throws IllegalArgumentException if weights cannot have the format
    double weightLoss(Contraction layer, NumberFormat weights);

    /// What the activation operands of a contraction lose, both of them where it has two; 0 in a
    /// measure of weights alone. Safe to call from several threads once prepared.
    ///
    /// @param activations a signed format
    /// @throws IllegalArgumentException if activations cannot have the format
    double activationLoss(Contraction layer, NumberFormat activations);

    @Override
    default Map<String, Double> losses(
            Contraction layer, List<Precision> candidates, Runnable step) {
        Map<NumberFormat, Double> ofWeights = new LinkedHashMap<>();
        Map<NumberFormat, Double> ofActivations = new LinkedHashMap<>();
        Map<String, Double> losses = new LinkedHashMap<>();
        for (Precision candidate : candidates) {
            losses.put(
                    candidate.name(),
                    ofWeights.computeIfAbsent(
                                    candidate.weights(), format -> weightLoss(layer, format))
                            + ofActivations.computeIfAbsent(
                                    candidate.activations(),
                                    format -> activationLoss(layer, format)));
            step.run();
        }
        return losses;
    }
}
