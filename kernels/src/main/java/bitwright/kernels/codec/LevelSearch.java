package bitwright.kernels.codec;

import bitwright.arch.format.AdditivePowerOfTwo;
import bitwright.arch.format.SortedLevels;
import bitwright.arch.format.TwoWordLog;
import java.util.List;
import java.util.stream.IntStream;

/// The nearest of a format's sorted levels, by binary search; it allocates nothing.
final class LevelSearch {
    private static final List<SortedLevels> SIGNED_SUMS =
            IntStream.rangeClosed(3, 7)
                    .mapToObj(bits -> SortedLevels.of(new AdditivePowerOfTwo(bits, true)))
                    .toList();
    private static final List<SortedLevels> UNSIGNED_SUMS =
            IntStream.rangeClosed(2, 6)
                    .mapToObj(bits -> SortedLevels.of(new AdditivePowerOfTwo(bits, false)))
                    .toList();
    private static final List<SortedLevels> TWO_WORDS =
            IntStream.rangeClosed(2, 5)
                    .mapToObj(bits -> SortedLevels.of(new TwoWordLog(bits, 100)))
                    .toList();

    private LevelSearch() {}

    static SortedLevels levels(AdditivePowerOfTwo format) {
        return format.signed()
                ? SIGNED_SUMS.get(format.bits() - 3)
                : UNSIGNED_SUMS.get(format.bits() - 2);
    }

    static SortedLevels levels(TwoWordLog format) {
        return TWO_WORDS.get(format.wordBits() - 2);
    }

    /// The rank of the nearest level; in the middle, the lower one.
    static int lower(SortedLevels levels, double value) {
        int rank = levels.rankAtMost(value);
        return rank + 1 < levels.size() && aboveMiddle(levels, rank, value) > 0 ? rank + 1 : rank;
    }

    /// The rank of the nearest level; in the middle, the one of smaller magnitude.
    static int smaller(SortedLevels levels, double value) {
        int rank = levels.rankAtMost(value);
        if (rank + 1 == levels.size()) {
            return rank;
        }
        int side = aboveMiddle(levels, rank, value);
        boolean tieUpward = Math.abs(levels.level(rank + 1)) < Math.abs(levels.level(rank));
        return side > 0 || (side == 0 && tieUpward) ? rank + 1 : rank;
    }

    /// The sign of `value` minus the exact middle of a level and the next. The middle is a double
    /// and the error of its rounding (Knuth's two-sum), with which the difference is compared.
    private static int aboveMiddle(SortedLevels levels, int rank, double value) {
        double lower = 0.5 * levels.level(rank);
        double upper = 0.5 * levels.level(rank + 1);
        double middle = lower + upper;
        double part = middle - lower;
        double error = (lower - (middle - part)) + (upper - part);
        return Double.compare(value - middle + 0.0, error + 0.0);
    }
}
