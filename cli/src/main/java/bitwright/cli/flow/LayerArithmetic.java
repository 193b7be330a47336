package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.cli.BadInputException;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.network.IntegerNetwork;
import bitwright.kernels.network.IntegerOptions;
import bitwright.kernels.reference.Requantization;
import bitwright.precision.sensitivity.Subject;
import java.util.Map;
import java.util.Optional;

/// The requantization that the integer-only network has for a layer.
public final class LayerArithmetic {
    private LayerArithmetic() {}

    /// Why a model's layers have no requantization, one line; empty if they have.
    public static Optional<String> obstacle(ModelSource model, Datasets datasets) {
        if (model.onnx() == null) {
            return Optional.of(model.argument() + " has no weights, and so no scales.");
        }
        try {
            datasets.check(model.argument(), model.network());
        } catch (BadInputException other) {
            return Optional.of("activations cannot be calibrated: " + other.getMessage());
        }
        return IntegerNetwork.obstacle(model.network());
    }

    /// From a layer's sums to its outputs; empty where the sums are the result.
    ///
    /// @param exact the formats of every contraction
    /// @throws BadInputException if the network has no integer form in these formats
    public static Optional<Requantization> requantization(
            ModelSource model,
            Datasets datasets,
            Map<String, Precision> exact,
            String layer,
            IntegerOptions arithmetic,
            long seed) {
        Subject subject = datasets.subject(model, PlanOptions.CALIBRATION_IMAGES);
        Map<String, ActivationStatistics> statistics =
                subject.statistics(PlanOptions.STATISTICS_SAMPLES, seed);
        try {
            return IntegerNetwork.build(model.network(), exact, statistics, arithmetic)
                    .requantization(layer);
        } catch (ArithmeticException | IllegalArgumentException problem) {
            throw new BadInputException(String.valueOf(problem.getMessage()), problem);
        }
    }
}
