package bitwright.kernels.codec;

import bitwright.arch.format.PowerOfTwo;
import bitwright.arch.format.TwoWordLog;

/// Two-word logarithmic weights, one word after the other, as published: the first word takes the
/// nearest exponent, the second that of what the first leaves.
///
/// Where the nearest of all levels is wanted, [WeightCodec] finds it; the greedy choice here can
/// miss it.
public final class TwoWordCodec {
    private TwoWordCodec() {}

    /// The code of a weight that has its first word alone.
    ///
    /// @throws IllegalArgumentException if the value is not a number
    public static int oneWord(TwoWordLog format, double value, PowerRule rule) {
        return WeightCodec.encode(format.word(), value, rule);
    }

    /// The code of a weight that has both words; the second is 0 where nothing is left for it.
    ///
    /// @throws IllegalArgumentException if the value is not a number
    public static int twoWords(TwoWordLog format, double value, PowerRule rule) {
        PowerOfTwo word = format.word();
        int first = WeightCodec.encode(word, value, rule);
        double rest = value - word.decode(first);
        int second = WeightCodec.encode(word, Math.scalb(rest, TwoWordLog.SECOND_WORD_SHIFT), rule);
        return second << format.wordBits() | first;
    }
}
