package bitwright.kernels.requantization;

import bitwright.kernels.quantizer.Dyadic;

/// Checks of what the engines hold in registers.
final class Registers {
    private static final int MULTIPLIER_BITS = 31;

    private Registers() {}

    /// The exponent `e` of a factor `multiplier / 2^31 * 2^e`.
    static int exponent(String rule, Dyadic factor) {
        if (factor.multiplier() > Integer.MAX_VALUE) {
            throw new ArithmeticException(
                    rule + ": multiplier " + factor.multiplier() + " needs more than 31 bits.");
        }
        return MULTIPLIER_BITS - factor.shift();
    }

    /// Refuses a value that no 32-bit register holds.
    static void requireInt32(String rule, long value) {
        if (value != (int) value) {
            throw new ArithmeticException(rule + ": value " + value + " leaves 32 bits.");
        }
    }

    /// `value * 2^shift`, refused beyond a signed register of so many bits.
    static long shiftLeft(String rule, long value, int shift, int bits) {
        if (value != 0
                && (shift >= bits
                        || value << (64 - bits + shift) >> (64 - bits + shift) != value)) {
            throw new ArithmeticException(
                    rule + ": value " + value + " times 2^" + shift + " leaves " + bits + " bits.");
        }
        return value == 0 ? 0 : value << shift;
    }
}
