package bitwright.kernels.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Precision;
import bitwright.kernels.reference.Overflow;
import bitwright.kernels.reference.ReferenceContraction;
import bitwright.kernels.reference.Register;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.Pointwise.Kind;
import bitwright.workload.View;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Attention and what stands around it, bit for bit against [ExactExecution].
class TransformerNetworkTest {
    private static final int IMAGES = 5;
    private static final int PIXELS = 64;

    /// Patches, a class token, positions, a block of attention with two heads, one of a perceptron,
    /// and a head; the layer norm once whole and once spelled out, the GELU likewise. Every view is
    /// there once.
    private static Network transformer(long seed) {
        var random = new SplittableRandom(seed);
        IntFunction<Float> weight = _ -> (float) (random.nextDouble() - 0.5);
        IntFunction<Float> gain = _ -> (float) (random.nextDouble() * 2 - 0.5);
        List<Integer> tokens = List.of(1, 17, 8);
        List<Integer> heads = List.of(1, 17, 2, 4);
        List<Integer> split = List.of(1, 2, 17, 4);
        List<Integer> column = List.of(1, 17, 1);
        List<Integer> wide = List.of(1, 17, 12);
        return new NetworkBuilder(1, 8, 8)
                .constant("token", List.of(1, 1, 8), weight)
                .constant("position", tokens, weight)
                .constant("gain", List.of(8), gain)
                .constant("bias", List.of(8), gain)
                .constant("epsilon", List.of(), _ -> 1e-3f)
                .constant("root", List.of(), _ -> 2f)
                .constant("two", List.of(), _ -> 2f)
                .constant("sqrt2", List.of(1), _ -> 1.4142135f)
                .constant("one", List.of(), _ -> 1f)
                .constant("half", List.of(), _ -> 0.5f)
                .conv("patch", "image", 8, 1, 1, 2, weight, weight)
                .view("rows", View.Kind.RESHAPE, List.of(), List.of(), List.of(1, 8, 16), "patch")
                .view(
                        "turned",
                        View.Kind.TRANSPOSE,
                        List.of(0, 2, 1),
                        List.of(),
                        List.of(1, 16, 8),
                        "rows")
                .view("joined", View.Kind.CONCAT, List.of(1, 0), List.of("token"), tokens, "turned")
                .along("placed", Kind.ADD, List.of(), List.of("position"), tokens, "joined")
                .along(
                        "norm1",
                        Kind.LAYER_NORM,
                        List.of(2),
                        List.of("gain", "bias", "epsilon"),
                        tokens,
                        "placed")
                .dense("query", "norm1", 8, weight, weight)
                .dense("key", "norm1", 8, weight, weight)
                .dense("value", "norm1", 8, weight, weight)
                .view("q4", View.Kind.RESHAPE, List.of(), List.of(), heads, "query")
                .view("k4", View.Kind.RESHAPE, List.of(), List.of(), heads, "key")
                .view("v4", View.Kind.RESHAPE, List.of(), List.of(), heads, "value")
                .view("q", View.Kind.TRANSPOSE, List.of(0, 2, 1, 3), List.of(), split, "q4")
                .view(
                        "k",
                        View.Kind.TRANSPOSE,
                        List.of(0, 2, 3, 1),
                        List.of(),
                        List.of(1, 2, 4, 17),
                        "k4")
                .view("v", View.Kind.TRANSPOSE, List.of(0, 2, 1, 3), List.of(), split, "v4")
                .product("scores", "q", "k")
                .along(
                        "scaled",
                        Kind.DIVIDE,
                        List.of(),
                        List.of("root"),
                        List.of(1, 2, 17, 17),
                        "scores")
                .along(
                        "attention",
                        Kind.SOFTMAX,
                        List.of(3),
                        List.of(),
                        List.of(1, 2, 17, 17),
                        "scaled")
                .product("mixed", "attention", "v")
                .view("back", View.Kind.TRANSPOSE, List.of(0, 2, 1, 3), List.of(), heads, "mixed")
                .view("merged", View.Kind.RESHAPE, List.of(), List.of(), tokens, "back")
                .dense("project", "merged", 8, weight, weight)
                .point("sum1", Kind.ADD, "placed", "project")
                .along("mean", Kind.MEAN, List.of(2), List.of(), column, "sum1")
                .along("centred", Kind.SUBTRACT, List.of(), List.of(), tokens, "sum1", "mean")
                .along("square", "Pow", Kind.OTHER, List.of(), List.of("two"), tokens, "centred")
                .along("variance", Kind.MEAN, List.of(2), List.of(), column, "square")
                .along("safe", Kind.ADD, List.of(), List.of("epsilon"), column, "variance")
                .along("deviation", "Sqrt", Kind.OTHER, List.of(), List.of(), column, "safe")
                .along("normed", Kind.DIVIDE, List.of(), List.of(), tokens, "centred", "deviation")
                .along("gained", Kind.MULTIPLY, List.of(), List.of("gain"), tokens, "normed")
                .along("norm2", Kind.ADD, List.of(), List.of("bias"), tokens, "gained")
                .dense("expand", "norm2", 12, weight, weight)
                .along("divided", Kind.DIVIDE, List.of(), List.of("sqrt2"), wide, "expand")
                .along("erf", "Erf", Kind.OTHER, List.of(), List.of(), wide, "divided")
                .along("gate", Kind.ADD, List.of(), List.of("one"), wide, "erf")
                .along("gated", Kind.MULTIPLY, List.of(), List.of(), wide, "expand", "gate")
                .along("gelu", Kind.MULTIPLY, List.of(), List.of("half"), wide, "gated")
                .dense("contract", "gelu", 8, weight, weight)
                .point("sum2", Kind.ADD, "sum1", "contract")
                .view(
                        "padded",
                        View.Kind.PAD,
                        List.of(0, 1, 0, 0, 0, 0),
                        List.of(),
                        List.of(1, 18, 8),
                        "sum2")
                .view(
                        "some",
                        View.Kind.SLICE,
                        List.of(1, 16, -1, -2),
                        List.of(),
                        List.of(1, 9, 8),
                        "padded")
                .view(
                        "picked",
                        View.Kind.GATHER,
                        List.of(1, 3, 3, 0, 7),
                        List.of(),
                        List.of(1, 4, 8),
                        "some")
                .view(
                        "more",
                        View.Kind.RESHAPE,
                        List.of(),
                        List.of(),
                        List.of(1, 4, 1, 8),
                        "picked")
                .view("spread", View.Kind.EXPAND, List.of(), List.of(), List.of(1, 4, 3, 8), "more")
                .along("gelu2", Kind.GELU, List.of(), List.of(), List.of(1, 4, 3, 8), "spread")
                .along("pooled", Kind.MEAN, List.of(1, 2), List.of(), List.of(1, 8), "gelu2")
                .gemm("logits", "pooled", 5, weight)
                .build("logits");
    }

