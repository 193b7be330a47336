package bitwright.kernels.fast;

import java.util.Arrays;

/// How the taps of a contraction are cut into blocks within which float arithmetic is exact.
///
/// A block is exact if, for every channel, `sum |weight integer| * greatest input` over its taps is
/// at most 2^24: every partial sum is then an integer that a 32-bit float holds exactly.
final class TapBlocks {
    /// The greatest magnitude up to which every integer is a 32-bit float.
    static final long EXACT = 1L << 24;

    /// Taps of a block whose panel still fits the first-level cache.
    private static final int GREATEST_BLOCK = 384;

    /// Blocks shorter than this on average are slower than the scalar loops.
    private static final int LEAST_AVERAGE = 8;

    private TapBlocks() {}

    /// The first tap of each block and, last, the number of taps; empty if the scalar loops should
    /// do it.
    static int[] cut(int[] weightIntegers, int taps, long greatestInput) {
        int channels = weightIntegers.length / taps;
        int even = (taps + GREATEST_BLOCK - 1) / GREATEST_BLOCK;
        int limit = (taps + even - 1) / even;
        long[] sums = new long[channels];
        int[] starts = new int[taps + 1];
        int blocks = 0;
        int start = 0;
        for (int tap = 0; tap < taps; tap++) {
            boolean fits = tap - start < limit;
            for (int channel = 0; channel < channels; channel++) {
                long magnitude = Math.abs((long) weightIntegers[channel * taps + tap]);
                if (magnitude * greatestInput > EXACT) {
                    return new int[0];
                }
                fits &= (sums[channel] + magnitude) * greatestInput <= EXACT;
            }
            if (!fits) {
                start = tap;
                starts[++blocks] = tap;
                Arrays.fill(sums, 0);
            }
            for (int channel = 0; channel < channels; channel++) {
                sums[channel] += Math.abs((long) weightIntegers[channel * taps + tap]);
            }
        }
        blocks++;
        if (blocks > 1 && taps / blocks < LEAST_AVERAGE) {
            return new int[0];
        }
        starts[blocks] = taps;
        return Arrays.copyOf(starts, blocks + 1);
    }
}
