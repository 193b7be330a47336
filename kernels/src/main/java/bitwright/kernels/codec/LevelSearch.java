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
        return rank + 1 < levels.size() && value > middle(levels, rank) ? rank + 1 : rank;
    }

    /// The rank of the nearest level; in the middle, the one of smaller magnitude.
    static int smaller(SortedLevels levels, double value) {
        int rank = levels.rankAtMost(value);
        if (rank + 1 == levels.size()) {
            return rank;
        }
        double middle = middle(levels, rank);
        boolean tieUpward = Math.abs(levels.level(rank + 1)) < Math.abs(levels.level(rank));
        return value > middle || (value == middle && tieUpward) ? rank + 1 : rank;
    }

    private static double middle(SortedLevels levels, int rank) {
        return 0.5 * levels.level(rank) + 0.5 * levels.level(rank + 1);
    }
}
