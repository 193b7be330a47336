package bitwright.kernels.reference;

/// I-BERT's integer exponential of numbers that are not positive (Kim et al. 2021, i-exp): `x = r -
/// k ln 2` with `-ln 2 < r <= 0`, a polynomial of second order for `exp(r)`, a shift by `k`.
///
/// The polynomial is `0.35815147 r^2 + 0.96963238 r + 1`, whose error is at most 0.002. Measured
/// down to -40: at most 0.002 for scales up to 2^-12, 0.0055 up to 2^-6, where `ln 2` is a coarse
/// number of steps. Only the constants are derived from the scale in real arithmetic; each value is
/// computed in 64-bit integers.
public final class IntegerExponential {
    private static final double SQUARE = 0.35815147;
    private static final double LINEAR = 0.96963238;

    /// Bits of the result for one; room for a sum of 2^20 of them beside a numerator of 16 bits.
    private static final int RESULT_BITS = 40;

    private static final double LEAST_SCALE = 0x1p-16;

    private final double scale;
    private final long step;
    private final long linear;
    private final long constant;
    private final int shift;

    /// @param scale real value of one step of the argument, 2^-16 to ln 2
    /// @throws IllegalArgumentException if the scale is out of range
    public IntegerExponential(double scale) {
        if (!(scale >= LEAST_SCALE && scale <= Math.log(2))) {
            throw new IllegalArgumentException(
                    "the scale of an exponential's argument ("
                            + scale
                            + ") must be 2^-16 to ln 2. Maybe requantize the argument first.");
        }
        step = (long) Math.floor(-Math.log(2) / scale);
        linear = (long) Math.floor(LINEAR / SQUARE / scale);
        constant = (long) Math.floor(1 / SQUARE / (scale * scale));
        shift = Math.max(0, RESULT_BITS - (64 - Long.numberOfLeadingZeros(constant)));
        this.scale = Math.scalb(SQUARE * scale * scale, -shift);
    }

    /// The real value of one step of a result.
    public double scale() {
        return scale;
    }

    /// The exponential of an integer that is not positive: 0 to below 2^40.
    ///
    /// @throws IllegalArgumentException if the value is positive
    public long of(long value) {
        if (value > 0) {
            throw new IllegalArgumentException(
                    "the argument of an integer exponential (" + value + ") must not be positive.");
        }
        long halvings = value / step;
        long rest = value - halvings * step;
        long polynomial = Math.max(0, (rest + linear) * rest + constant);
        return halvings <= shift
                ? polynomial << (shift - halvings)
                : polynomial >> Math.min(63, halvings - shift);
    }
}
