package bitwright.kernels.requantization;

import bitwright.kernels.quantizer.Dyadic;

/// The fixed-point multiplication of HAWQ-V3's TVM fork: a 64-bit product of the left-shifted value
/// and the multiplier, a rounding term, one arithmetic right shift.
///
/// `left = max(e, 0)`, `right = max(-e, 0) + 31`. Beyond a `right` of 62 the engine's own rounding
/// term leaves 64 bits; the product is then below half a step, so that it rounds to 0 or, floored,
/// to 0 or -1.
final class TvmRequantization {
    private static final String RULE = "tvm";
    private static final int GREATEST_SHIFT = 62;

    private TvmRequantization() {}

    static long upward(long value, Dyadic factor) {
        long product = product(value, factor);
        int right = right(factor);
        if (right > GREATEST_SHIFT) {
            return 0;
        }
        return Math.addExact(product, 1L << (right - 1)) >> right;
    }

    static long toNearest(long value, Dyadic factor) {
        long product = product(value, factor);
        int right = right(factor);
        if (right > GREATEST_SHIFT) {
            return 0;
        }
        long half = 1L << (right - 1);
        return Math.addExact(product, product >= 0 ? half : half - 1) >> right;
    }

    static long truncate(long value, Dyadic factor) {
        return product(value, factor) >> Math.min(right(factor), 63);
    }

    private static int right(Dyadic factor) {
        return Math.max(-Registers.exponent(RULE, factor), 0) + 31;
    }

    private static long product(long value, Dyadic factor) {
        Registers.requireInt32(RULE, value);
        int left = Math.max(Registers.exponent(RULE, factor), 0);
        return Math.multiplyExact(Registers.shiftLeft(RULE, value, left, 64), factor.multiplier());
    }
}
