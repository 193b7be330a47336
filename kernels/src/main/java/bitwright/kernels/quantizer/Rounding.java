package bitwright.kernels.quantizer;

/// What becomes of the bits below the binary point.
public enum Rounding {
    /// To the nearest integer, ties to the even one (IEEE 754's default; HAWQ-V3's PyTorch path).
    HALF_EVEN,
    /// To the nearest integer, ties toward plus infinity (TVM's UPWARD; TFLite's single rounding).
    HALF_UP,
    /// To the nearest integer, ties away from zero (TVM's TONEAREST).
    HALF_AWAY,
    /// To the next integer toward minus infinity (an arithmetic shift alone).
    FLOOR;

    /// The integer that stands for `value / 2^shift` under this rule; exact for every `value`.
    ///
    /// Looks at the bits that fall off instead of adding a half first, so nothing can overflow.
    ///
    /// @param shift 0 or more
    public long shiftRight(long value, int shift) {
        if (shift <= 0) {
            if (shift < 0) {
                throw new IllegalArgumentException("shift (" + shift + ") must be at least 0.");
            }
            return value;
        }
        if (shift > 63) {
            // |value| / 2^shift is at most one half, and one half only for the least long.
            boolean tie = shift == 64 && value == Long.MIN_VALUE;
            return switch (this) {
                case HALF_EVEN, HALF_UP -> 0;
                case HALF_AWAY -> tie ? -1 : 0;
                case FLOOR -> value < 0 ? -1 : 0;
            };
        }
        long quotient = value >> shift;
        long rest = value & ((1L << shift) - 1);
        // Both sides are below 2^63 and not negative, so the comparison is safe.
        int side = Long.compare(rest, 1L << (shift - 1));
        boolean up =
                switch (this) {
                    case HALF_EVEN -> side > 0 || side == 0 && (quotient & 1) == 1;
                    case HALF_UP -> side >= 0;
                    case HALF_AWAY -> side > 0 || side == 0 && value >= 0;
                    case FLOOR -> false;
                };
        return up ? quotient + 1 : quotient;
    }
}
