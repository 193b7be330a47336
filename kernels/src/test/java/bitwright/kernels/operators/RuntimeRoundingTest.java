package bitwright.kernels.operators;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import bitwright.workload.Tensor;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Where ONNX Runtime's rounding differs from the operators' definitions: the smallest case of each
/// kind, found by search, pinned, and shown live.
class RuntimeRoundingTest {
    private static final int OPERATOR_SET = 21;

    /// Searched over integer output scales, then accumulators, input and weight scale 1: 91 / 14 is
    /// 6.5, which rounds to the even 6; the float 1/14 is a little large, and 91 of it round to 7.
    @Test
    void theFactorOfARequantizationIsRoundedFirst() throws OrtException {
        int[] found = smallestRequantization();
        assertThat(found).containsExactly(14, 91);
        assertThat(requantized(91, 14, OnnxRequantization.DEFINITION)).isEqualTo(6);
        assertThat(requantized(91, 14, OnnxRequantization.RUNTIME_FLOAT)).isEqualTo(7);
        assertThat(matMulOfTheRuntime(91, 14)).isEqualTo(7);
        assertThat(convolutionOfTheRuntime(91, 0, 1, 14)).isEqualTo(7);
    }

    private static int[] smallestRequantization() {
        for (int scale = 1; scale < 256; scale++) {
            for (int accumulator = 1; accumulator < 256; accumulator++) {
                if (requantized(accumulator, scale, OnnxRequantization.DEFINITION)
                        != requantized(accumulator, scale, OnnxRequantization.RUNTIME_FLOAT)) {
                    return new int[] {scale, accumulator};
                }
            }
        }
        return new int[0];
    }

    private static int requantized(int accumulator, float scale, OnnxRequantization rule) {
        return rule.requantize(accumulator, 1, 1, new QuantizedTarget("y", Draws.UINT8, scale, 0));
    }

    /// The least accumulator that is no 32-bit float: 2^24 + 1 of 2^25 is above one half, but the
    /// float is one half, which rounds to the even 0.
    @Test
    void anAccumulatorBeyondTwentyFourBitsIsRoundedFirst() throws OrtException {
        int accumulator = (1 << 24) + 1;
        float half = 0x1p-25f;
        var target = new QuantizedTarget("y", Draws.UINT8, 1, 0);
        assertThat(OnnxRequantization.DEFINITION.requantize(accumulator, half, 1, target))
                .isEqualTo(1);
        assertThat(OnnxRequantization.RUNTIME_FLOAT.requantize(accumulator, half, 1, target))
                .isZero();
        assertThat(convolutionOfTheRuntime(1, 1 << 24, half, 1)).isZero();
    }

    /// Searched over integer scales, then from the greatest tie of 8 bits down: the real quotient
    /// is a little off a tie, and nearer to it than a float can say.
    @Test
    void theQuotientOfAQuantizationIsRoundedFirst() throws OrtException {
        long[] found = smallestQuantization();
        assertThat(found).containsExactly(65_537, 16_679_167);
        var target = new QuantizedTarget("y", Draws.UINT8, 65_537, 0);
        assertThat(OnnxRequantization.DEFINITION.quantize(16_679_167, target)).isEqualTo(255);
        assertThat(OnnxRequantization.RUNTIME_FLOAT.quantize(16_679_167, target)).isEqualTo(254);
        var model = new PackedModel(OPERATOR_SET);
        String y =
                model.output(
                        model.node(
                                "QuantizeLinear",
                                List.of(
                                        model.input(List.of(1), new float[] {16_679_167}),
                                        model.constant(65_537f),
                                        model.constant(Draws.UINT8, List.of(), new int[1]))),
                        TensorProto.DataType.UINT8_VALUE);
        assertThat(model.run(PackedModel.Products.FAST).of(y).integers()).containsExactly(254);
    }

    private static long[] smallestQuantization() {
        // An integer beside a tie is 1 / (2 * scale) off it: below a scale of 2^16 more than half
        // of a float's last place near 255, 2^-17, so the search may start there.
        for (int scale = 1 << 16; scale < 1 << 17; scale++) {
            var target = new QuantizedTarget("y", Draws.UINT8, scale, 0);
            for (int twice = 509; twice > 0; twice -= 2) {
                // The neighbours of the tie among the integers.
                long tie = (long) twice * scale;
                for (long value : new long[] {(tie - 1) >> 1, (tie + 2) >> 1}) {
                    if (value < 1 << 24
                            && OnnxRequantization.DEFINITION.quantize(value, target)
                                    != OnnxRequantization.RUNTIME_FLOAT.quantize(value, target)) {
                        return new long[] {scale, value};
                    }
                }
            }
        }
        return new long[0];
    }

