package bitwright.workload.onnx;

import static bitwright.workload.onnx.ModelBuilder.ints;
import static bitwright.workload.onnx.ModelBuilder.number;
import static bitwright.workload.onnx.ModelBuilder.real;
import static bitwright.workload.onnx.ModelBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnxruntime.OrtException;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.Pointwise.Kind;
import bitwright.workload.View;
import bitwright.workload.onnx.FloatEngine.Values;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Shapes must be those that ONNX Runtime finds, and what is computed while reading must be what it
/// computes.
final class OperatorShapesTest {
    @Test
    void pointwiseOperators() throws OrtException {
        for (String op :
                List.of(
                        "Relu",
                        "Sigmoid",
                        "Tanh",
                        "Erf",
                        "Exp",
                        "Sqrt",
                        "Neg",
                        "Reciprocal",
                        "HardSigmoid",
                        "LeakyRelu")) {
            assertThat(pointwise(shaped(13, op, "x")).op()).isEqualTo(op);
        }
        assertThat(pointwise(shaped(14, "HardSwish", "x")).kind()).isEqualTo(Kind.OTHER);
        assertThat(pointwise(shaped(20, "Gelu", "x")).kind()).isEqualTo(Kind.GELU);
        Pointwise softmax = pointwise(shaped(13, "Softmax", "x", number("axis", 1)));
        assertThat(softmax.axes()).containsExactly(1);
        assertThat(pointwise(shaped(11, "Softmax", "x", number("axis", 2))).axes())
                .containsExactly(2, 3);
        Pointwise clip = pointwise(shaped(13, "Clip", "x zero six"));
        assertThat(clip.lower()).isZero();
        assertThat(clip.upper()).isEqualTo(6);
        assertThat(pointwise(shaped(13, "Clip", "x _ six")).lower()).isNegative().isInfinite();
        assertThat(pointwise(shaped(10, "Clip", "x", real("max", 2))).upper()).isEqualTo(2);
        Pointwise norm = pointwise(shaped(17, "LayerNormalization", "x last last"));
        assertThat(norm.constants()).hasSize(3);
        assertThat(norm.axes()).containsExactly(3);
        assertThat(
                        pointwise(
                                        shaped(
                                                13,
                                                "BatchNormalization",
                                                "x channel channel channel variance"))
                                .kind())
                .isEqualTo(Kind.BATCH_NORM);
    }

    @Test
    void arithmeticThatBroadcasts() throws OrtException {
        assertThat(pointwise(shaped(13, "Add", "x last")).constants()).containsExactly("last");
        assertThat(pointwise(shaped(13, "Mul", "six x")).kind()).isEqualTo(Kind.MULTIPLY);
        assertThat(pointwise(shaped(13, "Sub", "x six")).kind()).isEqualTo(Kind.SUBTRACT);
        assertThat(pointwise(shaped(13, "Pow", "x six")).op()).isEqualTo("Pow");
        // A constant that comes first is told apart by the operator's name.
        assertThat(pointwise(shaped(13, "Sub", "six x")).op()).isEqualTo("ConstantSub");
        assertThat(pointwise(shaped(13, "Div", "six x")).kind()).isEqualTo(Kind.OTHER);
        shaped(13, "Add", "x x");
        shaped(13, "Add", "x wide");
    }

    @Test
    void views() throws OrtException {
        assertThat(view(shaped(13, "Transpose", "x", ints("perm", 0, 2, 3, 1))).arguments())
                .containsExactly(0, 2, 3, 1);
        shaped(13, "Transpose", "x");
        shaped(13, "Flatten", "x", number("axis", 2));
        shaped(13, "Flatten", "x", number("axis", 0));
        shaped(13, "Unsqueeze", "x ends");
        shaped(11, "Unsqueeze", "x", ints("axes", 0, 3));
        shaped(13, "Squeeze", "x first");
        shaped(11, "Squeeze", "x", ints("axes", 0));
        shaped(13, "Squeeze", "x");
        shaped(13, "Reshape", "x form");
        shaped(13, "Expand", "x larger");
        assertThat(view(shaped(13, "Concat", "x channels x", number("axis", 1))).arguments())
                .containsExactly(1, 1);
        assertThat(view(shaped(13, "Slice", "x one end last_axes steps")).arguments())
                .containsExactly(3, 1, 6, 2);
        assertThat(view(shaped(13, "Slice", "x end one last_axes back")).arguments())
                .containsExactly(3, 5, 1, -1);
        shaped(9, "Slice", "x", ints("starts", 1, -3), ints("ends", 3, 100), ints("axes", 1, 3));
        assertThat(view(shaped(13, "Gather", "x both", number("axis", 1))).arguments())
                .containsExactly(1, 1, 3);
        shaped(13, "Gather", "x scalar", number("axis", 2));
        shaped(13, "Pad", "x pads");
        shaped(13, "Identity", "x");
    }

