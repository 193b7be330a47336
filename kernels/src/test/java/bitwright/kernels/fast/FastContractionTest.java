package bitwright.kernels.fast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.kernels.codec.Integers;
import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.quantizer.Rounding;
import bitwright.kernels.reference.AccumulatorBound;
import bitwright.kernels.reference.ReferenceContraction;
import bitwright.kernels.reference.Requantization;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FastContractionTest {
    private static final List<String> WEIGHTS =
            List.of("int2", "int3", "int4", "int8", "pot2", "pot3", "pot4", "pot5");
    private static final List<Int> ACTIVATIONS =
            List.of(new Int(8, true), new Int(8, false), new Int(4, true), new Int(4, false));

    private record Operands(Int inputs, NumberFormat weights) {}

    private static final List<Operands> OPERANDS =
            List.of(
                    new Operands(new Int(4, true), new Int(4, true)),
                    new Operands(new Int(4, false), NumberFormat.parse("pot3")),
                    new Operands(new Int(8, true), new Int(8, true)),
                    new Operands(new Int(8, false), NumberFormat.parse("pot4")),
                    new Operands(new Int(8, false), NumberFormat.parse("pot5")),
                    new Operands(new Int(15, true), new Int(16, true)));

    /// How an operand is filled.
    private enum Fill {
        LEAST,
        GREATEST,
        IN_TURN,
        RANDOM;

        /// Integers of activations, codes of weights.
        int[] draw(LoopNest nest, Operand operand, NumberFormat format, SplittableRandom random) {
            int codes = 1 << format.bits();
            int least = 0;
            int greatest = 0;
            for (int code = 1; code < codes; code++) {
                least = format.decode(code) < format.decode(least) ? code : least;
                greatest = format.decode(code) > format.decode(greatest) ? code : greatest;
            }
            int[] values = new int[Math.toIntExact(nest.elements(operand))];
            for (int i = 0; i < values.length; i++) {
                int code =
                        switch (this) {
                            case LEAST -> least;
                            case GREATEST -> greatest;
                            case IN_TURN -> i % 2 == 0 ? least : greatest;
                            case RANDOM -> random.nextInt(codes);
                        };
                values[i] = operand == Operand.INPUT ? Integers.of(format, code) : code;
            }
            return values;
        }
    }

    /// Every size as rows, columns and depth of a product, the other two small; fills of the least
    /// and greatest integers, of both in turn, and at random; operands that take 16-bit lanes,
    /// float lanes, two float products, and scalar loops.
    @ParameterizedTest
    @ValueSource(
            ints = {
                1, 7, 8, 9, 15, 16, 17, 23, 24, 25, 31, 32, 33, 63, 64, 65, 127, 255, 256, 257,
                1023, 1025, 4096, 4098
            })
    void equalsTheReferenceAtAwkwardSizesOfEachMatrixDimension(int size) {
        var random = new SplittableRandom(size);
        for (LoopNest nest :
                List.of(
                        LoopNest.matrixProduct(1, size, 5, 3),
                        LoopNest.matrixProduct(1, 3, size, 5),
                        LoopNest.matrixProduct(1, 5, 3, size))) {
            for (Operands operands : OPERANDS) {
                long bound = AccumulatorBound.ofFormats(nest, operands.inputs, operands.weights);
                if (bound > Integer.MAX_VALUE) {
                    continue;
                }
                for (Fill inputs : Fill.values()) {
                    for (Fill weights : Fill.values()) {
                        compare(
                                nest,
                                inputs.draw(nest, Operand.INPUT, operands.inputs, random),
                                operands.weights,
                                weights.draw(nest, Operand.WEIGHT, operands.weights, random));
                    }
                }
            }
        }
    }

    /// No images, and an extent of nothing.
    @Test
    void sizeZeroIsNothingToDoOrRefused() {
        LoopNest nest = LoopNest.matrixProduct(1, 3, 2, 4);
        int[] output = {7};
        FastContraction.prepare(nest, new int[8], 1)
                .accumulate(new int[0], 0, output, new Workspace());
        assertThat(output).containsExactly(7);
        assertThatThrownBy(() -> LoopNest.matrixProduct(1, 3, 2, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("every extent of a loop nest must be at least 1.");
    }

    @Test
    void preparedIntegersAreTheSameAsTheirCodes() {
        var random = new SplittableRandom(3);
        LoopNest nest = LoopNest.matrixProduct(1, 9, 5, 40);
        var int16 = new Int(16, true);
        int[] weights = fill(nest, Operand.WEIGHT, () -> random.nextInt(-300, 300));
        int[] input = fill(nest, Operand.INPUT, () -> random.nextInt(-128, 128));
        int[] output = new int[45];
        FastContraction.prepare(nest, weights, 128).accumulate(input, 1, output, new Workspace());
        assertThat(output)
                .isEqualTo(ReferenceContraction.accumulate(nest, input, int16, codes(weights)));
    }

    /// Requantized panel by panel, or after the accumulators where the rule runs as the reference.
    @Test
    void requantizesAsTheReferenceDoes() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new SplittableRandom(seed);
            LoopNest nest = randomNest(random);
            NumberFormat weights = NumberFormat.parse(WEIGHTS.get(random.nextInt(WEIGHTS.size())));
            Int activations = ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size()));
            int[] input = Fill.RANDOM.draw(nest, Operand.INPUT, activations, random);
            int[] codes = Fill.RANDOM.draw(nest, Operand.WEIGHT, weights, random);
            var biases = new ArrayList<Integer>();
            var factors = new ArrayList<Dyadic>();
            for (int c = 0; c < nest.groups() * nest.outputChannels(); c++) {
                biases.add(random.nextInt() >> random.nextInt(32));
                factors.add(Dyadic.of(Math.scalb(1 + random.nextDouble(), -random.nextInt(20))));
            }
            var requantization =
                    new Requantization(
                            biases,
                            factors,
                            random.nextBoolean() ? Rounding.HALF_EVEN : Rounding.FLOOR,
                            -128,
                            127);
            int[] output = new int[Math.toIntExact(nest.elements(Operand.OUTPUT))];
            FastContraction.prepare(nest, weights, codes, Integers.greatestMagnitude(activations))
                    .requantize(
                            input,
                            nest.batch(),
                            output,
                            new Workspace(),
                            new FastRequantization(requantization));
            int positions = nest.outputHeight() * nest.outputWidth();
            assertThat(output)
                    .as("seed %d, %s", seed, nest)
                    .isEqualTo(
                            requantization.apply(
                                    ReferenceContraction.accumulate(nest, input, weights, codes),
                                    positions));
        }
    }

    @Test
    void equalsTheReferenceOnSeededRandomNests() {
        for (int seed = 0; seed < 400; seed++) {
            var random = new SplittableRandom(seed);
            NumberFormat weights = NumberFormat.parse(WEIGHTS.get(random.nextInt(WEIGHTS.size())));
            Int activations = ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size()));
            compareRandom(randomNest(random), weights, activations, random);
        }
    }

    @Test
    void equalsTheReferenceOnFillsOfTheExtremes() {
        LoopNest nest =
                new LoopNest(2, 2, 5, 33, 6, 7, 3, 3, new LoopNest.Window(1, 1, 1, 1, 1, 1), 6, 7);
        for (String name : WEIGHTS) {
            NumberFormat weights = NumberFormat.parse(name);
            int greatestCode = (1 << (weights.bits() - 1)) - 1;
            // For integers the sign bit alone is the least value, for powers of two all ones are.
            int leastCode =
                    weights instanceof Int ? 1 << (weights.bits() - 1) : (1 << weights.bits()) - 1;
            for (Int activations : ACTIVATIONS) {
                for (int input : new int[] {activations.minimum(), activations.maximum()}) {
                    for (int code : new int[] {leastCode, greatestCode}) {
                        compare(
                                nest,
                                fill(nest, Operand.INPUT, () -> input),
                                weights,
                                fill(nest, Operand.WEIGHT, () -> code));
                    }
                }
            }
        }
    }

    @Test
    void floatIsUsedUpToTheExactnessBoundAndTheScalarLoopsBeyondIt() {
        LoopNest nest = LoopNest.matrixProduct(1, 3, 2, 1);
        var int16 = new Int(16, true);
        int[] weights = {128, -128};
        int greatest = 1 << 17;
        assertThat(FastContraction.prepare(nest, int16, codes(weights), greatest).isVectorized())
                .isTrue();
        compare(nest, new int[] {greatest, -greatest, greatest - 1}, int16, codes(weights));
        weights[0] = 127 * 128;
        weights[1] = -weights[0] - 1;
        int[] beyond = {greatest, -greatest, greatest - 1};
        assertThat(FastContraction.prepare(nest, int16, codes(weights), greatest).isVectorized())
                .as("cut in two")
                .isTrue();
        compare(nest, beyond, int16, codes(weights));
        int[] large = {1 << 19, 5 - (1 << 19), 3};
        int[] both = {191, -127};
        assertThat(FastContraction.prepare(nest, int16, codes(both), 1 << 19).isVectorized())
                .as("neither whole nor cut in two")
                .isFalse();
        compare(nest, large, int16, codes(both));
    }

    @Test
    void greatWeightsAreCutInTwoAndStayExact() {
        var random = new SplittableRandom(17);
        LoopNest nest =
                new LoopNest(2, 2, 5, 16, 6, 6, 3, 3, new LoopNest.Window(1, 1, 1, 1, 1, 1), 6, 6);
        for (String name : List.of("pot5", "int16")) {
            NumberFormat weights = NumberFormat.parse(name);
            int[] codes = fill(nest, Operand.WEIGHT, () -> random.nextInt(1 << weights.bits()));
            int[] input = fill(nest, Operand.INPUT, () -> random.nextInt(256));
            assertThat(FastContraction.prepare(nest, weights, codes, 255).isVectorized()).isTrue();
            compare(nest, input, weights, codes);
        }
    }

    @Test
    void sumsBeyondTheExactnessBoundAreCutIntoBlocksAndStayExact() {
        // Every product is odd and just below 2^16, so a float sum over all taps would round.
        LoopNest nest = LoopNest.matrixProduct(1, 30, 6, 3000);
        var weights = new Int(9, true);
        int[] input = fill(nest, Operand.INPUT, () -> 255);
        int[] codes = fill(nest, Operand.WEIGHT, () -> 255);
        assertThat(FastContraction.prepare(nest, weights, codes, 255).isVectorized()).isTrue();
        assertThat(FastContraction.accumulate(nest, input, weights, codes))
                .containsOnly(3000 * 255 * 255);
    }

    @Test
    void theAccumulatorIsExactAtItsBoundAndRefusedBeyondIt() {
        var int16 = new Int(16, true);
        LoopNest nest = LoopNest.matrixProduct(1, 1, 1, 2);
        int[] codes = codes(new int[] {32767, 32767});
        int greatest = Integer.MAX_VALUE / (2 * 32767);
        int[] input = {greatest, greatest};
        assertThat(FastContraction.accumulate(nest, input, int16, codes))
                .isEqualTo(ReferenceContraction.accumulate(nest, input, int16, codes))
                .containsExactly(greatest * 2 * 32767);
        int[] beyond = {greatest + 1, greatest + 1};
        assertThatThrownBy(() -> FastContraction.accumulate(nest, beyond, int16, codes))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("beyond the 2147483647 of 32 bits");
        assertThatThrownBy(() -> ReferenceContraction.accumulate(nest, beyond, int16, codes))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aPreparedContractionServesAnyNumberOfImages() {
        var random = new SplittableRandom(5);
        LoopNest one =
                new LoopNest(1, 1, 6, 3, 4, 4, 3, 3, new LoopNest.Window(2, 2, 1, 1, 1, 1), 8, 8);
        var int8 = new Int(8, true);
        int[] codes = fill(one, Operand.WEIGHT, () -> random.nextInt(256));
        FastContraction prepared = FastContraction.prepare(one, int8, codes, 128);
        var workspace = new Workspace();
        for (int images : new int[] {5, 1, 3}) {
            int[] input = new int[images * 3 * 64];
            for (int i = 0; i < input.length; i++) {
                input[i] = random.nextInt(256) - 128;
            }
            int[] output = new int[images * 6 * 16];
            prepared.accumulate(input, images, output, workspace);
            LoopNest all = new LoopNest(images, 1, 6, 3, 4, 4, 3, 3, one.window(), 8, 8);
            assertThat(output).isEqualTo(ReferenceContraction.accumulate(all, input, int8, codes));
        }
    }

    private static LoopNest randomNest(SplittableRandom random) {
        int groups = 1 + random.nextInt(4);
        int filterHeight = 1 + random.nextInt(4);
        int filterWidth = 1 + random.nextInt(4);
        var window =
                new LoopNest.Window(
                        1 + random.nextInt(3),
                        1 + random.nextInt(3),
                        1 + random.nextInt(3),
                        1 + random.nextInt(3),
                        random.nextInt(4),
                        random.nextInt(4));
        int height = 1 + random.nextInt(12);
        int width = 1 + random.nextInt(12);
        boolean depthwise = random.nextInt(4) == 0;
        return new LoopNest(
                1 + random.nextInt(3),
                depthwise ? 3 * groups : groups,
                depthwise ? 1 : 1 + random.nextInt(9),
                depthwise ? 1 : 1 + random.nextInt(9),
                1 + random.nextInt(10),
                1 + random.nextInt(10),
                filterHeight,
                filterWidth,
                window,
                height,
                width);
    }

    private static void compareRandom(
            LoopNest nest, NumberFormat weights, Int activations, SplittableRandom random) {
        int[] input =
                fill(
                        nest,
                        Operand.INPUT,
                        () -> random.nextInt(activations.minimum(), activations.maximum() + 1));
        int[] codes = fill(nest, Operand.WEIGHT, () -> random.nextInt(1 << weights.bits()));
        compare(nest, input, weights, codes);
    }

    private static void compare(LoopNest nest, int[] input, NumberFormat weights, int[] codes) {
        assertThat(FastContraction.accumulate(nest, input, weights, codes))
                .as("%s %s", nest, weights.name())
                .isEqualTo(ReferenceContraction.accumulate(nest, input, weights, codes));
    }

    private static int[] fill(LoopNest nest, Operand operand, IntSupplier value) {
        int[] values = new int[Math.toIntExact(nest.elements(operand))];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.getAsInt();
        }
        return values;
    }

    private static int[] codes(int[] values) {
        int[] codes = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            codes[i] = values[i] & 0xffff;
        }
        return codes;
    }
}
