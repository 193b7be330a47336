package bitwright.workload.onnx;

import static bitwright.workload.onnx.ModelBuilder.ints;
import static bitwright.workload.onnx.ModelBuilder.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that are broken or mean harm: each gives a network or one line that says what is wrong.
final class HostileModelsTest {
    @TempDir Path folder = Path.of("");

    @Test
    void whatIsNoOnnxModelIsRefusedWithTheFilesName() throws IOException {
        for (String text : List.of("", "hello, this is no model", "{\"a\": 1}", "PK\u0003\u0004")) {
            Path file = folder.resolve("odd.onnx");
            Files.writeString(file, text);
            assertThatThrownBy(() -> OnnxReader.read(file, 1))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("odd.onnx")
                    .hasMessageContaining("Maybe");
        }
        assertThatThrownBy(() -> OnnxReader.read(folder.resolve("missing.onnx"), 1))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("missing.onnx");
        assertThatThrownBy(() -> OnnxReader.read(folder, 1)).isInstanceOf(ModelFileException.class);
    }

    /// No truncation and no flipped byte may bring anything but a network or the one-line
    /// exception.
    @ParameterizedTest
    @ValueSource(strings = {"fashion-resnet8.onnx", "fashion-vit.onnx"})
    void damagedModels(String file) throws IOException {
        byte[] model = Files.readAllBytes(TrainedNetworksTest.MODELS.resolve(file));
        var random = new SplittableRandom(3);
        int refused = 0;
        for (int trial = 0; trial < 150; trial++) {
            byte[] damaged;
            if (trial < 50) {
                damaged = Arrays.copyOf(model, random.nextInt(model.length));
            } else {
                damaged = model.clone();
                // The head of these files is the nodes; the tail the weights.
                int reach = trial < 120 ? 12_000 : model.length;
                damaged[random.nextInt(reach)] = (byte) random.nextInt(256);
            }
            refused += refuses(damaged) ? 1 : 0;
        }
        assertThat(refused).isGreaterThanOrEqualTo(50);
    }

    @Test
    void anUnsupportedOperatorIsNamedWithItsNode() {
        byte[] model =
                new ModelBuilder(13).input("x", 1, 2).node("Loop", "x", "y").output("y").build();
        assertRefused(model, "n.y", "Loop", "not supported");
        NodeProto custom =
                NodeProto.newBuilder()
                        .setOpType("Relu")
                        .setDomain("com.else")
                        .setName("odd")
                        .addInput("x")
                        .addOutput("y")
                        .build();
        assertRefused(
                new ModelBuilder(13).input("x", 1, 2).rawNode(custom).output("y").build(),
                "odd",
                "com.else.Relu");
    }

    @Test
    void aPoolWhoseLastWindowCountsDifferentlyIsRefused() {
        for (long both : new long[] {0, 1}) {
            byte[] model =
                    new ModelBuilder(13)
                            .input("x", 1, 2, 6, 6)
                            .node(
                                    "AveragePool",
                                    "x",
                                    "y",
                                    ints("kernel_shape", 3, 3),
                                    ints("strides", 2, 2),
                                    number("ceil_mode", 1),
                                    number("count_include_pad", both))
                            .output("y")
                            .build();
            if (both == 0) {
                assertThat(OnnxReader.parse(model, "m", 1).shapes().get("y"))
                        .isEqualTo(List.of(1, 2, 3, 3));
            } else {
                assertRefused(model, "n.y", "ceil_mode", "Maybe");
            }
        }
    }

    @Test
    void cyclesAndTensorsWrittenTwiceAreRefused() {
        byte[] cycle =
                new ModelBuilder(13)
                        .input("x", 1, 2)
                        .node("Add", "x b", "a")
                        .node("Relu", "a", "b")
                        .output("b")
                        .build();
        assertRefused(cycle, "n.a", "'b'", "cycle");
        byte[] twice =
                new ModelBuilder(13)
                        .input("x", 1, 2)
                        .node("Relu", "x", "y")
                        .node("Neg", "x", "y")
                        .output("y")
                        .build();
        assertRefused(twice, "Neg", "'y'");
        byte[] input =
                new ModelBuilder(13).input("x", 1, 2).node("Relu", "x", "x").output("x").build();
        assertRefused(input, "'x'");
        byte[] stored =
                new ModelBuilder(13)
                        .input("x", 1, 2)
                        .weights("w", 2)
                        .weights("w", 2)
                        .node("Relu", "x", "y")
                        .output("y")
                        .build();
        assertRefused(stored, "'w'");
    }

