package bitwright.kernels.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.PowerOfTwo;
import bitwright.kernels.codec.Integers;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceContractionTest {
    @ParameterizedTest
    @ValueSource(strings = {"int2", "int4", "int8", "uint4", "pot2", "pot3", "pot4", "pot5"})
    void gatheringOutputsEqualsScatteringInputs(String name) {
        NumberFormat weights = NumberFormat.parse(name);
        var random = new SplittableRandom(7);
        for (int round = 0; round < 40; round++) {
            var window =
                    new LoopNest.Window(
                            1 + random.nextInt(3),
                            1 + random.nextInt(2),
                            1 + random.nextInt(3),
                            1 + random.nextInt(2),
                            random.nextInt(3),
                            random.nextInt(3));
            var nest =
                    new LoopNest(
                            1 + random.nextInt(2),
                            1 + random.nextInt(3),
                            1 + random.nextInt(3),
                            1 + random.nextInt(3),
                            1 + random.nextInt(6),
                            1 + random.nextInt(6),
                            1 + random.nextInt(3),
                            1 + random.nextInt(3),
                            window,
                            1 + random.nextInt(8),
                            1 + random.nextInt(8));
            int[] input = random(nest, Operand.INPUT, random, -128, 128);
            int[] codes = random(nest, Operand.WEIGHT, random, 0, 1 << weights.bits());
            assertThat(ReferenceContraction.accumulate(nest, input, weights, codes))
                    .as("%s", nest)
                    .isEqualTo(scatter(nest, input, Integers.of(weights, codes)));
        }
    }

    /// The same contraction from the side of the inputs: each element is multiplied into every
    /// output that it reaches, found by solving the access equation for the output.
    private static int[] scatter(LoopNest nest, int[] input, int[] weights) {
        int[] output = new int[Math.toIntExact(nest.elements(Operand.OUTPUT))];
        LoopNest.Window w = nest.window();
        int index = 0;
        for (int b = 0; b < nest.batch(); b++) {
            for (int ic = 0; ic < nest.groups() * nest.inputChannels(); ic++) {
                int g = ic / nest.inputChannels();
                int c = ic % nest.inputChannels();
                for (int iy = 0; iy < nest.inputHeight(); iy++) {
                    for (int ix = 0; ix < nest.inputWidth(); ix++) {
                        int x = input[index++];
                        for (int fy = 0; fy < nest.filterHeight(); fy++) {
                            int ny = iy + w.padTop() - w.dilationY() * fy;
                            for (int fx = 0; fx < nest.filterWidth(); fx++) {
                                int nx = ix + w.padLeft() - w.dilationX() * fx;
                                if (ny < 0
                                        || nx < 0
                                        || ny % w.strideY() != 0
                                        || nx % w.strideX() != 0
                                        || ny / w.strideY() >= nest.outputHeight()
                                        || nx / w.strideX() >= nest.outputWidth()) {
                                    continue;
                                }
                                for (int k = 0; k < nest.outputChannels(); k++) {
                                    int oc = g * nest.outputChannels() + k;
                                    int weight =
                                            ((oc * nest.inputChannels() + c) * nest.filterHeight()
                                                                    + fy)
                                                            * nest.filterWidth()
                                                    + fx;
                                    int channels = nest.groups() * nest.outputChannels();
                                    int out =
                                            ((b * channels + oc) * nest.outputHeight()
                                                                    + ny / w.strideY())
                                                            * nest.outputWidth()
                                                    + nx / w.strideX();
                                    output[out] += x * weights[weight];
                                }
                            }
                        }
                    }
                }
            }
        }
        return output;
    }

    @Test
    void aMatrixProductByHand() {
        // Two rows of depth two, three columns: (1 2; 3 4) times (1 0 -1; 2 1 0).
        LoopNest nest = LoopNest.matrixProduct(1, 2, 3, 2);
        int[] input = {1, 3, 2, 4};
        int[] codes = {1, 2, 0, 1, 0xff, 0};
        assertThat(ReferenceContraction.accumulate(nest, input, new Int(8, true), codes))
                .containsExactly(5, 11, 2, 4, -1, -3);
    }

    @Test
    void powersOfTwoAreShiftsInUnitsOfTheLeastLevel() {
        LoopNest nest = LoopNest.matrixProduct(1, 1, 1, 4);
        // Three bits: codes 0 to 3 are 0, 1/4, 1/2, 1; the sign bit is 4.
        assertThat(
                        ReferenceContraction.accumulate(
                                nest,
                                new int[] {100, 10, -3, 7},
                                new PowerOfTwo(3),
                                new int[] {0, 1, 2, 7}))
                .containsExactly(10 - 6 - 28);
    }

    @Test
    void theBoundOfTheFormatsIsReachedExactly() {
        LoopNest nest = LoopNest.matrixProduct(1, 1, 1, 9);
        var uint8 = new Int(8, false);
        for (NumberFormat weights : new NumberFormat[] {new Int(4, true), new PowerOfTwo(5)}) {
            int code = weights instanceof Int ? 8 : 0x1f;
            int[] input = new int[9];
            int[] codes = new int[9];
            Arrays.fill(input, 255);
            Arrays.fill(codes, code);
            long bound = AccumulatorBound.ofFormats(nest, uint8, weights);
            assertThat(bound)
                    .isEqualTo(AccumulatorBound.ofWeights(nest, Integers.of(weights, codes), 255));
            assertThat(ReferenceContraction.accumulate(nest, input, weights, codes))
                    .containsExactly((int) -bound);
        }
    }

    @Test
    void theBoundOfPowersOfTwoOfFiveBitsCanLeaveThirtyTwoBits() {
        LoopNest nest = LoopNest.matrixProduct(1, 1, 1, 576);
        assertThat(AccumulatorBound.ofFormats(nest, new Int(8, false), new PowerOfTwo(5)))
                .isEqualTo(576L * 255 * (1 << 14))
                .isGreaterThan(AccumulatorBound.GREATEST_INT32);
        int[] codes = new int[576];
        Arrays.fill(codes, 0xf);
        int[] input = new int[576];
        Arrays.fill(input, 255);
        assertThatThrownBy(() ->
                        ReferenceContraction.accumulate(nest, input, new PowerOfTwo(5), codes))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("2406481920");
    }

    @Test
    void operandsOfAnotherSizeAreRefusedByName() {
        LoopNest nest = LoopNest.matrixProduct(1, 2, 3, 2);
        var int8 = new Int(8, true);
        assertThatThrownBy(
                        () -> ReferenceContraction.accumulate(nest, new int[5], int8, new int[6]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("input has 5 elements; the nest needs 4");
        assertThatThrownBy(
                        () -> ReferenceContraction.accumulate(nest, new int[4], int8, new int[7]))
                .hasMessageContaining("weights has 7 elements; the nest needs 6");
    }

    private static int[] random(
            LoopNest nest, Operand operand, SplittableRandom random, int from, int to) {
        int[] values = new int[Math.toIntExact(nest.elements(operand))];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(from, to);
        }
        return values;
    }
}
