package bitwright.kernels.reference;

/// I-BERT's integer GELU (Kim et al. 2021, i-GELU): `x / 2 * (1 + erf(x / sqrt 2))` with the error
/// function as `sign(x) (-0.2888 (min(|x|, 1.769) - 1.769)^2 + 1)`.
///
/// Only the constants are derived from the scale in real arithmetic; each value is computed in
/// 64-bit integers. Measured against real arithmetic over arguments of -6 to 6: an error of at most
/// 0.0182 for scales of 2^-12 to 2^-5, the polynomial's own.
public final class IntegerGelu {
    private static final double SQUARE = -0.2888;
    private static final double OFFSET = -1.769;
    private static final int RESULT_BITS = 31;
    private static final double LEAST_SCALE = 0x1p-16;

    private final long offset;
    private final long constant;
    private final long one;
    private final int greatestMagnitude;
    private final int shift;
    private final double scale;

    /// @param scale real value of one step of the input, 2^-16 to 1
    /// @param greatestMagnitude of an input, at most 2^24
    /// @throws IllegalArgumentException if the scale or the magnitude is out of range
    public IntegerGelu(double scale, int greatestMagnitude) {
        if (!(scale >= LEAST_SCALE && scale <= 1)) {
            throw new IllegalArgumentException(
                    "the scale of a GELU's input ("
                            + scale
                            + ") must be 2^-16 to 1. Maybe requantize the input first.");
        }
        if (greatestMagnitude < 1 || greatestMagnitude > 1 << 24) {
            throw new IllegalArgumentException(
                    "the greatest input of a GELU (" + greatestMagnitude + ") must be 1 to 2^24.");
        }
        double errorScale = scale / Math.sqrt(2);
        offset = (long) Math.floor(OFFSET / errorScale);
        double unit = SQUARE * errorScale * errorScale;
        constant = (long) Math.floor(1 / unit);
        one = constant;
        this.greatestMagnitude = greatestMagnitude;
        // One and the error function are each at most |one| + 1 in magnitude.
        long bound = Math.multiplyExact(greatestMagnitude, 2 * (1 - one));
        shift = Math.max(0, 64 - Long.numberOfLeadingZeros(bound) - RESULT_BITS);
        this.scale = Math.scalb(-unit * scale / 2, shift);
    }

    /// The real value of one step of a result.
    public double scale() {
        return scale;
    }

    /// The GELU of one integer, within 32 bits.
    ///
    /// @throws IllegalArgumentException if the value is beyond the stated magnitude
    public int of(int value) {
        if (value < -greatestMagnitude || value > greatestMagnitude) {
            throw new IllegalArgumentException(
                    "the input of a GELU ("
                            + value
                            + ") is beyond its greatest magnitude of "
                            + greatestMagnitude
                            + ".");
        }
        long clipped = Math.min(Math.abs(value), -offset);
        // In units of a negative scale, as the square's coefficient is.
        long error = (clipped + offset) * (clipped + offset) + constant;
        long gate = one + (value < 0 ? -error : error);
        return (int) (value * -gate >> shift);
    }
}