    /// Before opset 7 an `axis` attribute placed the smaller operand of an addition: reading such a
    /// model by today's rule would be silently wrong.
    @Test
    void operatorSetsWithOtherBroadcastingAreRefused() {
        for (long opset : new long[] {1, 6}) {
            byte[] old =
                    new ModelBuilder(opset)
                            .input("x", 1, 4, 4, 4)
                            .weights("b", 4)
                            .node(
                                    "Add",
                                    "x b",
                                    "y",
                                    ModelBuilder.number("broadcast", 1),
                                    ModelBuilder.number("axis", 1))
                            .output("y")
                            .build();
            assertRefused(old, "operator set " + opset, "Maybe");
        }
        byte[] oldest =
                new ModelBuilder(7).input("x", 1, 2).node("Relu", "x", "y").output("y").build();
        assertThat(OnnxReader.parse(oldest, "m", 1).layers()).hasSize(1);
    }

    /// Five hundred convolutions of some 2⁵⁴ multiply-accumulates each cannot be counted in 64
    /// bits.
    @Test
    void moreWorkThanCanBeCountedIsRefused() {
        var model =
                new ModelBuilder(13)
                        .input("x", 1, 1, 1, 1)
                        .integers("shape", 1, 1, 1 << 12, 1 << 12)
                        .node("ConstantOfShape", "shape", "w");
        for (int i = 0; i < 500; i++) {
            model.node(
                            "Conv",
                            "x w",
                            "y" + i,
                            ModelBuilder.ints("pads", 20000, 20000, 20000, 20000))
                    .output("y" + i);
        }
        assertRefused(model.build(), "multiply-accumulates", "64 bits");
    }

    /// If the last of n equal names took n trials, this test would take a minute and not a second.
    @Test
    void manyEqualNodeNamesAreNumberedOneAfterTheOther() {
        int count = 40_000;
        var model = new ModelBuilder(13).input("x", 1, 2);
        for (int i = 0; i < count; i++) {
            model.rawNode(
                    NodeProto.newBuilder()
                            .setOpType("Relu")
                            .setName("same")
                            .addInput(i == 0 ? "x" : "t" + i)
                            .addOutput("t" + (i + 1))
                            .build());
        }
        Network network = OnnxReader.parse(model.output("t" + count).build(), "m", 1);
        assertThat(network.layers()).extracting("name").doesNotHaveDuplicates();
        assertThat(network.layers().getLast().name()).isEqualTo("same_" + count);
    }

    @Test
    void equalAndEmptyNodeNamesBecomeUnique() {
        NodeProto.Builder first =
                NodeProto.newBuilder()
                        .setOpType("Relu")
                        .setName("same")
                        .addInput("x")
                        .addOutput("a");
        NodeProto.Builder second =
                NodeProto.newBuilder()
                        .setOpType("Relu")
                        .setName("same")
                        .addInput("a")
                        .addOutput("b");
        NodeProto.Builder third =
                NodeProto.newBuilder().setOpType("Relu").addInput("b").addOutput("c");
        byte[] model =
                new ModelBuilder(13)
                        .input("x", 1, 2)
                        .rawNode(first.build())
                        .rawNode(second.build())
                        .rawNode(third.build())
                        .output("c")
                        .build();
        Network network = OnnxReader.parse(model, "m", 1);
        assertThat(network.layers()).extracting("name").containsExactly("same", "same_2", "Relu_2");
    }

