package bitwright.cli.flow;

import bitwright.kernels.network.IntegerOptions;
import bitwright.precision.sensitivity.SensitivityMeasure;
import java.util.List;

/// What a planning run is asked for.
///
/// @param choices what layers may choose among, and what ties them
/// @param question what is to be least under which budgets; where nothing is asked, the loss under
///   budgets half-way between the uniform plans of 4 and of 8 bits in size and latency
/// @param calibrationImages images for scales and sensitivities
/// @param testImages images for the top-1 of the float and the integer network; 0 for none
/// @param sensitivity what counts as loss
/// @param seed seed of everything random
/// @param arithmetic how integer networks round and accumulate
public record PlanOptions(
        ChoiceOptions choices,
        PlanQuestion question,
        int calibrationImages,
        int testImages,
        SensitivityMeasure sensitivity,
        long seed,
        IntegerOptions arithmetic) {
    /// What the demo considers: wide, middle and narrow integers and powers of two.
    public static final List<String> DEMO_CANDIDATES =
            List.of("w8a8", "w6a8", "w4a8", "w4a4", "pot5a8", "pot4a8", "pot4a4", "pot3a8");

    /// Images for scales and sensitivities unless said otherwise.
    public static final int CALIBRATION_IMAGES = 256;

    /// Values of each tensor that scales are made from.
    public static final int STATISTICS_SAMPLES = 100_000;

    /// Images for top-1 unless said otherwise.
    public static final int TEST_IMAGES = 1000;
}