    private static Map<String, Precision> precisions(Network network, String name) {
        Map<String, Precision> precisions = Calibration.uniform(network, name);
        for (Contraction layer : network.contractions()) {
            if (layer.inputs().size() == 2) {
                Precision own = precisions.getOrDefault(layer.name(), Precision.parse(name));
                precisions.put(
                        layer.name(),
                        new Precision(
                                Precision.parse(name).activations(),
                                own.activations(),
                                own.accumulator()));
            }
        }
        return precisions;
    }

    /// Ranges drawn at random, so that some tensors saturate and others use few of their integers.
    private static Map<String, ActivationStatistics> statistics(Network network, long seed) {
        var random = new SplittableRandom(seed);
        Map<String, ActivationStatistics> statistics = new LinkedHashMap<>();
        statistics.put("image", new ActivationStatistics(new float[] {-2, 2}));
        for (Layer layer : network.layers()) {
            float most = (float) Math.scalb(1 + random.nextDouble(), random.nextInt(-2, 3));
            boolean share = layer.output().equals("attention");
            statistics.put(
                    layer.output(),
                    new ActivationStatistics(
                            share ? new float[] {0, 0.1f, 0.6f} : new float[] {-most, 0, most}));
        }
        return statistics;
    }

    private static float[] images(long seed) {
        var random = new SplittableRandom(seed);
        float[] pixels = new float[IMAGES * PIXELS];
        for (int i = 0; i < pixels.length; i++) {
            // The last image is all extremes.
            pixels[i] =
                    i < (IMAGES - 1) * PIXELS
                            ? (float) (random.nextDouble() * 4 - 2)
                            : random.nextBoolean() ? 1000 : -1000;
        }
        return pixels;
    }

    @ParameterizedTest
    @CsvSource({"w8a8", "w4a8", "w3a4", "pot4a8", "w2a4", "pot5a8"})
    void everyBitIsThatOfTheDefinition(String precision) {
        boolean differ = false;
        for (long seed = 0; seed < 3; seed++) {
            Network network = transformer(seed);
            var precisions = precisions(network, precision);
            var statistics = statistics(network, seed);
            float[] pixels = images(seed);
            IntegerNetwork integer = IntegerNetwork.build(network, precisions, statistics);
            float[] logits = integer.run(pixels, IMAGES);
            for (int image = 0; image < IMAGES; image++) {
                float[] one = Arrays.copyOfRange(pixels, image * PIXELS, (image + 1) * PIXELS);
                float[] own = Arrays.copyOfRange(logits, image * 5, (image + 1) * 5);
                assertThat(own)
                        .as("seed %d, image %d", seed, image)
                        .isEqualTo(ExactExecution.logits(network, precisions, statistics, one));
                differ |= !Arrays.equals(own, Arrays.copyOf(logits, 5));
            }
        }
        assertThat(differ).isTrue();
    }

