package bitwright.kernels.operators;

import bitwright.arch.format.Int;
import bitwright.kernels.fast.FastContraction;
import bitwright.kernels.reference.AccumulatorBound;
import bitwright.kernels.reference.ReferenceContraction;
import bitwright.workload.LoopNest;

/// Which of the twins adds the products.
public enum ContractionKernel {
    REFERENCE,
    FAST;

    private static final int MOST_BITS = 16;

    /// Accumulators of integers less their zero points, laid out as the nest says.
    ///
    /// @param weights of at most 16 bits with sign
    /// @throws ArithmeticException naming the weights if an accumulator could leave 32 bits
    int[] accumulate(LoopNest nest, int[] input, String weightsName, int[] weights) {
        long bound =
                AccumulatorBound.ofWeights(
                        nest, weights, AccumulatorBound.greatestMagnitude(input));
        if (bound > Integer.MAX_VALUE) {
            throw new ArithmeticException(
                    "tensor '"
                            + weightsName
                            + "': accumulators may reach "
                            + bound
                            + ", beyond 32 bits. Maybe fewer bits or a smaller depth.");
        }
        Int format = signedFormat(weightsName, AccumulatorBound.greatestMagnitude(weights));
        int[] codes = new int[weights.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = weights[i] & ((1 << format.bits()) - 1);
        }
        return switch (this) {
            case REFERENCE -> ReferenceContraction.accumulate(nest, input, format, codes);
            case FAST -> FastContraction.accumulate(nest, input, format, codes);
        };
    }

    private static Int signedFormat(String name, long magnitude) {
        int bits = Math.max(2, 65 - Long.numberOfLeadingZeros(magnitude));
        if (bits > MOST_BITS) {
            throw Refusals.refusal(
                    name,
                    "a weight less its zero point reaches "
                            + magnitude
                            + ", beyond "
                            + MOST_BITS
                            + " bits with sign. Maybe use weights of 8 bits?");
        }
        return new Int(bits, true);
    }
}