    @Test
    void splitMakesOneSliceForEachOutput() throws OrtException {
        byte[] model =
                start(13)
                        .node("Split", "x parts", "a b c", number("axis", 1))
                        .output("a")
                        .output("b")
                        .output("c")
                        .build();
        Network network = OnnxReader.parse(model, "m", 1);
        Map<String, Values> results =
                FloatEngine.run(model, Map.of("x", FloatEngine.random(1, 1, 4, 5, 6)));
        for (String output : List.of("a", "b", "c")) {
            assertThat(network.shapes().get(output))
                    .isEqualTo(Objects.requireNonNull(results.get(output)).shape());
        }
        assertThat(network.layers()).extracting("name").doesNotHaveDuplicates();
    }

    @Test
    void randomPools() throws OrtException {
        var random = new SplittableRandom(5);
        for (int trial = 0; trial < 80; trial++) {
            long height = 1 + random.nextInt(4);
            long width = 1 + random.nextInt(4);
            String op = random.nextBoolean() ? "MaxPool" : "AveragePool";
            shaped(
                    13,
                    op,
                    "x",
                    ints("kernel_shape", height, width),
                    ints("strides", 1 + random.nextInt(3), 1 + random.nextInt(3)),
                    ints(
                            "pads",
                            random.nextInt((int) height),
                            random.nextInt((int) width),
                            random.nextInt((int) height),
                            random.nextInt((int) width)),
                    number("ceil_mode", random.nextInt(2)));
        }
        assertThat(pointwise(shaped(13, "GlobalAveragePool", "x")).operationsPerElement())
                .isEqualTo(30);
        assertThat(pointwise(shaped(13, "GlobalMaxPool", "x")).kind()).isEqualTo(Kind.MAX_POOL);
        shaped(
                13,
                "MaxPool",
                "x",
                ints("kernel_shape", 3, 3),
                text("auto_pad", "SAME_UPPER"),
                ints("strides", 2, 2));
    }

    @Test
    void means() throws OrtException {
        assertThat(pointwise(shaped(13, "ReduceMean", "x", ints("axes", -1))).axes())
                .containsExactly(3);
        Pointwise mean =
                pointwise(shaped(13, "ReduceMean", "x", ints("axes", 2, 1), number("keepdims", 0)));
        assertThat(mean.axes()).containsExactly(1, 2);
        assertThat(mean.operationsPerElement()).isEqualTo(20);
        assertThat(pointwise(shaped(13, "ReduceMean", "x")).axes()).containsExactly(0, 1, 2, 3);
        shaped(18, "ReduceMean", "x last_axes");
    }

