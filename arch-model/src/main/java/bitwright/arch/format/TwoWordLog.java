package bitwright.arch.format;

/// Two-word logarithmic weights (STLQ): a weight is a signed power of two, and some weights have a
/// second, smaller one that is added.
///
/// A code is the second word above the first. Each word is laid out as in [PowerOfTwo], and word 0
/// means nothing: the first word has the exponents `0` to `-(2^(b-1) - 2)`, the second `-2` to
/// `-2^(b-1)`. The published codes have one exponent more and no zero; that the code 0 is reserved
/// for zero is ours.
///
/// In memory every weight has its first word, a flag that says whether a second follows, and the
/// weights of the given share have the second (the flag of one bit a weight is our assumption).
///
/// Source: two third-party implementations of STLQ (Jack-already-taken/STLQ, rrameshh/stlq), which
/// disagree on the exponents.
///
/// @param wordBits bits of one word, 2 to 5
/// @param twoWordPercent the share of weights with a second word, 0 to 100
public record TwoWordLog(int wordBits, int twoWordPercent) implements NumberFormat {
    /// The second word's levels are the first word's times `2^-2`.
    public static final int SECOND_WORD_SHIFT = 2;

    public TwoWordLog {
        Codes.requireBits(wordBits, 2, 5);
        if (twoWordPercent < 0 || twoWordPercent > 100) {
            throw new IllegalArgumentException(
                    "the percentage of two-word weights ("
                            + twoWordPercent
                            + ") must be 0 to 100.");
        }
    }

    @Override
    public String name() {
        return "stlq" + wordBits + "r" + twoWordPercent;
    }

    /// Bits of a weight with both words.
    @Override
    public int bits() {
        return 2 * wordBits;
    }

    /// The format of each word.
    public PowerOfTwo word() {
        return new PowerOfTwo(wordBits);
    }

    /// The greatest shift: every level times `2^maximumShift()` is an integer.
    public int maximumShift() {
        return word().maximumShift() + SECOND_WORD_SHIFT;
    }

    /// How many of so many weights have a second word, rounded up.
    public long twoWordElements(long elements) {
        return Math.ceilDiv(Math.multiplyExact(elements, (long) twoWordPercent), 100L);
    }

    @Override
    public double decode(int code) {
        Codes.require(this, code);
        int first = code & ((1 << wordBits) - 1);
        int second = code >>> wordBits;
        return word().decode(first) + Math.scalb(word().decode(second), -SECOND_WORD_SHIFT);
    }

    @Override
    public double least() {
        return -greatest();
    }

    @Override
    public double greatest() {
        return 1 + Math.scalb(1.0, -SECOND_WORD_SHIFT);
    }

    /// A first word and a flag for each weight, and the second words.
    @Override
    public long storageBits(long elements) {
        long firstWords = Math.multiplyExact(elements, (long) wordBits + 1);
        return Math.addExact(firstWords, twoWordElements(elements) * wordBits);
    }
}