    @Test
    void hugeExtentsAreRefusedBeforeMemoryIsTaken() {
        long huge = (1L << 31) - 1;
        byte[] input =
                new ModelBuilder(13)
                        .input("x", 1, huge, huge, huge)
                        .node("Relu", "x", "y")
                        .output("y")
                        .build();
        assertRefused(input, "'x'");
        byte[] constant =
                new ModelBuilder(13)
                        .input("x", 1, 2)
                        .integers("s", 1 << 30, 1 << 30)
                        .node("ConstantOfShape", "s", "c")
                        .node("Add", "x c", "y")
                        .output("y")
                        .build();
        assertRefused(constant, "ConstantOfShape");
        byte[] expanded =
                new ModelBuilder(13)
                        .input("x", 1, 2)
                        .weights("w", 1)
                        .integers("s", 1 << 30, 1 << 20)
                        .node("Expand", "w s", "c")
                        .node("Add", "x c", "y")
                        .output("y")
                        .build();
        assertRefused(expanded, "Expand");
        byte[] range =
                new ModelBuilder(13)
                        .input("x", 1, 2)
                        .integer("a", 0)
                        .integer("b", Long.MAX_VALUE)
                        .integer("d", 1)
                        .node("Range", "a b d", "r")
                        .node("Relu", "x", "y")
                        .output("y")
                        .build();
        assertRefused(range, "Range");
        byte[] padded =
                new ModelBuilder(13)
                        .input("x", 1, 1, 4, 4)
                        .weights("w", 1, 1, 3, 3)
                        .node(
                                "Conv",
                                "x w",
                                "y",
                                ints("pads", Long.MAX_VALUE, 0, Long.MAX_VALUE, 0))
                        .output("y")
                        .build();
        assertRefused(padded, "Conv", "out of range");
        byte[] product =
                new ModelBuilder(13)
                        .input("x", 1, 2)
                        .integers("a", Long.MAX_VALUE)
                        .node("Mul", "a a", "k")
                        .node("Reshape", "x k", "y")
                        .output("y")
                        .build();
        assertRefused(product, "Mul", "out of range");
    }

    @Test
    void tensorsThatDoNotHoldWhatTheirShapeSaysAreRefused() {
        TensorProto wrong =
                ModelBuilder.tensor("w", TensorProto.DataType.FLOAT_VALUE, 3, 3)
                        .addFloatData(1)
                        .build();
        assertRefused(
                new ModelBuilder(13)
                        .input("x", 1, 3)
                        .initializer(wrong)
                        .node("MatMul", "x w", "y")
                        .output("y")
                        .build(),
                "'w'");
        TensorProto negative =
                ModelBuilder.tensor("w", TensorProto.DataType.FLOAT_VALUE, -3, 3).build();
        assertRefused(
                new ModelBuilder(13)
                        .input("x", 1, 3)
                        .initializer(negative)
                        .node("MatMul", "x w", "y")
                        .output("y")
                        .build(),
                "'w'");
        TensorProto odd = ModelBuilder.tensor("w", TensorProto.DataType.STRING_VALUE, 1).build();
        assertRefused(
                new ModelBuilder(13)
                        .input("x", 1, 3)
                        .initializer(odd)
                        .node("MatMul", "x w", "y")
                        .output("y")
                        .build(),
                "STRING");
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        ModelBuilder[] models = {
            new ModelBuilder(13)
                    .input("x", 1, 3, 8, 8)
                    .weights("w", 4, 2, 3, 3)
                    .node("Conv", "x w", "y"),
            new ModelBuilder(13)
                    .input("x", 1, 4, 8, 8)
                    .weights("w", 4, 2, 3, 3)
                    .node("Conv", "x w", "y", number("group", 3)),
            new ModelBuilder(13)
                    .input("x", 1, 4, 8, 8)
                    .weights("w", 4, 2, 3, 3)
                    .node("Conv", "x w", "y", number("group", 0)),
            new ModelBuilder(13)
                    .input("x", 1, 4, 2, 2)
                    .weights("w", 4, 4, 3, 3)
                    .node("Conv", "x w", "y"),
            new ModelBuilder(13).input("x", 1, 4).weights("w", 3, 4).node("MatMul", "x w", "y"),
            new ModelBuilder(13).input("x", 1, 4).weights("w", 3).node("Add", "x w", "y"),
            new ModelBuilder(13).input("x", 1, 4).integers("s", 3, -1).node("Reshape", "x s", "y"),
            new ModelBuilder(13).input("x", 1, 4).integers("s", -1, -1).node("Reshape", "x s", "y"),
            new ModelBuilder(13).input("x", 1, 4).node("Transpose", "x", "y", ints("perm", 0, 0)),
            new ModelBuilder(13)
                    .input("x", 1, 4)
                    .integers("i", 9)
                    .node("Gather", "x i", "y", number("axis", 1)),
            new ModelBuilder(13).input("x", 1, 4).node("Softmax", "x", "y", number("axis", 5)),
            new ModelBuilder(13).input("x", 1, 4).node("Gemm", "x", "y"),
            new ModelBuilder(13).input("x", 1, 4).node("MaxPool", "x", "y"),
            new ModelBuilder(13).input("x", 3, 4).node("Relu", "x", "y"),
            new ModelBuilder(13).input("x", 1, -1).node("Relu", "x", "z"),
        };
        for (ModelBuilder model : models) {
            assertRefused(model.output("y").build(), "m: ");
        }
    }

