package bitwright.workload.onnx;

import static bitwright.workload.onnx.ModelBuilder.ints;
import static bitwright.workload.onnx.ModelBuilder.number;
import static bitwright.workload.onnx.ModelBuilder.real;
import static bitwright.workload.onnx.ModelBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnxruntime.OrtException;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.onnx.FloatEngine.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A loop nest must compute what ONNX Runtime computes for the operator that it was read from.
final class ContractionValuesTest {
    @Test
    void randomConvolutions() throws OrtException {
        var random = new SplittableRandom(11);
        for (int trial = 0; trial < 60; trial++) {
            int groups = 1 + random.nextInt(4);
            int channels = groups * (1 + random.nextInt(3));
            int outputs = groups * (1 + random.nextInt(3));
            int height = 1 + random.nextInt(4);
            int width = 1 + random.nextInt(4);
            var attributes = new ArrayList<AttributeProto>();
            attributes.add(number("group", groups));
            attributes.add(ints("strides", 1 + random.nextInt(3), 1 + random.nextInt(3)));
            String automatic =
                    List.of("NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID").get(random.nextInt(4));
            if (automatic.equals("NOTSET")) {
                attributes.add(ints("dilations", 1 + random.nextInt(2), 1 + random.nextInt(2)));
                attributes.add(
                        ints(
                                "pads",
                                random.nextInt(4),
                                random.nextInt(4),
                                random.nextInt(4),
                                random.nextInt(4)));
            } else {
                attributes.add(text("auto_pad", automatic));
            }
            boolean bias = random.nextBoolean();
            byte[] model =
                    new ModelBuilder(13)
                            .input("x", -1, channels, 9, 8)
                            .weights("w", outputs, channels / groups, height, width)
                            .weights("b", outputs)
                            .node(
                                    "Conv",
                                    bias ? "x w b" : "x w",
                                    "y",
                                    attributes.toArray(new AttributeProto[0]))
                            .output("y")
                            .build();
            check(model, 2, FloatEngine.random(trial, 2, channels, 9, 8), "trial " + trial);
        }
    }

    @Test
    void depthwiseConvolution() throws OrtException {
        byte[] model =
                new ModelBuilder(13)
                        .input("x", 1, 6, 7, 7)
                        .weights("w", 6, 1, 3, 3)
                        .node("Conv", "x w", "y", number("group", 6), ints("pads", 1, 1, 1, 1))
                        .output("y")
                        .build();
        Contraction layer = check(model, 1, FloatEngine.random(1, 1, 6, 7, 7), "depthwise");
        assertThat(layer.nest().groups()).isEqualTo(6);
        assertThat(layer.nest().macs()).isEqualTo(6 * 49 * 9);
    }

    @Test
    void fullyConnectedInEveryForm() throws OrtException {
        for (int transposed = 0; transposed < 2; transposed++) {
            for (String bias : List.of("", " row", " matrix", " one")) {
                byte[] model =
                        new ModelBuilder(13)
                                .input("x", -1, 5)
                                .weights(
                                        "w",
                                        transposed == 1 ? new long[] {7, 5} : new long[] {5, 7})
                                .weights("row", 7)
                                .weights("matrix", 1, 7)
                                .weights("one", 1)
                                .node(
                                        "Gemm",
                                        "x w" + bias,
                                        "y",
                                        number("transB", transposed),
                                        real("alpha", 0.5f),
                                        real("beta", 3))
                                .output("y")
                                .build();
                check(model, 3, FloatEngine.random(2, 3, 5), transposed + bias);
            }
        }
    }

    @Test
    void matrixProductsWithWeightsAndBiasOnEitherSide() throws OrtException {
        for (String addition : List.of("b p", "p b")) {
            byte[] model =
                    new ModelBuilder(13)
                            .input("x", -1, 4, 5)
                            .weights("w", 5, 3)
                            .weights("b", 3)
                            .node("MatMul", "x w", "p")
                            .node("Add", addition, "y")
                            .output("y")
                            .build();
            Contraction layer = check(model, 2, FloatEngine.random(3, 2, 4, 5), addition);
            assertThat(layer.name()).isEqualTo("n.p");
            assertThat(layer.output()).isEqualTo("y");
            assertThat(layer.bias()).isNotNull();
        }
    }