    @Test
    void arithmeticOnShapesIsDoneWhileReading() throws OrtException {
        assertFolded(start(13).node("Shape", "x", "k"));
        assertFolded(start(15).node("Shape", "x", "k", number("start", 1), number("end", -1)));
        assertFolded(start(13).node("Shape", "x", "s").node("Gather", "s both", "k"));
        assertFolded(start(13).node("Shape", "x", "s").node("Slice", "s one end", "k"));
        assertFolded(
                start(13)
                        .node("Shape", "x", "s")
                        .node("Slice", "s end _first_long first steps_back", "k"));
        assertFolded(
                start(13)
                        .node("Shape", "x", "s")
                        .node("Concat", "s both first", "k", number("axis", 0)));
        assertFolded(
                start(13).node("Gather", "both scalar", "g").node("Unsqueeze", "g first", "k"));
        assertFolded(
                start(13)
                        .node("Shape", "x", "s")
                        .node("Mul", "s s", "m")
                        .node("Sub", "m scalar", "d")
                        .node("Div", "d two", "k"));
        assertFolded(
                start(13)
                        .node("Shape", "x", "s")
                        .node("Equal", "s four", "e")
                        .node("Where", "e minus s", "k"));
        assertFolded(
                start(13)
                        .node("ConstantOfShape", "square", "c")
                        .node("Cast", "c", "k", number("to", 7)));
        assertFolded(start(13).node("Range", "scalar nine two", "k"));
        assertFolded(
                start(13)
                        .node("Shape", "x", "s")
                        .node("Reshape", "s square", "r")
                        .node("Transpose", "r", "k"));
        assertFolded(start(13).node("Expand", "both three_two", "k"));
        assertFolded(
                start(13)
                        .node("Shape", "x", "s")
                        .node("Reshape", "s square", "r")
                        .node("Concat", "r r", "k", number("axis", 1)));
    }

    private static ModelBuilder start(long opset) {
        return new ModelBuilder(opset)
                .input("x", 1, 4, 5, 6)
                .weights("last", 6)
                .weights("wide", 3, 1, 5, 6)
                .weights("channels", 1, 2, 5, 6)
                .weights("channel", 4)
                .reals("variance", new long[] {4}, 1, 2, 3, 4)
                .reals("zero", new long[0], 0)
                .reals("six", new long[0], 6)
                .integers("ends", 0, 5)
                .integers("first", 0)
                .integers("form", 0, -1, 3, 2)
                .integers("larger", 2, 1, 1, 1)
                .integers("one", 1)
                .integers("end", 1000)
                .integers("_first_long", -1000)
                .integers("last_axes", -1)
                .integers("steps", 2)
                .integers("steps_back", -2)
                .integers("back", -1)
                .integers("both", 1, -1)
                .integers("pads", 0, 0, 1, 2, 0, 0, 3, 0)
                .integers("parts", 1, 1, 2)
                .integers("square", 2, 2)
                .integers("three_two", 3, 2)
                .integers("four", 4)
                .integers("minus", -1)
                .integer("scalar", 1)
                .integer("nine", 9)
                .integer("two", 2);
    }

    /// Reads one node and compares the shape of its output with the engine's.
    private static Network shaped(
            long opset, String op, String inputs, AttributeProto... attributes)
            throws OrtException {
        byte[] model =
                start(opset)
                        .node(op, inputs, "y", attributes)
                        .node("Relu", "y", "z")
                        .output("z")
                        .build();
        Network network = OnnxReader.parse(model, "m", 1);
        Values expected =
                FloatEngine.run(model, Map.of("x", FloatEngine.random(1, 1, 4, 5, 6)), "z");
        assertThat(network.shapes().get("z"))
                .as(op + " " + List.of(attributes))
                .isEqualTo(expected.shape());
        TrainedNetworksTest.assertConsistent(network);
        return network;
    }

    /// Adds the folded integers `k` to zeros and compares the constant with the engine's sum.
    private static void assertFolded(ModelBuilder builder) throws OrtException {
        byte[] model =
                builder.input("zeros", 1)
                        .node("Cast", "k", "f", number("to", 1))
                        .node("Add", "zeros f", "y")
                        .node("Relu", "x", "used")
                        .output("y")
                        .output("used")
                        .build();
        Network network = OnnxReader.parse(model, "m", 1);
        Values expected =
                FloatEngine.run(
                        model,
                        Map.of(
                                "x",
                                FloatEngine.random(1, 1, 4, 5, 6),
                                "zeros",
                                new Values(List.of(1), new float[1])),
                        "y");
        assertThat(network.shapes().get("y")).isEqualTo(expected.shape());
        assertThat(TrainedNetworksTest.constant(network, "f").values())
                .containsExactly(expected.values());
    }

    private static Pointwise pointwise(Network network) {
        return (Pointwise) network.layers().getFirst();
    }

    private static View view(Network network) {
        return (View) network.layers().getFirst();
    }
}
