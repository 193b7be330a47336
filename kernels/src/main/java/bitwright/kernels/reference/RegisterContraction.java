package bitwright.kernels.reference;

import bitwright.arch.format.NumberFormat;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;

/// A contraction in an accumulator register of a stated width: the exact 64-bit sum and the running
/// register side by side.
///
/// Every addition writes the register. Their order is the reduction order of the nest: input
/// channels outermost, then filter rows, then filter columns; within one weight its terms in the
/// order of the format. Padding taps add nothing. The order decides what a saturating register ends
/// with; a wrapping one ends with the sum modulo `2^bits` in any order. A bias is not in the
/// register: it is added by the requantization.
public final class RegisterContraction {
    private final LoopNest nest;
    private final Register register;
    private final int[][] addends;

    private RegisterContraction(LoopNest nest, Register register, int[][] addends) {
        this.nest = nest;
        this.register = register;
        this.addends = addends;
    }

    /// What the register and an unbounded one end with, and which outputs overflowed on their way.
    ///
    /// @param held the register's value of each output
    /// @param exact the sum of each output
    /// @param overflows whether a partial sum of an output left the register
    public record Result(long[] held, long[] exact, boolean[] overflows) {
        /// Counts of the outputs that overflowed.
        public OverflowReport report() {
            long overflowing = 0;
            long wrong = 0;
            int first = -1;
            for (int i = 0; i < held.length; i++) {
                if (overflows[i]) {
                    overflowing++;
                    first = first < 0 ? i : first;
                }
                if (held[i] != exact[i]) {
                    wrong++;
                }
            }
            return first < 0
                    ? OverflowReport.none(held.length)
                    : new OverflowReport(
                            held.length, overflowing, wrong, first, exact[first], held[first]);
        }
    }

    /// Accumulates, input and output laid out as the nest says.
    ///
    /// @param input integer activations
    /// @param weightCodes unsigned bit patterns
    /// @throws IllegalArgumentException if an array does not fit the nest
    /// @throws ArithmeticException if an exact sum could leave 64 bits, or if a partial sum leaves
    ///   a register that refuses overflow
    public static Result accumulate(
            LoopNest nest,
            int[] input,
            NumberFormat weightFormat,
            int[] weightCodes,
            Register register) {
        ReferenceContraction.requireFit(nest, input, weightCodes);
        long greatest = AccumulatorBound.greatestMagnitude(input);
        // Refuses what could leave 64 bits, so that the exact sums below cannot.
        AccumulatorBound.ranges(nest, weightFormat, weightCodes, -greatest, greatest);
        return new RegisterContraction(nest, register, Addends.of(weightFormat, weightCodes))
                .run(input);
    }

    private Result run(int[] input) {
        int outputs = Math.toIntExact(nest.elements(Operand.OUTPUT));
        Result result = new Result(new long[outputs], new long[outputs], new boolean[outputs]);
        int channels = nest.groups() * nest.outputChannels();
        int index = 0;
        for (int b = 0; b < nest.batch(); b++) {
            for (int channel = 0; channel < channels; channel++) {
                for (int oy = 0; oy < nest.outputHeight(); oy++) {
                    for (int ox = 0; ox < nest.outputWidth(); ox++) {
                        accumulate(input, b, channel, oy, ox, result, index++);
                    }
                }
            }
        }
        return result;
    }

    private void accumulate(
            int[] input, int b, int channel, int oy, int ox, Result result, int index) {
        LoopNest.Window window = nest.window();
        int firstPlane =
                b * nest.groups() * nest.inputChannels()
                        + channel / nest.outputChannels() * nest.inputChannels();
        int weight = channel * AccumulatorBound.taps(nest);
        long exact = 0;
        long held = 0;
        boolean overflows = false;
        for (int c = 0; c < nest.inputChannels(); c++) {
            int plane = firstPlane + c;
            for (int fy = 0; fy < nest.filterHeight(); fy++) {
                int iy = window.strideY() * oy + window.dilationY() * fy - window.padTop();
                for (int fx = 0; fx < nest.filterWidth(); fx++) {
                    int ix = window.strideX() * ox + window.dilationX() * fx - window.padLeft();
                    int[] multiples = addends[weight++];
                    if (iy < 0 || iy >= nest.inputHeight() || ix < 0 || ix >= nest.inputWidth()) {
                        continue;
                    }
                    long x = input[(plane * nest.inputHeight() + iy) * nest.inputWidth() + ix];
                    for (int multiple : multiples) {
                        long addend = x * multiple;
                        exact += addend;
                        // Beyond 63 bits only a 64-bit register goes, which holds the exact sum.
                        long sum = held + addend;
                        overflows |= !register.holds(sum);
                        held = register.hold(sum);
                    }
                }
            }
        }
        result.exact()[index] = exact;
        result.held()[index] = held;
        result.overflows()[index] = overflows;
    }
}