    @Test
    void weightsOfTheirOwnForEveryProduct() throws OrtException {
        byte[] model =
                new ModelBuilder(13)
                        .input("x", 2, 3, 4, 5)
                        .weights("w", 2, 3, 5, 6)
                        .node("MatMul", "x w", "y")
                        .output("y")
                        .build();
        assertThat(check(model, 2, FloatEngine.random(4, 2, 3, 4, 5), "batched").nest().groups())
                .isEqualTo(6);
    }

    @Test
    void productsOfTwoActivations() throws OrtException {
        byte[] model =
                new ModelBuilder(13)
                        .input("x", -1, 3, 4, 5)
                        .input("z", -1, 3, 5, 6)
                        .node("MatMul", "x z", "y")
                        .output("y")
                        .build();
        Network network = OnnxReader.parse(model, "m", 2);
        Values x = FloatEngine.random(5, 2, 3, 4, 5);
        Values z = FloatEngine.random(6, 2, 3, 5, 6);
        Contraction layer = network.contractions().getFirst();
        Values expected = FloatEngine.run(model, Map.of("x", x, "z", z), "y");
        float[] found = PlainLoops.compute(network, layer, x.values(), z.values());
        assertThat(found).containsExactly(expected.values(), within(1e-4f));
        assertThat(network.parameters()).isZero();
    }

    @Test
    void aBatchNormIsFoldedIntoTheConvolutionBeforeIt() throws OrtException {
        for (boolean bias : new boolean[] {false, true}) {
            byte[] model = normed(bias).output("y").build();
            Contraction layer = check(model, 2, FloatEngine.random(8, 2, 4, 6, 6), "bias " + bias);
            assertThat(layer.name()).isEqualTo("n.c");
            // Weights, scale and shift; mean and variance are not trained.
            long parameters = 6 * 4 * 9 + 12 + (bias ? 6 : 0);
            assertThat(OnnxReader.parse(model, "m", 1).parameters()).isEqualTo(parameters);
        }
    }

    @Test
    void aBatchNormStaysWhereSomethingElseReadsTheConvolution() {
        Network network = OnnxReader.parse(normed(false).output("y").output("c").build(), "m", 1);
        assertThat(network.layers()).hasSize(2);
        assertThat(network.layers().get(1).inputs()).containsExactly("c");
        assertThat(network.shapes()).containsKeys("c", "y");
    }

    static ModelBuilder normed(boolean bias) {
        return new ModelBuilder(13)
                .input("x", -1, 4, 6, 6)
                .weights("w", 6, 4, 3, 3)
                .weights("b", 6)
                .weights("gamma", 6)
                .weights("beta", 6)
                .weights("mean", 6)
                .reals("variance", new long[] {6}, 0.5f, 1, 2, 3, 0.25f, 4)
                .node("Conv", bias ? "x w b" : "x w", "c")
                .node(
                        "BatchNormalization",
                        "c gamma beta mean variance",
                        "y",
                        real("epsilon", 1e-3f));
    }

    private static Contraction check(byte[] model, int batch, Values x, String what)
            throws OrtException {
        Network network = OnnxReader.parse(model, "m", batch);
        assertThat(network.layers()).as(what).hasSize(1);
        Contraction layer = network.contractions().getFirst();
        Values expected = FloatEngine.run(model, Map.of("x", x), "y");
        assertThat(network.shapes().get("y")).as(what).isEqualTo(expected.shape());
        float[] found = PlainLoops.compute(network, layer, x.values(), null);
        assertThat(found).as(what).containsExactly(expected.values(), within(1e-4f));
        TrainedNetworksTest.assertConsistent(network);
        return layer;
    }
}
