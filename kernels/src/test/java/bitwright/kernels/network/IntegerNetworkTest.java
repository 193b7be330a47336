package bitwright.kernels.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Int;
import bitwright.arch.format.Precision;
import bitwright.kernels.quantizer.QuantizedWeights;
import bitwright.kernels.reference.ReferenceContraction;
import bitwright.workload.Network;
import bitwright.workload.Pointwise.Kind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntegerNetworkTest {
    private static final int ELEMENTS = 3 * 12 * 12;
    private static final int IMAGES = 48;

    /// Every supported layer: a strided and a grouped convolution, ReLU and clip, both residual
    /// forms, both pools in both countings, a reshape, a matrix product.
    private static Network everything(long seed) {
        var random = new SplittableRandom(seed);
        return new NetworkBuilder(3, 12, 12)
                .conv("stem", "image", 8, 1, 3, 1, _ -> weight(random), _ -> weight(random))
                .point("stemRelu", Kind.RELU, "stem")
                .pool("pooled", Kind.MAX_POOL, "stemRelu", 3, 2, 1, false)
                .conv("left", "pooled", 8, 8, 3, 1, _ -> weight(random) * 3, _ -> 0f)
                .point("leftClip", Kind.CLIP, "left")
                .conv(
                        "middle",
                        "leftClip",
                        8,
                        2,
                        1,
                        1,
                        _ -> weight(random) * 2,
                        _ -> weight(random))
                .point("sum", Kind.ADD, "middle", "pooled")
                .point("sumRelu", Kind.RELU, "sum")
                .conv("down", "sumRelu", 12, 1, 3, 2, _ -> weight(random), _ -> weight(random))
                .conv("shortcut", "sumRelu", 12, 1, 1, 2, _ -> weight(random), _ -> weight(random))
                .point("sum2", Kind.ADD, "down", "shortcut")
                .point("relu2", Kind.RELU, "sum2")
                .pool("average", Kind.AVERAGE_POOL, "relu2", 2, 1, 1, (seed & 1) == 0)
                .flatten("flat", "average")
                .gemm("logits", "flat", 7, _ -> weight(random))
                .build("logits");
    }

    private static float weight(SplittableRandom random) {
        return (float) ((random.nextDouble() + random.nextDouble() - 1) * 0.5);
    }

    private static float[] images(long seed) {
        var random = new SplittableRandom(seed);
        float[] pixels = new float[IMAGES * ELEMENTS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) (random.nextDouble() * 3 - 1);
        }
        return pixels;
    }

    @ParameterizedTest
    @CsvSource({
        "w8a8, 0.02",
        "w6a8, 0.06",
        "w4a8, 0.25",
        "pot5a8, 0.35",
        "pot4a8, 0.35",
        "w4a4, 0.4",
        "apot4a8, 0.25",
        "apot5a8, 0.15",
        "stlq4r100a8, 0.15",
        "dense4a8, 0.35",
        "nf4i8a8, 0.2",
        "fp4e2m1a8, 0.25",
        "fp6e2m3a8, 0.1"
    })
    void theLogitsStayCloseToThoseOfTheFloatNetwork(String precision, double limit) {
        for (long seed = 0; seed < 4; seed++) {
            Network network = everything(seed);
            float[] pixels = images(seed);
            IntegerNetwork integer = build(network, precision, pixels);
            float[] logits = integer.run(pixels, IMAGES);
            double difference = 0;
            double square = 0;
            for (int image = 0; image < IMAGES; image++) {
                float[] expected =
                        Objects.requireNonNull(
                                FloatNetwork.run(network, image(pixels, image)).get("logits"));
                for (int i = 0; i < expected.length; i++) {
                    difference += Math.pow(logits[image * 7 + i] - expected[i], 2);
                    square += Math.pow(expected[i], 2);
                }
            }
            assertThat(Math.sqrt(difference / square)).as("seed %d", seed).isLessThan(limit);
        }
    }

    @Test
    void theLogitsAreExactWhereEveryScaleIsOne() {
        var random = new SplittableRandom(9);
        // Integer weights with a 7 in every channel have the scale 1 at four bits.
        Network network =
                new NetworkBuilder(2, 6, 6)
                        .conv("a", "image", 4, 1, 3, 1, i -> small(i, 18, random), _ -> 2f)
                        .point("aRelu", Kind.RELU, "a")
                        .conv("b", "aRelu", 4, 4, 1, 1, i -> small(i, 1, random), _ -> -3f)
                        .point("sum", Kind.ADD, "b", "aRelu")
                        .point("sumRelu", Kind.RELU, "sum")
                        .flatten("flat", "sumRelu")
                        .gemm("logits", "flat", 5, i -> small(i, 144, random))
                        .build("logits");
        Map<String, ActivationStatistics> statistics = new LinkedHashMap<>();
        statistics.put("image", upTo(127));
        for (String tensor : new String[] {"a", "aRelu", "b", "sum", "sumRelu"}) {
            statistics.put(tensor, upTo(32767));
        }
        statistics.put("flat", upTo(65535));
        Map<String, Precision> precisions = new LinkedHashMap<>();
        precisions.put("a", Precision.parse("w4a8"));
        precisions.put("b", Precision.parse("w4a16"));
        precisions.put("logits", Precision.parse("w4a16").withUnsignedActivations());
        IntegerNetwork integer = IntegerNetwork.build(network, precisions, statistics);
        for (int image = 0; image < 50; image++) {
            float[] pixels = new float[72];
            for (int i = 0; i < 72; i++) {
                pixels[i] = random.nextInt(-127, 128);
            }
            assertThat(integer.run(pixels, 1))
                    .isEqualTo(FloatNetwork.run(network, pixels).get("logits"));
        }
    }

    private static float small(int index, int perChannel, SplittableRandom random) {
        return index % perChannel == 0 ? 7 : random.nextInt(-7, 8);
    }

    private static ActivationStatistics upTo(float greatest) {
        return new ActivationStatistics(new float[] {0, greatest});
    }

    @Test
    void theBitsDependNeitherOnThreadsNorOnTheCompanyOfOtherImages() {
        Network network = everything(1);
        float[] pixels = images(1);
        IntegerNetwork integer = build(network, "w4a8", pixels);
        float[] expected = integer.run(pixels, IMAGES, 1);
        for (int threads = 2; threads <= 4; threads++) {
            assertThat(integer.run(pixels, IMAGES, threads)).isEqualTo(expected);
        }
        for (int images : new int[] {0, 1, 7, 8, 9, 17}) {
            assertThat(integer.run(pixels, images)).isEqualTo(Arrays.copyOf(expected, images * 7));
        }
    }

    @Test
    void operandsAreWhatTheContractionsMultiply() {
        Network network = everything(2);
        float[] pixels = images(2);
        IntegerNetwork integer = build(network, "pot4a8", pixels);
        Map<String, ContractionOperands> operands = integer.operands(pixels);
        assertThat(operands.keySet())
                .containsExactly("stem", "left", "middle", "down", "shortcut", "logits");
        operands.forEach((name, operand) -> {
            var format = (Int) operand.precision().activations();
            assertThat(Arrays.stream(operand.input()).min().orElseThrow())
                    .as(name)
                    .isGreaterThanOrEqualTo(format.minimum());
            assertThat(Arrays.stream(operand.input()).max().orElseThrow())
                    .isBetween(1, format.maximum());
        });
        ContractionOperands last = Objects.requireNonNull(operands.get("logits"));
        int[] sums =
                ReferenceContraction.accumulate(
                        last.nest(), last.input(), last.precision().weights(), last.weightCodes());
        float[] logits = integer.run(pixels, 1);
        QuantizedWeights weights = integer.quantizedWeights("logits");
        // The ratio of a logit to its accumulator is its channel's weight scale times one factor.
        double factor = logits[0] / (sums[0] * weights.scales()[0]);
        for (int i = 1; i < 7; i++) {
            assertThat(logits[i] / (sums[i] * weights.scales()[i]))
                    .isCloseTo(factor, Offset.offset(factor * 1e-5));
        }
    }

    @Test
    void layersMayDifferInPrecisionOnOneTensor() {
        Network network = everything(3);
        float[] pixels = images(3);
        Map<String, Precision> precisions = Calibration.uniform(network, "w8a8");
        precisions.put("shortcut", Precision.parse("w4a4").withUnsignedActivations());
        IntegerNetwork integer =
                IntegerNetwork.build(
                        network, precisions, Calibration.statistics(network, pixels, IMAGES));
        Map<String, ContractionOperands> operands = integer.operands(pixels);
        int[] eight = Objects.requireNonNull(operands.get("down")).input();
        int[] four = Objects.requireNonNull(operands.get("shortcut")).input();
        assertThat(Arrays.stream(four).max().orElseThrow()).isBetween(8, 15);
        assertThat(Arrays.stream(eight).max().orElseThrow()).isBetween(16, 255);
        assertThat(four).hasSameSizeAs(eight);
    }

    @Test
    void aChannelOfAlmostZeroWeightsKeepsItsBias() {
        Network network =
                new NetworkBuilder(1, 4, 4)
                        .conv(
                                "conv",
                                "image",
                                2,
                                1,
                                1,
                                1,
                                i -> i == 0 ? 1e-20f : 1f,
                                i -> i == 0 ? 5f : 0f)
                        .point("relu", Kind.RELU, "conv")
                        .flatten("flat", "relu")
                        .gemm("logits", "flat", 1, i -> i < 16 ? 1f : 0f)
                        .build("logits");
        float[] pixels = new float[IMAGES * 16];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i % 7 - 3;
        }
        IntegerNetwork integer =
                IntegerNetwork.build(
                        network,
                        Calibration.uniform(network, "w8a8"),
                        Calibration.statistics(network, pixels, IMAGES));
        assertThat((double) integer.run(pixels, 1)[0]).isCloseTo(80, Offset.offset(0.5));
    }

    @Test
    void whatCannotBeExecutedIsRefusedByLayerAndOperator() {
        Network network =
                new NetworkBuilder(1, 4, 4)
                        .conv("conv", "image", 2, 1, 1, 1, _ -> 1f, _ -> 0f)
                        .point("act", Kind.SIGMOID, "conv")
                        .gemm("logits", "act", 1, _ -> 1f)
                        .build("logits");
        assertThat(IntegerNetwork.obstacle(network)).isPresent();
        assertThatThrownBy(() -> IntegerNetwork.build(network, Map.of(), Map.of()))
                .isInstanceOf(UnsupportedLayerException.class)
                .hasMessage(
                        "layer act (SIGMOID): the integer executor has no integer form of this"
                                + " operator. Maybe ReLU, GELU, softmax or layer norm in its place;"
                                + " costs and plans do not need the integer executor.");
        assertThat(IntegerNetwork.obstacle(everything(0))).isEmpty();
    }

    @Test
    void missingOrUnfitInputsAreRefusedByName() {
        Network network = everything(0);
        float[] pixels = images(0);
        Map<String, ActivationStatistics> statistics =
                Calibration.statistics(network, pixels, IMAGES);
        Map<String, Precision> precisions = Calibration.uniform(network, "w8a8");
        assertThatThrownBy(() -> IntegerNetwork.build(network, Map.of(), statistics))
                .hasMessageContaining("no precision is given for layer logits");
        var fewer = new LinkedHashMap<>(statistics);
        fewer.remove("sum");
        assertThatThrownBy(() -> IntegerNetwork.build(network, precisions, fewer))
                .hasMessageContaining("no activation statistics are given for tensor sum");
        var unsigned = new LinkedHashMap<>(precisions);
        unsigned.put("stem", Precision.parse("w8a8").withUnsignedActivations());
        assertThatThrownBy(() -> IntegerNetwork.build(network, unsigned, statistics))
                .hasMessageContaining("layer stem, tensor image: activations reach -")
                .hasMessageContaining("Maybe int8");
        IntegerNetwork integer = IntegerNetwork.build(network, precisions, statistics);
        assertThatThrownBy(() -> integer.run(pixels, IMAGES + 1))
                .isInstanceOf(IllegalArgumentException.class);
        float[] broken = pixels.clone();
        broken[ELEMENTS * 20] = Float.NaN;
        assertThatThrownBy(() -> integer.run(broken, IMAGES))
                .hasMessageContaining("image 20 holds a NaN");
    }

    private static IntegerNetwork build(Network network, String precision, float[] pixels) {
        return IntegerNetwork.build(
                network,
                Calibration.uniform(network, precision),
                Calibration.statistics(network, pixels, IMAGES));
    }

    private static float[] image(float[] pixels, int image) {
        return Arrays.copyOfRange(pixels, image * ELEMENTS, (image + 1) * ELEMENTS);
    }
}
