package bitwright.workload.onnx;

import static bitwright.workload.onnx.ModelBuilder.ints;
import static bitwright.workload.onnx.ModelBuilder.number;
import static bitwright.workload.onnx.ModelBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import bitwright.workload.Contraction;
import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import bitwright.workload.View;
import bitwright.workload.onnx.FloatEngine.Values;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/// Products that broadcast or have their constant on the left, convolutions of one dimension and
/// transposed ones, resizing, and conditions, against ONNX Runtime.
final class FurtherOperatorsTest {
    @Test
    void productsWithAConstantOnTheLeft() throws OrtException {
        for (long[] constant :
                List.of(
                        new long[] {3, 4},
                        new long[] {2, 3, 4},
                        new long[] {4},
                        new long[] {1, 3, 4})) {
            byte[] model =
                    new ModelBuilder(13)
                            .input("x", 2, 4, 5)
                            .weights("w", constant)
                            .node("MatMul", "w x", "y")
                            .output("y")
                            .build();
            Contraction layer = check(model, FloatEngine.random(1, 2, 4, 5));
            assertThat(layer.rowsFirst()).isFalse();
        }
    }

    @Test
    void productsWithVectors() throws OrtException {
        for (long[] constant : List.of(new long[] {5}, new long[] {5, 1}, new long[] {2, 5, 3})) {
            byte[] model =
                    new ModelBuilder(13)
                            .input("x", 2, 4, 5)
                            .weights("w", constant)
                            .node("MatMul", "x w", "y")
                            .output("y")
                            .build();
            check(model, FloatEngine.random(1, 2, 4, 5));
        }
    }

    @Test
    void batchesThatBroadcast() throws OrtException {
        byte[] model =
                new ModelBuilder(13)
                        .input("x", 1, 2, 1, 4, 5)
                        .input("z", 1, 3, 5, 6)
                        .node("MatMul", "x z", "y")
                        .output("y")
                        .build();
        Network network = OnnxReader.parse(model, "m", 1);
        assertThat(network.layers()).extracting("op").containsExactly("Expand", "Expand", "MatMul");
        Values x = FloatEngine.random(1, 1, 2, 1, 4, 5);
        Values z = FloatEngine.random(2, 1, 3, 5, 6);
        Values expected = FloatEngine.run(model, Map.of("x", x, "z", z), "y");
        float[] left = picked(x.values(), 2 * 3 * 4 * 5, i -> i / 60 * 20 + i % 20);
        float[] right = picked(z.values(), 2 * 3 * 5 * 6, i -> i % 90);
        Contraction layer = network.contractions().getFirst();
        assertThat(network.shapes().get("y")).isEqualTo(expected.shape());
        assertThat(PlainLoops.compute(network, layer, left, right))
                .containsExactly(expected.values(), within(1e-4f));
        TrainedNetworksTest.assertConsistent(network);
    }

    @Test
    void convolutionsOfOneDimension() throws OrtException {
        byte[] model =
                new ModelBuilder(13)
                        .input("x", -1, 4, 9)
                        .weights("w", 6, 2, 3)
                        .weights("b", 6)
                        .node(
                                "Conv",
                                "x w b",
                                "y",
                                ints("strides", 2),
                                ints("dilations", 2),
                                ints("pads", 3, 1),
                                number("group", 2))
                        .output("y")
                        .build();
        check(model, FloatEngine.random(3, 2, 4, 9));
    }

    @Test
    void transposedConvolutionsOfBlocks() throws OrtException {
        byte[] model =
                new ModelBuilder(13)
                        .input("x", -1, 4, 3, 5)
                        .weights("w", 4, 3, 2, 3)
                        .weights("b", 6)
                        .node(
                                "ConvTranspose",
                                "x w b",
                                "y",
                                ints("strides", 2, 3),
                                number("group", 2))
                        .output("y")
                        .build();
        Network network = OnnxReader.parse(model, "m", 2);
        Values x = FloatEngine.random(4, 2, 4, 3, 5);
        Values expected = FloatEngine.run(model, Map.of("x", x), "y");
        Contraction layer = network.contractions().getFirst();
        float[] blocks = PlainLoops.compute(network, layer, x.values(), null);
        float[] placed = new float[blocks.length];
        for (int i = 0; i < blocks.length; i++) {
            int column = i % 5;
            int row = i / 5 % 3;
            int blockColumn = i / 15 % 3;
            int blockRow = i / 45 % 2;
            int channel = i / 90;
            placed[(channel * 6 + row * 2 + blockRow) * 15 + column * 3 + blockColumn] = blocks[i];
        }
        assertThat(network.shapes().get("y")).isEqualTo(expected.shape());
        assertThat(placed).containsExactly(expected.values(), within(1e-4f));
        assertThat(network.parameters()).isEqualTo(4 * 3 * 6 + 6);
        TrainedNetworksTest.assertConsistent(network);
    }

