package bitwright.kernels.fast;

/// How the taps of a contraction are cut into blocks within which narrow arithmetic is exact.
///
/// A block is exact if, for every channel, `sum |weight integer| * greatest input` over its taps is
/// at most a bound: every partial sum is then an integer that the lanes hold.
final class TapBlocks {
    /// Taps of a block whose panel still fits the second-level cache beside its weights.
    private static final int GREATEST_BLOCK = 1200;

    private TapBlocks() {}

    /// The first tap of each block and, last, the number of taps, all blocks of about equal length
    /// and as few as are exact; empty if several blocks would be shorter than `leastAverage`.
    static int[] cut(
            int[] weightIntegers, int taps, long greatestInput, long bound, int leastAverage) {
        long greatestSum = bound / greatestInput;
        int most = Math.max(1, taps / leastAverage);
        int count = (taps + GREATEST_BLOCK - 1) / GREATEST_BLOCK;
        while (count <= most) {
            int needed = needed(weightIntegers, taps, count, greatestSum);
            if (needed == count) {
                return starts(taps, count);
            }
            count = needed;
        }
        return new int[0];
    }

    /// `count` if so many blocks are exact, otherwise a greater number worth trying.
    private static int needed(int[] weights, int taps, int count, long greatestSum) {
        int[] starts = starts(taps, count);
        long greatest = 0;
        for (int row = 0; row < weights.length; row += taps) {
            for (int block = 0; block < count; block++) {
                long sum = 0;
                for (int tap = starts[block]; tap < starts[block + 1]; tap++) {
                    sum += Math.abs((long) weights[row + tap]);
                }
                greatest = Math.max(greatest, sum);
            }
        }
        if (greatest <= greatestSum) {
            return count;
        }
        if (greatestSum == 0) {
            return Integer.MAX_VALUE;
        }
        // Blocks as heavy as the heaviest would need so many; at least one more in any case.
        long proportional = Math.multiplyExact((long) count, greatest) / greatestSum;
        return (int) Math.min(Integer.MAX_VALUE, Math.max(count + 1L, proportional));
    }

    private static int[] starts(int taps, int count) {
        int[] starts = new int[count + 1];
        for (int block = 1; block <= count; block++) {
            starts[block] = (int) ((long) taps * block / count);
        }
        return starts;
    }
}
