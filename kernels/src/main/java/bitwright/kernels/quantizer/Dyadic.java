package bitwright.kernels.quantizer;

/// A positive real factor as a dyadic number `multiplier / 2^shift`, so that hardware applies it
/// with one integer multiplication and one rounding shift.
///
/// The multiplier has 31 bits: `factor = m * 2^e` with `0.5 <= m < 1`, `multiplier = round(m *
/// 2^31)` with ties away from zero, `shift = 31 - e`; a multiplier that comes out as `2^31` becomes
/// `2^30` with `e + 1`. Source: the dyadic requantization of HAWQ-V3 and the fixed-point multiply
/// of its TVM fork (`src/relay/qnn/util.cc`), which agree on this.
///
/// Overflow bound: for every multiplier below `2^31` the product is exact while `|value| <= 2^32`;
/// beyond 64 bits `apply` throws and never wraps.
///
/// @param multiplier `2^30` to `2^31 - 1` when made by [#of(double)]; any positive number otherwise
/// @param shift bits that the product is shifted right by; negative means left
public record Dyadic(long multiplier, int shift) {
    /// The factor one, which changes nothing.
    public static final Dyadic ONE = new Dyadic(1L << 30, 30);

    private static final int MULTIPLIER_BITS = 31;

    public Dyadic {
        if (multiplier < 1) {
            throw new IllegalArgumentException(
                    "dyadic multiplier (" + multiplier + ") must be at least 1.");
        }
    }

    /// The dyadic number nearest to a factor, relative error at most `2^-31`.
    ///
    /// @throws IllegalArgumentException if the factor is not finite and positive
    public static Dyadic of(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException(
                    "requantization factor ("
                            + factor
                            + ") must be positive and finite. Maybe a scale is zero or NaN.");
        }
        // Subnormal factors have no leading one; scale them up first.
        int raised = factor < Double.MIN_NORMAL ? 64 : 0;
        double normal = Math.scalb(factor, raised);
        int exponent = Math.getExponent(normal) + 1;
        // At most 2^31 and exact in a double, so that adding one half and flooring rounds ties up,
        // which for positive numbers is away from zero.
        double scaled = Math.scalb(normal, MULTIPLIER_BITS - exponent);
        long multiplier = (long) Math.floor(scaled + 0.5);
        exponent -= raised;
        if (multiplier == 1L << MULTIPLIER_BITS) {
            multiplier >>= 1;
            exponent++;
        }
        return new Dyadic(multiplier, MULTIPLIER_BITS - exponent);
    }

    /// `value * multiplier / 2^shift`, exact before one rounding.
    ///
    /// @throws ArithmeticException if the product needs more than 64 bits
    public long apply(long value, Rounding rounding) {
        long product = Math.multiplyExact(value, multiplier);
        if (shift >= 0) {
            return rounding.shiftRight(product, shift);
        }
        if (product == 0) {
            return 0;
        }
        if (-shift > 62) {
            throw new ArithmeticException("dyadic product beyond 64 bits");
        }
        return Math.multiplyExact(product, 1L << -shift);
    }

    /// The factor that it stands for.
    public double value() {
        return Math.scalb((double) multiplier, -shift);
    }
}
