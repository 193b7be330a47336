package bitwright.kernels.reference;

/// How the integer average of a window is rounded.
public enum AverageRounding {
    /// HAWQ-V3: `trunc(sum / count + 1/100)`; for sums of at least 0 and fewer than 100 taps the
    /// floor of the average. Source: `transfer_float_averaging_to_int_averaging`; taken exactly,
    /// not in its 32-bit floats.
    HAWQ,
    /// TVM's fork for HAWQ-V3: the integer division that truncates toward zero.
    TVM_TRUNCATE,
    /// TensorFlow Lite: to the nearest integer, ties away from zero.
    TFLITE_HALF_AWAY;

    private static final int HAWQ_TERM = 100;

    /// The average of a sum over so many taps.
    ///
    /// @throws IllegalArgumentException if there are no taps
    /// @throws ArithmeticException if a hundredfold sum leaves 64 bits
    public long divide(long sum, int taps) {
        if (taps < 1) {
            throw new IllegalArgumentException(
                    "the taps of an average (" + taps + ") must be >= 1.");
        }
        return switch (this) {
            case HAWQ ->
                    Math.addExact(Math.multiplyExact(sum, (long) HAWQ_TERM), taps)
                            / ((long) HAWQ_TERM * taps);
            case TVM_TRUNCATE -> sum / taps;
            case TFLITE_HALF_AWAY ->
                    sum > 0
                            ? Math.addExact(sum, taps / 2) / taps
                            : Math.subtractExact(sum, taps / 2) / taps;
        };
    }
}
