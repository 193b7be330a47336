package bitwright.kernels.codec;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.PowerOfTwo;

/// Codes as the integers that hardware adds: every level times `2^exponent` is an exact integer.
public final class Integers {
    private Integers() {}

    /// The power of two that makes every level of the format an integer: 0 for `Int`, the greatest
    /// shift for `PowerOfTwo`.
    public static int exponent(NumberFormat format) {
        return switch (format) {
            case Int _ -> 0;
            case PowerOfTwo power -> power.maximumShift();
        };
    }

    /// The integer `decode(code) * 2^exponent(format)`, exactly.
    ///
    /// @throws IllegalArgumentException if the code has more bits than the format
    public static int of(NumberFormat format, int code) {
        return (int) Math.scalb(format.decode(code), exponent(format));
    }

    /// The integers of many codes, in the same order.
    ///
    /// @throws IllegalArgumentException if a code has more bits than the format
    public static int[] of(NumberFormat format, int[] codes) {
        int[] integers = new int[codes.length];
        for (int i = 0; i < codes.length; i++) {
            integers[i] = of(format, codes[i]);
        }
        return integers;
    }

    /// The greatest magnitude among the format's integers.
    public static int greatestMagnitude(NumberFormat format) {
        return switch (format) {
            case Int integer -> Math.max(-integer.minimum(), integer.maximum());
            case PowerOfTwo power -> 1 << power.maximumShift();
        };
    }
}