    /// The range of a dynamic quantization is a float before it is divided: the least range of
    /// integers with -1 at its lower end for which that changes the scale.
    @Test
    void theRangeOfADynamicQuantizationIsRoundedFirst() throws OrtException {
        float greatest = 1 << 24;
        while (scale(greatest, OnnxRequantization.DEFINITION)
                == scale(greatest, OnnxRequantization.RUNTIME_FLOAT)) {
            greatest = Math.nextUp(greatest);
        }
        float[] values = {-1, greatest};
        assertThat(greatest).isEqualTo(DYNAMIC_GREATEST);
        var model = new PackedModel(OPERATOR_SET);
        model.nodeWithOutputs(
                "DynamicQuantizeLinear",
                List.of(model.input(List.of(2), values)),
                List.of("q", "scale", "zero"));
        model.output("scale", TensorProto.DataType.FLOAT_VALUE);
        assertThat(model.run(PackedModel.Products.FAST).of("scale").reals())
                .containsExactly(scale(greatest, OnnxRequantization.RUNTIME_FLOAT));
    }

    private static final float DYNAMIC_GREATEST = 16_777_218;

    private static float scale(float greatest, OnnxRequantization rule) {
        var real = new Tensor(List.of(2), new float[] {-1, greatest});
        return LinearQuantization.quantizeDynamically("x", real, rule).quantization().scales()[0];
    }

    /// The definition against decimal arithmetic, which has no rounding of its own.
    @Test
    void theDefinitionIsTheRealNumberRounded() {
        var random = new SplittableRandom(71);
        int ties = 0;
        for (int round = 0; round < 20_000; round++) {
            float input = scale(random);
            float weight = scale(random);
            float output = scale(random);
            int accumulator = random.nextInt(1 << random.nextInt(1, 31)) - random.nextInt(1 << 20);
            var target = new QuantizedTarget("y", Draws.INT8, output, random.nextInt(-128, 128));
            BigDecimal product =
                    new BigDecimal(accumulator)
                            .multiply(new BigDecimal(input))
                            .multiply(new BigDecimal(weight));
            BigDecimal[] parts =
                    product.multiply(BigDecimal.TWO).divideAndRemainder(new BigDecimal(output));
            ties += parts[1].signum() == 0 && parts[0].toBigInteger().testBit(0) ? 1 : 0;
            BigDecimal rounded = product.divide(new BigDecimal(output), 0, RoundingMode.HALF_EVEN);
            int expected =
                    rounded.add(BigDecimal.valueOf(target.zeroPoint()))
                            .max(BigDecimal.valueOf(-128))
                            .min(BigDecimal.valueOf(127))
                            .intValueExact();
            assertThat(OnnxRequantization.DEFINITION.requantize(accumulator, input, weight, target))
                    .as("%d * %s * %s / %s", accumulator, input, weight, output)
                    .isEqualTo(expected);
        }
        assertThat(ties).isGreaterThan(200);
    }

    /// Often short, so that ties occur.
    private static float scale(SplittableRandom random) {
        float mantissa =
                random.nextInt(8) == 0 ? 1 + (float) random.nextDouble() : random.nextInt(1, 8);
        return Math.scalb(mantissa, random.nextInt(-12, 1));
    }

    private static int matMulOfTheRuntime(int accumulator, float scale) throws OrtException {
        var model = new PackedModel(OPERATOR_SET);
        String one = model.constant(1f);
        String zero = model.constant(Draws.UINT8, List.of(), new int[1]);
        String y =
                model.output(
                        model.node(
                                "QLinearMatMul",
                                List.of(
                                        model.input(value(accumulator, List.of(1, 1))),
                                        one,
                                        zero,
                                        model.constant(Draws.UINT8, List.of(1, 1), new int[] {1}),
                                        one,
                                        zero,
                                        model.constant(scale),
                                        zero)),
                        TensorProto.DataType.UINT8_VALUE);
        return model.run(PackedModel.Products.FAST).of(y).integers()[0];
    }

    private static int convolutionOfTheRuntime(int x, int bias, float inputScale, float scale)
            throws OrtException {
        var model = new PackedModel(OPERATOR_SET);
        String one = model.constant(1f);
        String zero = model.constant(Draws.UINT8, List.of(), new int[1]);
        String y =
                model.output(
                        model.node(
                                "QLinearConv",
                                List.of(
                                        model.input(value(x, List.of(1, 1, 1, 1))),
                                        model.constant(inputScale),
                                        zero,
                                        model.constant(
                                                Draws.UINT8, List.of(1, 1, 1, 1), new int[] {1}),
                                        one,
                                        zero,
                                        model.constant(scale),
                                        zero,
                                        model.constant(new int[] {bias}))),
                        TensorProto.DataType.UINT8_VALUE);
        return model.run(PackedModel.Products.FAST).of(y).integers()[0];
    }

    private static QuantizedTensor value(int value, List<Integer> shape) {
        int[] values = new int[Draws.elements(shape)];
        Arrays.fill(values, value);
        return new QuantizedTensor(
                "x", Draws.UINT8, shape, values, AffineQuantization.ofTensor(1, 0));
    }
}
