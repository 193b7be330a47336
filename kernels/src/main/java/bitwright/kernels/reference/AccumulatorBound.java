package bitwright.kernels.reference;

import bitwright.arch.format.Int;
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
    public static long ofFormats(LoopNest nest, Int activations, NumberFormat weights) {
        long product =
                (long) Integers.greatestMagnitude(activations)
                        * Integers.greatestMagnitude(weights);
        return Math.multiplyExact(product, (long) taps(nest));
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
        return Math.multiplyExact(greatest, greatestInput);
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
