package bitwright.precision.sensitivity;

import bitwright.kernels.network.ActivationStatistics;
import java.util.Map;

/// Makes the measures of sensitivity by name.
public final class Sensitivities {
    private static final int TRACE_PROBES = 2;
    private static final int TRACE_IMAGES = 128;

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
            case HAWQ_V3 ->
                    new HawqSensitivity(
                            subject,
                            new HessianTrace(subject.first(TRACE_IMAGES), TRACE_PROBES, seed)
                                    .averages(() -> {}));
            case WEIGHT_ERROR -> new WeightErrorSensitivity(subject);
        };
    }
}
