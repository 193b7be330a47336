package bitwright.mapper.emit;

import bitwright.kernels.codec.ExactWeights;
import bitwright.workload.Operand;
import java.util.stream.IntStream;

/// Operands of a layer that a generator of few lines makes alike in Java and in C: splitmix64, each
/// value one draw modulo the number of choices, the input first.
///
/// @param input integers of the activations' format
/// @param weightCodes codes of the weights' format, of those that mean numbers
public record SeededTensors(int[] input, int[] weightCodes) {
    /// Draws both operands.
    ///
    /// @throws ArithmeticException if an operand has more than 2^31 elements
    public static SeededTensors of(LayerKernel kernel, long seed) {
        ExactWeights activations = ExactWeights.of(kernel.precision().activations());
        ExactWeights weights = ExactWeights.of(kernel.precision().weights());
        Draws draws = new Draws(seed);
        int[] input =
                draws.of(
                        numbers(activations).map(activations::integer).toArray(),
                        kernel.nest().elements(Operand.INPUT));
        int[] codes = draws.of(numbers(weights).toArray(), kernel.nest().elements(Operand.WEIGHT));
        return new SeededTensors(input, codes);
    }

    /// The codes of a format that mean numbers.
    static IntStream numbers(ExactWeights format) {
        return IntStream.range(0, format.format().codes()).filter(format::isNumber);
    }

    /// The generator (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, 2014).
    private static final class Draws {
        private long state;

        Draws(long seed) {
            state = seed;
        }

        int[] of(int[] choices, long count) {
            int[] values = new int[Math.toIntExact(count)];
            for (int i = 0; i < values.length; i++) {
                values[i] = choices[(int) Long.remainderUnsigned(next(), choices.length)];
            }
            return values;
        }

        private long next() {
            state += 0x9e3779b97f4a7c15L;
            long mixed = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
            mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
            return mixed ^ mixed >>> 31;
        }
    }
}
