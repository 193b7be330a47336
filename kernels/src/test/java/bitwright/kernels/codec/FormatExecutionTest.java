package bitwright.kernels.codec;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.fast.FastContraction;
import bitwright.kernels.reference.ReferenceContraction;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every format with an integer form runs through the reference and the fast contraction.
final class FormatExecutionTest {
    static List<NumberFormat> formats() {
        return IntegersTest.formats().stream()
                .filter(format -> Integers.greatestMagnitude(format) <= 1 << 18)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void bothContractionsAreTheSumOfProducts(NumberFormat format) {
        var random = new SplittableRandom(2);
        int[] finite =
                IntStream.range(0, format.codes())
                        .filter(code -> Double.isFinite(format.decode(code)))
                        .toArray();
        for (int[] size : new int[][] {{1, 1, 1}, {3, 7, 9}, {8, 31, 33}}) {
            LoopNest nest = LoopNest.matrixProduct(1, size[0], size[1], size[2]);
            int[] input = random.ints(nest.elements(Operand.INPUT), -128, 128).toArray();
            int[] codes =
                    random.ints(nest.elements(Operand.WEIGHT), 0, finite.length)
                            .map(i -> finite[i])
                            .toArray();
            int[] output = ReferenceContraction.accumulate(nest, input, format, codes);
            assertThat(FastContraction.accumulate(nest, input, format, codes)).isEqualTo(output);
            assertThat(output).isEqualTo(sums(nest, input, format, codes));
        }
    }

    /// One row of activations for each pixel, one row of weights for each channel, as the nest of a
    /// matrix product lays them out.
    private static int[] sums(LoopNest nest, int[] input, NumberFormat format, int[] codes) {
        int rows = nest.outputHeight() * nest.outputWidth();
        int depth = nest.inputChannels();
        double unit = Math.pow(2, Integers.exponent(format));
        int[] output = new int[nest.outputChannels() * rows];
        for (int channel = 0; channel < nest.outputChannels(); channel++) {
            for (int row = 0; row < rows; row++) {
                double sum = 0;
                for (int c = 0; c < depth; c++) {
                    sum += input[c * rows + row] * format.decode(codes[channel * depth + c]) * unit;
                }
                output[channel * rows + row] = (int) sum;
            }
        }
        return output;
    }
}
