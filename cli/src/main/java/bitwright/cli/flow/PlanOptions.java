package bitwright.cli.flow;

import bitwright.kernels.network.IntegerOptions;
import bitwright.precision.sensitivity.SensitivityMeasure;
import java.util.List;
import java.util.Map;

/// What a planning run is asked for.
///
/// @param candidates names of the precisions that may be chosen where a machine has them; empty
///   means all that it has
/// @param maxima budgets by cost name: `size` in KiB, `latency` in ms, `energy` in mJ; empty means
///   half-way between the uniform plans of 4 and of 8 bits for size and latency
/// @param calibrationImages images for scales and sensitivities
/// @param testImages images for the top-1 of the float and the integer network; 0 for none
/// @param sensitivity what counts as loss
/// @param seed seed of everything random
/// @param arithmetic how integer networks round and accumulate
public record PlanOptions(
        List<String> candidates,
        Map<String, Double> maxima,
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
