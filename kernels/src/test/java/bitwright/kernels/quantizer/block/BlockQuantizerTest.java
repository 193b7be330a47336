package bitwright.kernels.quantizer.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.format.BlockScaled;
import bitwright.arch.format.NumberFormat;
import bitwright.kernels.quantizer.Samples;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockQuantizerTest {
    /// Greatest element and its mantissa bits, as OCP Microscaling 1.0 has them.
    private static final Map<String, double[]> ELEMENTS =
            Map.of(
                    "mxfp8e4m3", new double[] {448, 3},
                    "mxfp8e5m2", new double[] {57344, 2},
                    "mxfp6e3m2", new double[] {28, 2},
                    "mxfp6e2m3", new double[] {7.5, 3},
                    "mxfp4", new double[] {6, 1},
                    "mxint8", new double[] {127.0 / 64, 6});

    private static BlockScaled format(String name) {
        return (BlockScaled) NumberFormat.parse(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mxfp8e4m3",
                "mxfp8e5m2",
                "mxfp6e3m2",
                "mxfp6e2m3",
                "mxfp4",
                "mxint8",
                "nvfp4",
                "int4g128",
                "nf4g64",
                "int8g32"
            })
    void everyValueTakesTheNearestLevelOfItsBlock(String name) {
        BlockScaled format = format(name);
        float[] values = Samples.withOutliers(1, 3 * 150);
        BlockCodes quantized = BlockQuantizer.quantize("w", values, 3, format);
        float[] back = quantized.dequantize();
        int blocks = (150 + format.block() - 1) / format.block();
        assertThat(quantized.scaleCodes()).hasSize(3 * blocks);
        for (int i = 0; i < values.length; i++) {
            double scale = quantized.scale(i / 150 * blocks + i % 150 / format.block());
            double nearest = Double.POSITIVE_INFINITY;
            for (int code = 0; code < format.codes(); code++) {
                double level = format.decode(code) * scale;
                if (Double.isFinite(level)) {
                    nearest = Math.min(nearest, Math.abs(values[i] - level));
                }
            }
            assertThat(Math.abs((double) values[i] - back[i]))
                    .isCloseTo(nearest, within(1e-6 * Math.abs(values[i]) + 1e-12));
        }
    }

    @ParameterizedTest
    @EnumSource(SharedExponentRule.class)
    void sharedExponentsAreThoseOfAPlainImplementation(SharedExponentRule rule) {
        for (String name : ELEMENTS.keySet()) {
            double greatest = ELEMENTS.get(name)[0];
            int mantissaBits = (int) ELEMENTS.get(name)[1];
            int elementExponent = (int) Math.floor(Math.log(greatest) / Math.log(2) + 1e-9);
            for (float magnitude : Samples.bellShaped(3, 400)) {
                float positive = Math.abs(magnitude) + 1e-3f;
                int bits = Float.floatToIntBits(positive);
                int expected =
                        switch (rule) {
                            case FLOOR -> (bits >> 23) - 127 - elementExponent;
                            case CEIL ->
                                    (bits >> 23)
                                            - 127
                                            - elementExponent
                                            + ((bits & 0x7fffff) == 0 ? 0 : 1);
                            case EVEN ->
                                    (bits + (1 << (23 - mantissaBits - 1)) >> 23)
                                            - 127
                                            - elementExponent;
                            case RCEIL ->
                                    (int) Math.ceil(Math.log(positive / greatest) / Math.log(2));
                        };
                BlockCodes codes =
                        BlockQuantizer.quantize(
                                "w", new float[] {0, -positive}, 1, format(name), rule);
                assertThat(codes.scaleCodes())
                        .as("%s %s", name, positive)
                        .containsExactly(expected + 127);
            }
        }
    }

    @Test
    void theRulesDifferWhereTheirDefinitionsSay() {
        BlockScaled mxfp4 = format("mxfp4");
        // Scale exponents of a block whose greatest magnitude is this, for FLOOR, CEIL, EVEN,
        // RCEIL.
        Map<Float, int[]> expected =
                Map.of(
                        4f, new int[] {0, 0, 0, 0},
                        6f, new int[] {0, 1, 0, 0},
                        6.1f, new int[] {0, 1, 0, 1},
                        6.99f, new int[] {0, 1, 0, 1},
                        7f, new int[] {0, 1, 1, 1},
                        8f, new int[] {1, 1, 1, 1});
        expected.forEach((magnitude, exponents) -> {
            for (SharedExponentRule rule : SharedExponentRule.values()) {
                BlockCodes codes =
                        BlockQuantizer.quantize("w", new float[] {magnitude}, 1, mxfp4, rule);
                assertThat(codes.scaleCodes()[0] - 127).isEqualTo(exponents[rule.ordinal()]);
            }
        });
        assertThat(BlockQuantizer.quantize("w", new float[] {7.9f}, 1, mxfp4).dequantize())
                .containsExactly(6);
    }

    @Test
    void onlyRceilSaturatesNothing() {
        float[] values = Samples.withOutliers(5, 640);
        for (String name : ELEMENTS.keySet()) {
            BlockCodes codes =
                    BlockQuantizer.quantize("w", values, 1, format(name), SharedExponentRule.RCEIL);
            for (int i = 0; i < values.length; i++) {
                double scale = codes.scale(i / 32);
                assertThat(Math.abs(values[i]))
                        .isLessThanOrEqualTo((float) (ELEMENTS.get(name)[0] * scale));
            }
        }
    }

    @Test
    void aBlockOfZerosHasZeroCodesAndTheExponentOfTheLeastNormalFloat() {
        int[] scales =
                ELEMENTS.keySet().stream()
                        .sorted()
                        .mapToInt(name -> {
                            BlockCodes codes =
                                    BlockQuantizer.quantize("w", new float[32], 1, format(name));
                            assertThat(codes.codes()).containsOnly(0);
                            assertThat(codes.dequantize()).containsOnly(0);
                            return codes.scaleCodes()[0];
                        })
                        .toArray();
        // -126 - emax, at least -127: only mxint8 (emax 0) stays above the end.
        assertThat(scales).containsExactly(0, 0, 0, 0, 0, 1);
        for (String name : new String[] {"nvfp4", "int4g128"}) {
            BlockCodes codes = BlockQuantizer.quantize("w", new float[32], 1, format(name));
            assertThat(codes.scaleCodes()).containsOnly(0);
            assertThat(codes.dequantize()).containsOnly(0);
        }
    }

    @Test
    void nvfp4HasAScaleForTheTensorAndRelativeOnesForBlocks() {
        float[] values = new float[32];
        values[3] = 12;
        values[17] = -1.5f;
        values[18] = 0.25f;
        BlockCodes codes = BlockQuantizer.quantize("w", values, 1, format("nvfp4"));
        assertThat(codes.tensorScale()).isEqualTo((double) (float) (12.0 / (6 * 448)));
        // The first block's scale is 12 / 6 = 448 tensor scales, the second 1.5 / 6 = 56.
        assertThat(codes.scaleCodes()).containsExactly(0x7e, 0x66);
        assertThat(codes.dequantize()[3]).isCloseTo(12, within(1e-5f));
        assertThat(codes.dequantize()[17]).isCloseTo(-1.5f, within(1e-6f));
        assertThat(codes.dequantize()[18]).isCloseTo(0.25f, within(1e-6f));
    }

    @Test
    void groupsOfIntegersDivideByTheirHalfPrecisionScale() {
        float[] values = Samples.bellShaped(8, 2 * 200);
        BlockCodes codes = BlockQuantizer.quantize("w", values, 2, format("int4g128"));
        assertThat(codes.scaleCodes()).hasSize(4);
        for (int block = 0; block < 4; block++) {
            int from = block / 2 * 200 + block % 2 * 128;
            int to = block % 2 == 0 ? from + 128 : from + 72;
            float greatest = 0;
            for (int i = from; i < to; i++) {
                greatest = Math.max(greatest, Math.abs(values[i]));
            }
            short half = Float.floatToFloat16(greatest / 7);
            assertThat(codes.scaleCodes()[block]).isEqualTo(half & 0xffff);
            for (int i = from; i < to; i++) {
                int step = (int) Math.rint(values[i] / (double) Float.float16ToFloat(half));
                assertThat(codes.codes()[i]).isEqualTo(Math.clamp(step, -8, 7) & 15);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mxfp8e4m3", "mxfp6e2m3", "mxfp4", "mxint8", "nvfp4", "int4g128"})
    void quantizingTwiceIsQuantizingOnce(String name) {
        float[] values = Samples.withOutliers(11, 256);
        float[] once = BlockQuantizer.quantize("w", values, 1, format(name)).dequantize();
        float[] twice = BlockQuantizer.quantize("w", once, 1, format(name)).dequantize();
        if (format(name).scale().bits() == 8 && format(name).tensorScaleBits() == 0) {
            assertThat(twice).isEqualTo(once);
        } else {
            // Scales that are no powers of two are found again up to rounding.
            for (int i = 0; i < once.length; i++) {
                assertThat(twice[i]).isCloseTo(once[i], within(2e-3f * Math.abs(once[i])));
            }
        }
    }

    @Test
    void negatedValuesGetNegatedLevelsAndChannelsDoNotMix() {
        float[] values = Samples.withOutliers(12, 2 * 96);
        float[] negated = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            negated[i] = -values[i];
        }
        float[] back = BlockQuantizer.quantize("w", values, 2, format("mxfp4")).dequantize();
        float[] other = BlockQuantizer.quantize("w", negated, 2, format("mxfp4")).dequantize();
        for (int i = 0; i < values.length; i++) {
            assertThat(other[i]).isEqualTo(0 - back[i]);
        }
        float[] second = Arrays.copyOfRange(values, 96, 192);
        assertThat(BlockQuantizer.quantize("w", second, 1, format("mxfp4")).dequantize())
                .isEqualTo(Arrays.copyOfRange(back, 96, 192));
    }

    @Test
    void badTensorsAreRefusedByName() {
        assertThatThrownBy(() ->
                        BlockQuantizer.quantize(
                                "fc.w", new float[] {1, Float.NaN}, 1, format("mxfp4")))
                .hasMessageContaining("'fc.w': value 1 is NaN");
        assertThatThrownBy(() -> BlockQuantizer.quantize("fc.w", new float[0], 1, format("mxfp4")))
                .hasMessageContaining("'fc.w' is empty");
        assertThatThrownBy(() -> new BlockCodes(format("mxfp4"), 1, new int[33], new int[1], 1))
                .hasMessage("1 scales of blocks must be 2.");
    }
}
