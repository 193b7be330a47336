package bitwright.kernels.reference;

import bitwright.arch.format.Accumulator;

/// An accumulator register: a two's complement width and what happens beyond it.
///
/// @param bits 8 to 64
public record Register(int bits, Overflow overflow) {
    /// The register of the integer network unless said otherwise: 32 bits that must suffice.
    public static final Register INT32 = new Register(32, Overflow.REFUSE);

    /// @throws IllegalArgumentException if the bits are not 8 to 64
    public Register {
        bits = new Accumulator(bits).bits();
    }

    /// The least value that it holds.
    public long minimum() {
        return -1L << (bits - 1);
    }

    /// The greatest value that it holds.
    public long maximum() {
        return ~minimum();
    }

    /// Whether it holds a value.
    public boolean holds(long value) {
        return value >= minimum() && value <= maximum();
    }

    /// What is in the register once a sum was written to it.
    ///
    /// @throws ArithmeticException if it does not hold the sum and must; the message names both
    public long hold(long sum) {
        if (holds(sum)) {
            return sum;
        }
        return switch (overflow) {
            case REFUSE ->
                    throw new ArithmeticException(
                            "accumulator "
                                    + sum
                                    + " leaves "
                                    + bits
                                    + " bits. Maybe a wider accumulator, or overflow wrap or"
                                    + " saturate.");
            case WRAP -> sum << (64 - bits) >> (64 - bits);
            case SATURATE -> Math.clamp(sum, minimum(), maximum());
        };
    }
}
