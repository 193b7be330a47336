package bitwright.kernels.reference;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.codec.Integers;
import bitwright.workload.LoopNest;

/// How far an accumulator can go, whatever the order of the additions.
///
/// The magnitude of every partial sum of one output is at most `sum |weight| * max |input|` over
/// the taps of its channel. A bound of at most [#GREATEST_INT32] therefore proves that a 32-bit
/// accumulator never overflows.
public final class AccumulatorBound {
    /// The greatest value of a 32-bit two's complement accumulator.
    public static final long GREATEST_INT32 = Integer.MAX_VALUE;

    private AccumulatorBound() {}

    /// The bound from the formats alone: `C * FY * FX * max |input| * max |weight integer|`.
    public static long ofFormats(LoopNest nest, NumberFormat activations, NumberFormat weights) {
        long product =
                (long) Integers.greatestMagnitude(activations)
                        * Integers.greatestMagnitude(weights);
        return product(product, taps(nest));
    }

    /// The bound for these weights and inputs up to a magnitude: the greatest over the channels of
    /// `sum |weight integer| * greatestInput`.
    public static long ofWeights(LoopNest nest, int[] weightIntegers, long greatestInput) {
        int taps = taps(nest);
        long greatest = 0;
        for (int from = 0; from < weightIntegers.length; from += taps) {
            long sum = 0;
            for (int i = from; i < from + taps; i++) {
                sum += Math.abs((long) weightIntegers[i]);
            }
            greatest = Math.max(greatest, sum);
        }
        return product(greatest, greatestInput);
    }

    private static long product(long left, long right) {
        try {
            return Math.multiplyExact(left, right);
        } catch (ArithmeticException _) {
            throw new ArithmeticException(
                    "accumulators may reach "
                            + left
                            + " times "
                            + right
                            + ", beyond 64 bits. Maybe fewer activation or weight bits.");
        }
    }

    /// The range of every partial sum of each channel, for inputs within bounds: the sums of what
    /// its additions can be below and above zero. A tap in the padding, or a zero, adds nothing.
    ///
    /// @param weightCodes unsigned bit patterns, laid out as the nest says
    /// @throws ArithmeticException if a range is beyond 64 bits; the message names the channel
    public static AccumulatorRange[] ranges(
            LoopNest nest,
            NumberFormat weights,
            int[] weightCodes,
            long leastInput,
            long greatestInput) {
        int[][] addends = Addends.of(weights, weightCodes);
        int taps = taps(nest);
        AccumulatorRange[] ranges = new AccumulatorRange[weightCodes.length / taps];
        for (int channel = 0; channel < ranges.length; channel++) {
            long least = 0;
            long greatest = 0;
            try {
                for (int tap = channel * taps; tap < (channel + 1) * taps; tap++) {
                    for (int multiple : addends[tap]) {
                        long one = Math.multiplyExact(leastInput, (long) multiple);
                        long other = Math.multiplyExact(greatestInput, (long) multiple);
                        least = Math.addExact(least, Math.min(0, Math.min(one, other)));
                        greatest = Math.addExact(greatest, Math.max(0, Math.max(one, other)));
                    }
                }
            } catch (ArithmeticException beyond) {
                throw new ArithmeticException(
                        "accumulators of channel "
                                + channel
                                + " may leave 64 bits ("
                                + taps
                                + " taps, inputs "
                                + leastInput
                                + " to "
                                + greatestInput
                                + "). Maybe fewer activation or weight bits.");
            }
            ranges[channel] = new AccumulatorRange(least, greatest);
        }
        return ranges;
    }

    /// The greatest magnitude in an array, at least 0.
    public static long greatestMagnitude(int[] values) {
        long greatest = 0;
        for (int value : values) {
            greatest = Math.max(greatest, Math.abs((long) value));
        }
        return greatest;
    }

    /// Refuses a contraction whose accumulators could leave 32 bits.
    ///
    /// @throws ArithmeticException if the bound is beyond 32 bits; the message tells both
    public static void requireInt32(LoopNest nest, int[] weightIntegers, long greatestInput) {
        long bound = ofWeights(nest, weightIntegers, greatestInput);
        if (bound > GREATEST_INT32) {
            throw new ArithmeticException(
                    "accumulators may reach "
                            + bound
                            + ", beyond the "
                            + GREATEST_INT32
                            + " of 32 bits. Maybe fewer activation or weight bits.");
        }
    }

    /// Multiply-accumulates of one output.
    static int taps(LoopNest nest) {
        return Math.multiplyExact(
                Math.multiplyExact(nest.inputChannels(), nest.filterHeight()), nest.filterWidth());
    }
}