    @Test
    void overlappingTransposedConvolutionsAreRefused() {
        byte[] model =
                new ModelBuilder(13)
                        .input("x", -1, 4, 3, 5)
                        .weights("w", 4, 3, 3, 3)
                        .node("ConvTranspose", "x w", "y", ints("strides", 2, 2))
                        .output("y")
                        .build();
        assertThatThrownBy(() -> OnnxReader.parse(model, "m", 1))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("node 'n.y' (ConvTranspose)");
    }

    @Test
    void resizingToTheNearestIsAGatherOnEachAxis() throws OrtException {
        for (String places : List.of("asymmetric", "half_pixel", "align_corners")) {
            for (String rounding :
                    List.of("floor", "ceil", "round_prefer_floor", "round_prefer_ceil")) {
                for (float scale : new float[] {2, 0.6f, 1.7f}) {
                    byte[] model =
                            new ModelBuilder(13)
                                    .input("x", -1, 2, 5, 7)
                                    .reals("s", new long[] {4}, 1, 1, scale, 2 * scale)
                                    .node(
                                            "Resize",
                                            "x _ s",
                                            "y",
                                            text("coordinate_transformation_mode", places),
                                            text("nearest_mode", rounding))
                                    .output("y")
                                    .build();
                    assertGathered(model, places + " " + rounding + " " + scale);
                }
            }
        }
    }

    private static void assertGathered(byte[] model, String what) throws OrtException {
        Network network = OnnxReader.parse(model, "m", 2);
        Values x = FloatEngine.random(6, 2, 2, 5, 7);
        Values expected = FloatEngine.run(model, Map.of("x", x), "y");
        assertThat(network.shapes().get("y")).as(what).isEqualTo(expected.shape());
        List<Integer> rows = ((View) network.layers().getFirst()).arguments();
        List<Integer> columns = ((View) network.layers().getLast()).arguments();
        assertThat(List.of(rows.getFirst(), columns.getFirst())).as(what).containsExactly(2, 3);
        int width = columns.size() - 1;
        int height = rows.size() - 1;
        float[] found =
                picked(
                        x.values(),
                        4 * width * height,
                        i ->
                                (i / (width * height) * 5 + rows.get(1 + i / width % height)) * 7
                                        + columns.get(1 + i % width));
        assertThat(found).as(what).isEqualTo(expected.values());
    }

    @Test
    void theBranchThatAKnownConditionTakesIsRead() throws OrtException {
        for (boolean condition : new boolean[] {false, true}) {
            byte[] model =
                    new ModelBuilder(13)
                            .input("x", -1, 4)
                            .initializer(
                                    ModelBuilder.tensor("t", DataType.BOOL_VALUE)
                                            .addInt32Data(condition ? 1 : 0)
                                            .build())
                            .weights("w", 4, 3)
                            .node(
                                    "If",
                                    "t",
                                    "y",
                                    branch("then_branch", "MatMul", "x", "w"),
                                    branch("else_branch", "Relu", "x"))
                            .output("y")
                            .build();
            Network network = OnnxReader.parse(model, "m", 2);
            Values x = FloatEngine.random(8, 2, 4);
            assertThat(network.layers())
                    .extracting("op")
                    .containsExactly(condition ? "MatMul" : "Relu");
            assertThat(network.shapes().get(network.outputs().getFirst()))
                    .isEqualTo(FloatEngine.run(model, Map.of("x", x), "y").shape());
        }
    }

    private static AttributeProto branch(String name, String op, String... inputs) {
        var graph =
                GraphProto.newBuilder()
                        .setName(name)
                        .addNode(
                                NodeProto.newBuilder()
                                        .setOpType(op)
                                        .addAllInput(List.of(inputs))
                                        .addOutput("inner"))
                        .addOutput(ValueInfoProto.newBuilder().setName("inner"));
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.GRAPH)
                .setG(graph)
                .build();
    }

    private static float[] picked(float[] values, int count, IntUnaryOperator source) {
        float[] picked = new float[count];
        for (int i = 0; i < count; i++) {
            picked[i] = values[source.applyAsInt(i)];
        }
        return picked;
    }

    private static Contraction check(byte[] model, Values x) throws OrtException {
        Network network = OnnxReader.parse(model, "m", x.shape().getFirst());
        assertThat(network.layers()).hasSize(1);
        Values expected = FloatEngine.run(model, Map.of("x", x), "y");
        assertThat(network.shapes().get("y")).isEqualTo(expected.shape());
        Contraction layer = network.contractions().getFirst();
        assertThat(PlainLoops.compute(network, layer, x.values(), null))
                .containsExactly(expected.values(), within(1e-4f));
        TrainedNetworksTest.assertConsistent(network);
        return layer;
    }
}
