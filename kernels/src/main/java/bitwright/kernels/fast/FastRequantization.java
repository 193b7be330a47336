package bitwright.kernels.fast;

import bitwright.kernels.reference.Requantization;
import bitwright.kernels.requantization.RequantizationRule;

/// The fast twin of [Requantization]: the same integers, bit for bit.
///
/// Rounding half to even runs in vectors, see [HalfEvenVectors]; other rules run as the reference.
public final class FastRequantization {
    /// Vectors need factors below 2^28, so that no scaled value leaves the range of the rounding
    /// trick.
    private static final int LEAST_SHIFT = 3;

    private final int[] biases;
    private final long[] multipliers;
    private final int[] shifts;
    private final double[] scales;
    private final RequantizationRule rule;
    private final int minimum;
    private final int maximum;
    private final Requantization meaning;
    private final boolean shiftsInRange;
    private final HalfEvenVectors.Scalar scalar = this::halfEven;

    /// Prepares a requantization for many calls.
    public FastRequantization(Requantization meaning) {
        this.meaning = meaning;
        int channels = meaning.channels();
        biases = new int[channels];
        multipliers = new long[channels];
        shifts = new int[channels];
        scales = new double[channels];
        boolean inRange = true;
        for (int c = 0; c < channels; c++) {
            biases[c] = meaning.biases().get(c);
            multipliers[c] = meaning.factors().get(c).multiplier();
            shifts[c] = meaning.factors().get(c).shift();
            scales[c] = Math.scalb((double) multipliers[c], -shifts[c]);
            inRange &= shifts[c] >= LEAST_SHIFT && shifts[c] <= 62 && multipliers[c] < 1L << 31;
        }
        shiftsInRange = inRange;
        rule = meaning.rule();
        minimum = meaning.minimum();
        maximum = meaning.maximum();
    }

    /// Requantizes planes laid out `[image][channel][position]`, in place or into another array.
    ///
    /// @param count elements, a multiple of positions
    public void apply(int[] values, int[] output, int count, int positions) {
        int channels = biases.length;
        int channel = 0;
        for (int from = 0; from < count; from += positions) {
            int to = from + positions;
            if (isVectorized()) {
                halfEvenVectors(values, output, from, to, channel);
            } else {
                for (int i = from; i < to; i++) {
                    output[i] = meaning.apply(values[i], channel);
                }
            }
            channel = channel + 1 == channels ? 0 : channel + 1;
        }
    }

    /// Whether it runs in vectors, and so takes any value without an error.
    boolean isVectorized() {
        return shiftsInRange && rule == RequantizationRule.HALF_EVEN;
    }

    /// Requantizes some values of one channel in place, in vectors; a single factor serves every
    /// channel.
    void apply(int[] values, int from, int to, int channel) {
        halfEvenVectors(values, values, from, to, biases.length == 1 ? 0 : channel);
    }

    private void halfEvenVectors(int[] values, int[] output, int from, int to, int channel) {
        int rest =
                HalfEvenVectors.apply(
                        values,
                        output,
                        from,
                        to,
                        biases[channel],
                        scales[channel],
                        minimum,
                        maximum,
                        scalar,
                        channel);
        halfEven(values, output, rest, to, channel);
    }

    private void halfEven(int[] values, int[] output, int from, int to, int channel) {
        long bias = biases[channel];
        long multiplier = multipliers[channel];
        int shift = shifts[channel];
        // |value + bias| <= 2^32 and the multiplier is below 2^31, so the product fits 64 bits. An
        // odd quotient makes a rest of one half round up, an even one does not.
        long half = 1L << (shift - 1);
        long mask = (1L << shift) - 1;
        for (int i = from; i < to; i++) {
            long product = (values[i] + bias) * multiplier;
            long quotient = product >> shift;
            long rest = product & mask;
            long tilted = rest + (quotient & 1);
            long scaled = quotient + (tilted > half ? 1 : 0);
            output[i] = (int) Math.min(Math.max(scaled, minimum), maximum);
        }
    }
}