    @Test
    void externalDataIsReadFromTheModelsFolderOnly() throws IOException {
        Path inside = Files.createDirectory(folder.resolve("model"));
        byte[] weights =
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(1)
                        .putFloat(2)
                        .putFloat(3)
                        .putFloat(4)
                        .array();
        Files.write(inside.resolve("weights.bin"), weights);
        Files.write(folder.resolve("secret.bin"), weights);
        Files.createSymbolicLink(inside.resolve("link.bin"), folder.resolve("secret.bin"));
        Path file = inside.resolve("net.onnx");
        Files.write(file, external("weights.bin", "0"));
        Network network = OnnxReader.read(file, 1);
        // Two columns of two rows each, as the nest has it.
        assertThat(TrainedNetworksTest.constant(network, "n.y:weights").values())
                .containsExactly(1, 3, 2, 4);
        OnnxFile before = OnnxReader.load(file, 1, Map.of());
        assertThat(before.external()).containsOnlyKeys("weights.bin 0 16");
        weights[0]++;
        Files.write(inside.resolve("weights.bin"), weights);
        OnnxFile after = OnnxReader.load(file, 1, Map.of());
        assertThat(after.content()).isEqualTo(before.content());
        assertThat(after.external()).isNotEqualTo(before.external());
        for (String escape :
                List.of(
                        "../secret.bin",
                        folder.resolve("secret.bin").toString(),
                        "link.bin",
                        ".",
                        "",
                        "a/../../secret.bin",
                        "gone.bin",
                        "\u0000")) {
            Files.write(file, external(escape, "0"));
            assertThatThrownBy(() -> OnnxReader.read(file, 1))
                    .as(escape)
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("external data of 'w'");
        }
        for (String offset : List.of("4", "-1", "x", Long.toString(Long.MAX_VALUE))) {
            Files.write(file, external("weights.bin", offset));
            assertThatThrownBy(() -> OnnxReader.read(file, 1))
                    .as(offset)
                    .isInstanceOf(ModelFileException.class);
        }
        assertRefused(external("weights.bin", "0"), "no folder");
    }

    @Test
    void messagesAreOneLineWhateverTheNamesHold() {
        NodeProto node =
                NodeProto.newBuilder()
                        .setOpType("Lo\nop")
                        .setName("a\r\nb\u001b[31m")
                        .addInput("x")
                        .addOutput("y")
                        .build();
        byte[] model = new ModelBuilder(13).input("x", 1, 2).rawNode(node).output("y").build();
        assertThatThrownBy(() -> OnnxReader.parse(model, "m", 1))
                .isInstanceOf(ModelFileException.class)
                .message()
                .doesNotContain("\n", "\r", "\u001b");
    }

    private static byte[] external(String location, String offset) {
        TensorProto tensor =
                ModelBuilder.tensor("w", TensorProto.DataType.FLOAT_VALUE, 2, 2)
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(entry("location", location))
                        .addExternalData(entry("offset", offset))
                        .build();
        return new ModelBuilder(13)
                .input("x", 1, 2)
                .initializer(tensor)
                .node("MatMul", "x w", "y")
                .output("y")
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static boolean refuses(byte[] model) {
        try {
            OnnxReader.parse(model, "m", 1);
            return false;
        } catch (ModelFileException e) {
            assertThat(e.getMessage()).startsWith("m: ").doesNotContain("\n");
            return true;
        }
    }

    private static void assertRefused(byte[] model, String... parts) {
        assertThatThrownBy(() -> OnnxReader.parse(model, "m", 1))
                .isInstanceOf(ModelFileException.class)
                .message()
                .contains(parts);
    }
}
