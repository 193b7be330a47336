package bitwright.kernels.reference;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.codec.Integers;
import bitwright.kernels.codec.ShiftTerms;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import org.jspecify.annotations.Nullable;

/// The meaning of a contraction on integers: eight loops, one addition each.
///
/// Weights that are sums of powers of two are executed as hardware would, by a shift and an
/// addition or subtraction for each term; all others are multiplied as integers. Accumulators are
/// 32-bit integers in units of `input scale * weight scale * 2^-exponent(weight format)`.
public final class ReferenceContraction {
    private ReferenceContraction() {}

    /// Accumulators of a contraction, laid out as the nest says.
    ///
    /// @param input integer activations, laid out as the nest says
    /// @param weightCodes unsigned bit patterns, laid out as the nest says
    /// @throws IllegalArgumentException if an array does not fit the nest
    /// @throws ArithmeticException if an accumulator could leave 32 bits, see [AccumulatorBound]
    public static int[] accumulate(
            LoopNest nest, int[] input, NumberFormat weightFormat, int[] weightCodes) {
        requireFit(nest, input, weightCodes);
        int[] integers = Integers.of(weightFormat, weightCodes);
        AccumulatorBound.requireInt32(nest, integers, AccumulatorBound.greatestMagnitude(input));
        ShiftTerms shifts = ShiftTerms.exists(weightFormat) ? ShiftTerms.of(weightFormat) : null;
        int[] weights = shifts == null ? integers : weightCodes;
        int[] output = new int[Math.toIntExact(nest.elements(Operand.OUTPUT))];
        int channels = nest.groups() * nest.outputChannels();
        int index = 0;
        for (int b = 0; b < nest.batch(); b++) {
            for (int channel = 0; channel < channels; channel++) {
                for (int oy = 0; oy < nest.outputHeight(); oy++) {
                    for (int ox = 0; ox < nest.outputWidth(); ox++) {
                        output[index++] =
                                accumulator(nest, input, shifts, weights, b, channel, oy, ox);
                    }
                }
            }
        }
        return output;
    }

    /// @param weights codes where there are shifts, integers where there are none
    private static int accumulator(
            LoopNest nest,
            int[] input,
            @Nullable ShiftTerms shifts,
            int[] weights,
            int b,
            int channel,
            int oy,
            int ox) {
        LoopNest.Window window = nest.window();
        int firstInputChannel = channel / nest.outputChannels() * nest.inputChannels();
        int inputChannels = nest.groups() * nest.inputChannels();
        int sum = 0;
        int weight = channel * AccumulatorBound.taps(nest);
        for (int c = 0; c < nest.inputChannels(); c++) {
            int plane = b * inputChannels + firstInputChannel + c;
            for (int fy = 0; fy < nest.filterHeight(); fy++) {
                int iy = window.strideY() * oy + window.dilationY() * fy - window.padTop();
                for (int fx = 0; fx < nest.filterWidth(); fx++) {
                    int ix = window.strideX() * ox + window.dilationX() * fx - window.padLeft();
                    int w = weights[weight++];
                    if (iy >= 0 && iy < nest.inputHeight() && ix >= 0 && ix < nest.inputWidth()) {
                        int x = input[(plane * nest.inputHeight() + iy) * nest.inputWidth() + ix];
                        sum = shifts == null ? sum + x * w : shifts.add(sum, x, w);
                    }
                }
            }
        }
        return sum;
    }

    /// Refuses arrays of another size than the nest's operands.
    ///
    /// @throws IllegalArgumentException naming the operand and both sizes
    public static void requireFit(LoopNest nest, int[] input, int[] weightCodes) {
        requireSize("input", input.length, nest.elements(Operand.INPUT));
        requireSize("weights", weightCodes.length, nest.elements(Operand.WEIGHT));
    }

    private static void requireSize(String operand, int actual, long expected) {
        if (actual != expected) {
            throw new IllegalArgumentException(
                    "the "
                            + operand
                            + " has "
                            + actual
                            + " elements; the nest needs "
                            + expected
                            + ".");
        }
    }
}
