package bitwright.precision.sensitivity;

import bitwright.kernels.network.ActivationStatistics;
import bitwright.precision.gradient.GradientNetwork;
import bitwright.workload.Network;
import java.util.Map;
import java.util.Optional;

/// Makes the measures of sensitivity by name.
public final class Sensitivities {
    private Sensitivities() {}

    /// A measure on a subject, not yet prepared.
    ///
    /// @param statistics activations of every tensor, for the scales
    /// @param seed of everything random
    public static Sensitivity of(
            SensitivityMeasure measure,
            Subject subject,
            Map<String, ActivationStatistics> statistics,
            long seed) {
        return switch (measure) {
            case DIVERGENCE ->
                    new MeasuredSensitivity(subject, statistics, OutputChange.DIVERGENCE);
            case CROSS_ENTROPY ->
                    new MeasuredSensitivity(subject, statistics, OutputChange.CROSS_ENTROPY);
            case OUTPUT_ERROR ->
                    new MeasuredSensitivity(subject, statistics, OutputChange.OUTPUT_ERROR);
            case HAWQ -> HawqSensitivity.eigenvalue(subject, seed);
            case HAWQ_V2 -> HawqSensitivity.traces(subject, statistics, seed);
            case HAWQ_V3 -> HawqSensitivity.weightTraces(subject, seed);
            case PERTURBATION -> new PerturbationSensitivity(subject, statistics);
            case FISHER -> new FisherSensitivity(subject);
            case WEIGHT_ERROR -> new WeightErrorSensitivity(subject);
        };
    }

    /// Why a measure cannot be found for a network, one line that names the layer; empty if it can.
    public static Optional<String> obstacle(SensitivityMeasure measure, Network network) {
        return switch (measure) {
            case HAWQ, HAWQ_V2, HAWQ_V3, PERTURBATION, FISHER -> GradientNetwork.obstacle(network);
            case DIVERGENCE, CROSS_ENTROPY, OUTPUT_ERROR, WEIGHT_ERROR -> Optional.empty();
        };
    }
}
