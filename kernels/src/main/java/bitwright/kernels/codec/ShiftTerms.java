package bitwright.kernels.codec;

import bitwright.arch.format.AdditivePowerOfTwo;
import bitwright.arch.format.BlockScaled;
import bitwright.arch.format.Codebook;
import bitwright.arch.format.DenseShift;
import bitwright.arch.format.Float32;
import bitwright.arch.format.Int;
import bitwright.arch.format.Log2;
import bitwright.arch.format.MiniFloat;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.PowerOfTwo;
import bitwright.arch.format.TwoWordLog;
import java.util.List;
import java.util.stream.IntStream;

/// What shift-and-add hardware does with each code of a format: for every term one shift of the
/// activation and one addition or subtraction. Immutable.
///
/// The sum of a code's terms, each `±2^shift`, is the code's integer, see [Integers#of].
public final class ShiftTerms {
    private static final int[] NOTHING = {};

    private final NumberFormat format;

    /// By code: for each term `shift * 2`, plus 1 if it is subtracted.
    private final int[][] terms;

    private ShiftTerms(NumberFormat format, int[][] terms) {
        this.format = format;
        this.terms = terms;
    }

    /// Whether hardware multiplies by this format with shifts and additions.
    public static boolean exists(NumberFormat format) {
        return switch (format) {
            case PowerOfTwo _, AdditivePowerOfTwo _, TwoWordLog _, DenseShift _, Log2 _ -> true;
            case BlockScaled blocks -> exists(blocks.element());
            case Int _, MiniFloat _, Float32 _, Codebook _ -> false;
        };
    }

    /// The terms of every code of a format.
    ///
    /// @throws IllegalArgumentException if the format is none of shifts and additions
    public static ShiftTerms of(NumberFormat format) {
        if (!exists(format)) {
            throw new IllegalArgumentException(
                    format.name() + " is no format of shifts and additions. Maybe pot4.");
        }
        int[][] terms =
                IntStream.range(0, format.codes())
                        .mapToObj(code -> terms(format, code))
                        .toArray(int[][]::new);
        return new ShiftTerms(format, terms);
    }

    private static int[] terms(NumberFormat format, int code) {
        return switch (format) {
            case PowerOfTwo power -> word(power, code, 0);
            case AdditivePowerOfTwo power -> sum(power, code);
            case TwoWordLog power -> twoWords(power, code);
            case DenseShift power -> {
                int exponent = code & power.maximumExponent();
                yield new int[] {term(exponent, code != exponent)};
            }
            case Log2 power -> new int[] {term(power.maximumShift() - code, false)};
            case BlockScaled blocks -> terms(blocks.element(), code);
            case Int _, MiniFloat _, Float32 _, Codebook _ -> NOTHING;
        };
    }

    private static int term(int shift, boolean negative) {
        return shift << 1 | (negative ? 1 : 0);
    }

    private static int[] word(PowerOfTwo word, int code, int offset) {
        int sign = 1 << (word.bits() - 1);
        int magnitude = code & (sign - 1);
        return magnitude == 0
                ? NOTHING
                : new int[] {term(magnitude - 1 + offset, (code & sign) != 0)};
    }

    private static int[] sum(AdditivePowerOfTwo format, int code) {
        int magnitude = code & ((1 << format.magnitudeBits()) - 1);
        List<Integer> exponents = format.termExponents(magnitude);
        return exponents.stream()
                .mapToInt(exponent -> term(format.maximumShift() - exponent, code != magnitude))
                .toArray();
    }

    /// The first word is the greater: it is shifted by two bits more than the second.
    private static int[] twoWords(TwoWordLog format, int code) {
        int first = code & ((1 << format.wordBits()) - 1);
        return IntStream.concat(
                        IntStream.of(word(format.word(), first, TwoWordLog.SECOND_WORD_SHIFT)),
                        IntStream.of(word(format.word(), code >>> format.wordBits(), 0)))
                .toArray();
    }

    /// The format that the codes are of.
    public NumberFormat format() {
        return format;
    }

    /// How many terms a code has: 0 for zero, 3 at most.
    public int terms(int code) {
        return terms[code].length;
    }

    /// The shift of one term, at least 0.
    public int shift(int code, int term) {
        return terms[code][term] >>> 1;
    }

    /// Whether one term is subtracted.
    public boolean isNegative(int code, int term) {
        return (terms[code][term] & 1) != 0;
    }

    /// `sum + x * integer(code)`, by shifts and additions in 32 bits; it wraps as they do.
    public int add(int sum, int x, int code) {
        int result = sum;
        for (int term : terms[code]) {
            int shifted = x << (term >>> 1);
            result = (term & 1) == 0 ? result + shifted : result - shifted;
        }
        return result;
    }
}
