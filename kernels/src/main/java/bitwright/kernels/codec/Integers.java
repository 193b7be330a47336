package bitwright.kernels.codec;

import bitwright.arch.format.AdditivePowerOfTwo;
import bitwright.arch.format.BlockScaled;
import bitwright.arch.format.Codebook;
import bitwright.arch.format.Codebooks;
import bitwright.arch.format.DenseShift;
import bitwright.arch.format.Float32;
import bitwright.arch.format.Int;
import bitwright.arch.format.Log2;
import bitwright.arch.format.MiniFloat;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.PowerOfTwo;
import bitwright.arch.format.TwoWordLog;

/// Codes as the integers that hardware adds: every level times `2^exponent` is an exact integer.
///
/// Formats whose integers would have a magnitude beyond `2^18` have no such form: wide floating
/// point, and codebooks whose values are no multiples of a moderate power of two. The greatest that
/// has one is `fp8e4m3` (448 * 2^9).
public final class Integers {
    /// The greatest magnitude of an integer form.
    public static final int GREATEST_MAGNITUDE = 1 << 18;

    /// Up to so many codes are decoded once and looked up.
    private static final int GREATEST_TABLE = 1 << 10;

    private Integers() {}

    /// Whether every finite level of the format has an exact integer form.
    public static boolean exists(NumberFormat format) {
        return switch (format) {
            case Int _, PowerOfTwo _, AdditivePowerOfTwo _, TwoWordLog _, DenseShift _, Log2 _ ->
                    true;
            case Float32 _ -> false;
            case MiniFloat real -> fits(real, real.fractionBits());
            case Codebook codebook -> fits(codebook, codebook.fractionBits());
            case BlockScaled blocks -> exists(blocks.element());
        };
    }

    private static boolean fits(NumberFormat format, int fractionBits) {
        double greatest = Math.max(-format.least(), format.greatest());
        return Math.scalb(greatest, fractionBits) <= GREATEST_MAGNITUDE;
    }

    /// The power of two that makes every level of the format an integer: 0 for `Int`, the greatest
    /// shift for powers of two.
    ///
    /// @throws IllegalArgumentException if the format has no integer form
    public static int exponent(NumberFormat format) {
        if (!exists(format)) {
            throw noForm(format);
        }
        return switch (format) {
            case Int _, DenseShift _ -> 0;
            case PowerOfTwo power -> power.maximumShift();
            case AdditivePowerOfTwo power -> power.maximumShift();
            case TwoWordLog power -> power.maximumShift();
            case Log2 power -> power.maximumShift();
            case Float32 real -> throw noForm(real);
            case MiniFloat real -> real.fractionBits();
            case Codebook codebook -> codebook.fractionBits();
            case BlockScaled blocks -> exponent(blocks.element()) - blocks.elementExponent();
        };
    }

    private static IllegalArgumentException noForm(NumberFormat format) {
        return new IllegalArgumentException(
                format.name() + " has no exact integer form. Maybe " + substitute(format) + ".");
    }

    private static String substitute(NumberFormat format) {
        String rounded = format.name() + "i8";
        return Codebooks.ALL.stream().anyMatch(codebook -> codebook.name().equals(rounded))
                ? rounded + ", the same levels as 8-bit integers"
                : switch (format) {
                    case Codebook _ -> "values that are multiples of a power of two, such as 1/128";
                    case BlockScaled blocks -> substitute(blocks.element()) + ", with its blocks";
                    case MiniFloat _ -> "fp8e4m3 or int8";
                    case Int _,
                            PowerOfTwo _,
                            AdditivePowerOfTwo _,
                            TwoWordLog _,
                            DenseShift _,
                            Log2 _,
                            Float32 _ ->
                            "int8";
                };
    }

    /// The integer `decode(code) * 2^exponent(format)`, exactly.
    ///
    /// @throws IllegalArgumentException if the format has no such code, if the code means NaN or
    ///   infinity, or if the format has no integer form
    public static int of(NumberFormat format, int code) {
        return integer(format, code, exponent(format));
    }

    private static int integer(NumberFormat format, int code, int exponent) {
        double value = format.decode(code);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "code "
                            + code
                            + " of "
                            + format.name()
                            + " means "
                            + value
                            + ", which no integer is. Maybe a weight that was not encoded here.");
        }
        return (int) Math.scalb(value, exponent);
    }

    /// The integers of many codes, in the same order.
    ///
    /// @throws IllegalArgumentException as [#of(NumberFormat, int)] does
    public static int[] of(NumberFormat format, int[] codes) {
        int exponent = exponent(format);
        int[] integers = new int[codes.length];
        if (codes.length < format.codes() || format.codes() > GREATEST_TABLE) {
            for (int i = 0; i < codes.length; i++) {
                integers[i] = integer(format, codes[i], exponent);
            }
            return integers;
        }
        int[] table = new int[format.codes()];
        boolean[] known = new boolean[table.length];
        for (int i = 0; i < codes.length; i++) {
            int code = codes[i];
            if (code < 0 || code >= table.length || !known[code]) {
                int integer = integer(format, code, exponent);
                table[code] = integer;
                known[code] = true;
            }
            integers[i] = table[code];
        }
        return integers;
    }

    /// The greatest magnitude among the format's integers.
    ///
    /// @throws IllegalArgumentException if the format has no integer form
    public static int greatestMagnitude(NumberFormat format) {
        double greatest = Math.max(-format.least(), format.greatest());
        return (int) Math.scalb(greatest, exponent(format));
    }
}
