package bitwright.kernels.requantization;

import bitwright.kernels.quantizer.Dyadic;

/// TensorFlow Lite's `MultiplyByQuantizedMultiplier` on 32-bit registers, in both its roundings.
///
/// Factors below 2^-32 (an exponent below -31) count as zero, as `QuantizeMultiplier` makes them.
final class TfliteRequantization {
    private static final String RULE = "tflite";
    private static final int LEAST_EXPONENT = -31;
    private static final int GREATEST_EXPONENT = 30;

    private TfliteRequantization() {}

    /// `RoundingDivideByPOT(SaturatingRoundingDoublingHighMul(value * 2^max(e, 0), multiplier),
    /// max(-e, 0))`.
    static long doubleRounding(long value, Dyadic factor) {
        Registers.requireInt32(RULE, value);
        int exponent = exponent(factor);
        if (exponent < LEAST_EXPONENT) {
            return 0;
        }
        long shifted = Registers.shiftLeft(RULE, value, Math.max(exponent, 0), 32);
        return divideByPowerOfTwo(
                doublingHighProduct((int) shifted, (int) factor.multiplier()),
                Math.max(-exponent, 0));
    }

    /// `(value * multiplier + 2^(30 - e)) >> (31 - e)` in 64 bits.
    static long singleRounding(long value, Dyadic factor) {
        Registers.requireInt32(RULE, value);
        int exponent = exponent(factor);
        if (exponent < LEAST_EXPONENT) {
            return 0;
        }
        int shift = 31 - exponent;
        long product = value * factor.multiplier();
        return Math.addExact(product, 1L << (shift - 1)) >> shift;
    }

    private static int exponent(Dyadic factor) {
        int exponent = Registers.exponent(RULE, factor);
        if (exponent > GREATEST_EXPONENT) {
            throw new ArithmeticException(
                    RULE + ": factor " + factor.value() + " is beyond the greatest shift of 30.");
        }
        return exponent;
    }

    /// gemmlowp's `SaturatingRoundingDoublingHighMul`: the high half of twice the product, ties
    /// toward plus infinity.
    static int doublingHighProduct(int left, int right) {
        if (left == Integer.MIN_VALUE && right == Integer.MIN_VALUE) {
            return Integer.MAX_VALUE;
        }
        long product = (long) left * right;
        long nudge = product >= 0 ? 1L << 30 : 1 - (1L << 30);
        // A division that truncates toward zero, not a shift.
        return (int) ((product + nudge) / (1L << 31));
    }

    /// gemmlowp's `RoundingDivideByPOT`: ties away from zero.
    ///
    /// @param exponent 0 to 31
    static int divideByPowerOfTwo(int value, int exponent) {
        long mask = (1L << exponent) - 1;
        long rest = value & mask;
        long threshold = (mask >> 1) + (value < 0 ? 1 : 0);
        return (value >> exponent) + (rest > threshold ? 1 : 0);
    }
}