    @Test
    void anAttentionsOperandsGiveItsSumsAndItsRegisterSaysWhereItOverflows() {
        Network network = transformer(3);
        var precisions = precisions(network, "w8a8");
        var statistics = statistics(network, 3);
        float[] pixels = images(3);
        IntegerNetwork plain = IntegerNetwork.build(network, precisions, statistics);
        int bits =
                plain.accumulators().stream()
                        .filter(need -> need.layer().equals("scores"))
                        .mapToInt(AccumulatorNeed::bits)
                        .sum();
        // Four products of at most 128 x 128.
        assertThat(bits).isEqualTo(18);
        int[] expected = sums(plain, pixels);
        for (Overflow overflow : List.of(Overflow.WRAP, Overflow.SATURATE)) {
            IntegerOptions enough = IntegerOptions.DEFAULT.with(new Register(24, overflow));
            IntegerNetwork wide = IntegerNetwork.build(network, precisions, statistics, enough);
            assertThat(wide.run(pixels, IMAGES)).isEqualTo(plain.run(pixels, IMAGES));
            IntegerOptions little = IntegerOptions.DEFAULT.with(new Register(12, overflow));
            IntegerNetwork narrow = IntegerNetwork.build(network, precisions, statistics, little);
            assertThat(narrow.run(pixels, IMAGES)).isNotEqualTo(plain.run(pixels, IMAGES));
            long beyond =
                    Arrays.stream(sums(narrow, pixels)).filter(s -> s != (s << 20 >> 20)).count();
            assertThat(beyond).isPositive();
            assertThat(Objects.requireNonNull(narrow.overflows(pixels).get("scores")).overflowing())
                    .isGreaterThanOrEqualTo(beyond);
        }
        assertThat(expected).hasSize(2 * 17 * 17);
        assertThatThrownBy(() ->
                        IntegerNetwork.build(
                                network,
                                precisions,
                                statistics,
                                IntegerOptions.DEFAULT.with(new Register(16, Overflow.REFUSE))))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("beyond the 16 of the register");
    }

    private static int[] sums(IntegerNetwork network, float[] pixels) {
        ContractionOperands scores = Objects.requireNonNull(network.operands(pixels).get("scores"));
        return ReferenceContraction.accumulate(
                scores.nest(), scores.input(), scores.precision().weights(), scores.weightCodes());
    }

    @Test
    void whatDoesNotFitIsRefusedByLayerWithACure() {
        Network network = transformer(0);
        var statistics = statistics(network, 0);
        var sixteen = precisions(network, "w8a8");
        sixteen.put("scores", Precision.parse("w16a16"));
        assertThatThrownBy(() -> IntegerNetwork.build(network, sixteen, statistics))
                .hasMessageContaining("layer scores: accumulators may need 34 bits")
                .hasMessageContaining("Maybe fewer");
        var powers = precisions(network, "w8a8");
        powers.put("scores", Precision.parse("pot4a8"));
        assertThatThrownBy(() -> IntegerNetwork.build(network, powers, statistics))
                .hasMessageContaining("layer scores: activations of pot4 cannot be executed")
                .hasMessageContaining("Maybe int8");
        assertThat(IntegerNetwork.obstacle(unsupported(Kind.MULTIPLY, -1)).orElseThrow())
                .contains("layer act (MULTIPLY)", "one positive number only", "Maybe fold");
        assertThat(IntegerNetwork.obstacle(unsupported(Kind.MULTIPLY, 3))).isEmpty();
        assertThat(IntegerNetwork.obstacle(unsupported(Kind.SUBTRACT, 1)).orElseThrow())
                .contains("layer act (SUBTRACT)", "no integer form", "Maybe");
    }

    private static Network unsupported(Kind kind, float constant) {
        return new NetworkBuilder(1, 2, 2)
                .constant("constant", List.of(), _ -> constant)
                .along("act", kind, List.of(), List.of("constant"), List.of(1, 1, 2, 2), "image")
                .flatten("flat", "act")
                .gemm("logits", "flat", 2, _ -> 1f)
                .build("logits");
    }
}
