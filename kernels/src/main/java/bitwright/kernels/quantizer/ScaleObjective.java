package bitwright.kernels.quantizer;

/// What makes a scale the best one.
public sealed interface ScaleObjective {
    /// The least and the greatest value are just covered: nothing is clipped.
    record MinimumMaximum() implements ScaleObjective {}

    /// So many percent of the values are covered; see [ValueRange#percentile] and
    /// [ValueRange#percentileOfMagnitudes].
    ///
    /// @param percent above 0, at most 100
    record Percentile(double percent) implements ScaleObjective {
        public Percentile {
            ValueRange.requirePercent(percent);
        }
    }

    /// The least squared error of the values, by a search that is never worse than min-max; see
    /// [SquaredErrorSearch].
    record LeastSquaredError() implements ScaleObjective {}

    /// The least squared error that any scale has; see [ExactScale]. Symmetric and slow.
    record LeastSquaredErrorExact() implements ScaleObjective {}

    /// The least norm of the errors among ranges that shrink step by step from the min-max one; the
    /// first least wins, and the form is given to the scale afterwards.
    ///
    /// @param exponent of the norm, positive
    /// @param steps ranges to try, at least 1
    /// @param shrink of each step, as a fraction of the min-max range; the last range must be
    ///   positive
    record LeastNorm(double exponent, int steps, double shrink) implements ScaleObjective {
        /// RAPQ's start (BillAmihom/RAPQ@aaa71df, as BRECQ's): norm 2.4, 80 steps of 1 %.
        public static final LeastNorm RAPQ = new LeastNorm(2.4, 80, 0.01);

        public LeastNorm {
            if (!(exponent > 0) || Double.isInfinite(exponent)) {
                throw new IllegalArgumentException(
                        "exponent of the norm (" + exponent + ") must be positive and finite.");
            }
            if (steps < 1 || !(shrink > 0) || !((steps - 1) * shrink < 1)) {
                throw new IllegalArgumentException(
                        steps + " steps of " + shrink + " must leave a positive range.");
            }
        }
    }

    /// The least divergence between the values' histogram and its quantized form; see
    /// [EntropyCalibration]. For integers.
    ///
    /// @param bins of the histogram of magnitudes, at least 128
    record LeastDivergence(int bins) implements ScaleObjective {
        /// As NVIDIA's calibrators have it.
        public static final LeastDivergence STANDARD = new LeastDivergence(2048);

        public LeastDivergence {
            if (bins < EntropyCalibration.LEAST_COVERED_BINS || bins > 1 << 14) {
                throw new IllegalArgumentException(
                        "histogram bins (" + bins + ") must be 128 to 16384.");
            }
        }
    }

    /// The least squared error at the layer's output; see [OutputErrorSearch].
    record LeastOutputError(OutputError output) implements ScaleObjective {}
}
