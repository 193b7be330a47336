package bitwright.workload.onnx;

import static bitwright.workload.onnx.ModelBuilder.ints;
import static bitwright.workload.onnx.ModelBuilder.number;
import static bitwright.workload.onnx.ModelBuilder.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import bitwright.workload.Contraction;
import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.onnx.FloatEngine.Values;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Quantized models are read as networks of real numbers. Inputs lie on the grid of their
/// quantization, so that the network's results are those of ONNX Runtime's quantized operators up
/// to the output's own rounding.
final class QuantizedModelsTest {
    private static final int ZERO = 100;
    private static final float STEP = 1f / 64;

    @Test
    void aConvolutionBetweenPairsOfQuantizeAndDequantize() throws OrtException {
        byte[] model =
                image(21)
                        .node("DequantizeLinear", "w ws wz", "wr", number("axis", 0))
                        .initializer(whole("b", 100, -200, 300, 4))
                        .reals("bs", new long[] {4}, bias())
                        .node("DequantizeLinear", "b bs", "br", number("axis", 0))
                        .node("QuantizeLinear", "x xs xz", "q")
                        .node("DequantizeLinear", "q xs xz", "d")
                        .node("Conv", "d wr br", "y", ints("pads", 1, 0, 0, 1))
                        .output("y")
                        .build();
        Contraction layer = check(model, grid(2, 3, 5, 6), 1e-4f);
        assertThat(layer.inputs()).containsExactly("x");
        // Weights and biases; scales and zero points are no parameters.
        assertThat(OnnxReader.parse(model, "m", 2).parameters()).isEqualTo(4 * 3 * 9 + 4);
    }

    @Test
    void anIntegerConvolutionAndItsScale() throws OrtException {
        byte[] model =
                image(13)
                        .initializer(codes("w0", DataType.INT8, -3))
                        .reals("both", new long[0], 0.25f * STEP)
                        .node("QuantizeLinear", "x xs xz", "q")
                        .node("ConvInteger", "q w xz w0", "i", ints("strides", 2, 1))
                        .node("Cast", "i", "c", number("to", DataType.FLOAT_VALUE))
                        .node("Mul", "c both", "y")
                        .output("y")
                        .build();
        Network network = OnnxReader.parse(model, "m", 2);
        // The file multiplies by the input's scale after the product: the codes are made first.
        assertThat(network.layers()).hasSize(2);
        Values x = grid(2, 3, 5, 6);
        float[] steps = new float[x.values().length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = x.values()[i] / STEP;
        }
        Contraction layer = network.contractions().getFirst();
        assertThat(PlainLoops.compute(network, layer, steps, null))
                .containsExactly(
                        FloatEngine.run(model, Map.of("x", x), "y").values(), within(1e-4f));
    }

    @Test
    void aLinearConvolution() throws OrtException {
        byte[] model =
                image(13)
                        .reals("ys", new long[0], 0.25f)
                        .initializer(codes("yz", DataType.UINT8, 128))
                        .initializer(whole("b", 100, -200, 300, 4))
                        .node("QuantizeLinear", "x xs xz", "q")
                        .node("QLinearConv", "q xs xz w ws wz ys yz b", "r")
                        .node("DequantizeLinear", "r ys yz", "y")
                        .output("y")
                        .build();
        check(model, grid(2, 3, 5, 6), 0.25f / 2 + 1e-3f);
    }

    @Test
    void dynamicQuantizationAndAnIntegerProductWithItsBias() throws OrtException {
        byte[] model =
                new ModelBuilder(11)
                        .input("x", -1, 4, 8)
                        .initializer(bytes("w", DataType.INT8, 8, 6))
                        .initializer(codes("wz", DataType.INT8, 1, -2, 3, 4, -5, 6))
                        .reals("ws", new long[] {6}, 0.5f, 0.25f, 1, 2, 0.125f, 0.75f)
                        .weights("b", 6)
                        .node("DynamicQuantizeLinear", "x", "q qs qz")
                        .node("Mul", "qs ws", "s")
                        .node("MatMulInteger", "q w qz wz", "i")
                        .node("Cast", "i", "c", number("to", DataType.FLOAT_VALUE))
                        .node("Mul", "c s", "m")
                        .node("Add", "b m", "y")
                        .output("y")
                        .build();
        Contraction layer = check(model, grid(2, 4, 8), 1e-2f);
        assertThat(layer.bias()).isNotNull();
        assertThat(layer.op()).isEqualTo("MatMulInteger");
        assertThat(OnnxReader.parse(model, "m", 2).parameters()).isEqualTo(8 * 6 + 6);
    }

    @Test
    void linearProducts() throws OrtException {
        ModelBuilder start =
                new ModelBuilder(13)
                        .input("x", -1, 8)
                        .reals("xs", new long[0], STEP)
                        .initializer(codes("xz", DataType.UINT8, ZERO))
                        .initializer(bytes("w", DataType.INT8, 8, 6))
                        .reals("ws", new long[0], 0.01f)
                        .initializer(codes("wz", DataType.INT8, 0))
                        .reals("ys", new long[0], 0.0625f)
                        .initializer(codes("yz", DataType.UINT8, 120))
                        .node("QuantizeLinear", "x xs xz", "q");
        byte[] product =
                start.node("QLinearMatMul", "q xs xz w ws wz ys yz", "r")
                        .node("DequantizeLinear", "r ys yz", "y")
                        .output("y")
                        .build();
        check(product, grid(9, 8), 0.0625f / 2 + 1e-3f);
    }

    @Test
    void fourBitWeightsInBlocks() throws OrtException {
        var codes = tensor("w", DataType.INT4_VALUE, 8, 6);
        codes.setRawData(ByteString.copyFrom(random(3, 24)));
        byte[] positive =
                new ModelBuilder(21)
                        .input("x", -1, 8)
                        .initializer(codes.build())
                        .reals(
                                "ws",
                                new long[] {2, 6},
                                1,
                                2,
                                3,
                                4,
                                5,
                                6,
                                .1f,
                                .2f,
                                .3f,
                                .4f,
                                .5f,
                                .6f)
                        .node(
                                "DequantizeLinear",
                                "w ws",
                                "r",
                                number("axis", 0),
                                number("block_size", 4))
                        .node("MatMul", "x r", "y")
                        .output("y")
                        .build();
        check(positive, FloatEngine.random(4, 2, 8), 1e-3f);
    }

    @Test
    void aQuantizedConstantIsRounded() throws OrtException {
        for (int bits : new int[] {8, 16}) {
            var zero = codes("z", bits == 8 ? DataType.INT8 : DataType.INT16, 3);
            byte[] model =
                    new ModelBuilder(21)
                            .input("x", -1, 5)
                            .weights("w", 5, 7)
                            .reals("s", new long[0], 0.007f)
                            .initializer(zero)
                            .node("QuantizeLinear", "w s z", "q")
                            .node("DequantizeLinear", "q s z", "r")
                            .node("MatMul", "x r", "y")
                            .output("y")
                            .build();
            check(model, FloatEngine.random(5, 2, 5), 1e-5f);
        }
    }

    @Test
    void quantizedFormsOfPointwiseOperators() {
        ModelBuilder model =
                image(13)
                        .reals("ys", new long[0], 0.5f)
                        .initializer(codes("yz", DataType.UINT8, 9))
                        .node("QuantizeLinear", "x xs xz", "q");
        for (String node :
                List.of(
                        "QLinearAdd q xs xz q xs xz ys yz > a",
                        "QLinearSigmoid a ys yz ys yz > s",
                        "QLinearConcat ys yz s ys yz q xs xz > c",
                        "QLinearGlobalAveragePool c ys yz ys yz > p")) {
            String[] parts = node.split(" > ");
            String[] words = parts[0].split(" ");
            var proto = NodeProto.newBuilder().setOpType(words[0]).setDomain("com.microsoft");
            for (int i = 1; i < words.length; i++) {
                proto.addInput(words[i]);
            }
            if (words[0].equals("QLinearConcat")) {
                proto.addAttribute(number("axis", 1));
            }
            model.rawNode(proto.addOutput(parts[1]).build());
        }
        model.node("MaxPool", "p", "m", ints("kernel_shape", 1, 1))
                .node("Reshape", "m form", "f")
                .integers("form", 0, -1)
                .node("DequantizeLinear", "f ys yz", "y")
                .output("y");
        Network network = OnnxReader.parse(model.build(), "m", 2);
        assertThat(network.layers())
                .extracting("op")
                .containsExactly(
                        "QLinearAdd",
                        "QLinearSigmoid",
                        "QLinearConcat",
                        "QLinearGlobalAveragePool",
                        "MaxPool",
                        "Reshape");
        assertThat(((Pointwise) network.layers().getFirst()).kind()).isEqualTo(Pointwise.Kind.ADD);
        assertThat(network.layers().getFirst().inputs()).containsExactly("x", "x");
        assertThat(network.shapes().get("f")).isEqualTo(List.of(2, 6));
        TrainedNetworksTest.assertConsistent(network);
    }

    @Test
    void codesAreNotTakenForNumbers() {
        assertRefused(
                image(14).node("QuantizeLinear", "x xs xz", "q").node("Relu", "q", "y"),
                "computes with the codes of the quantized tensor 'q'");
        assertRefused(
                image(13)
                        .reals("other", new long[0], 2)
                        .initializer(codes("oz", DataType.UINT8, 7))
                        .node("QuantizeLinear", "x xs xz", "q")
                        .node("DequantizeLinear", "q other oz", "y"),
                "with another zero point or scale than it was written");
        assertRefused(
                image(13)
                        .node("QuantizeLinear", "x xs xz", "q")
                        .node("Concat", "q x", "y", number("axis", 1)),
                "joins tensors that are quantized in different ways");
        assertRefused(
                image(13)
                        .reals("nought", new long[0], 0)
                        .node("QuantizeLinear", "x nought xz", "y"),
                "the scale 'nought' must be positive and finite, not 0.0");
        assertRefused(
                image(13).reals("two", new long[] {2}, 1, 2).node("DequantizeLinear", "w two", "y"),
                "a scale of shape [2] does not fit a tensor of shape [4, 3, 3, 3] on axis 1");
    }

    @Test
    void weightsOfIntegersAreNotExchanged() {
        byte[] model =
                image(13)
                        .node("DynamicQuantizeLinear", "x", "q qs qz")
                        .node("ConvInteger", "q w qz", "i")
                        .node("Cast", "i", "y", number("to", DataType.FLOAT_VALUE))
                        .output("y")
                        .build();
        assertThatThrownBy(() -> FloatVariant.of(model))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("(ConvInteger): its weights cannot be exchanged");
    }

    /// A model of images with the scale and zero point of its input and 8-bit weights.
    private static ModelBuilder image(long opset) {
        return new ModelBuilder(opset)
                .input("x", -1, 3, 5, 6)
                .reals("xs", new long[0], STEP)
                .initializer(codes("xz", DataType.UINT8, ZERO))
                .initializer(bytes("w", DataType.INT8, 4, 3, 3, 3))
                .reals("ws", new long[] {4}, 0.01f, 0.02f, 0.005f, 0.03f)
                .initializer(codes("wz", DataType.INT8, 0, 0, 0, 0));
    }

    private static float[] bias() {
        return new float[] {0.01f * STEP, 0.02f * STEP, 0.005f * STEP, 0.03f * STEP};
    }

    private static Contraction check(byte[] model, Values x, float tolerance) throws OrtException {
        Network network = OnnxReader.parse(model, "m", x.shape().getFirst());
        assertThat(network.layers()).hasSize(1);
        Contraction layer = network.contractions().getFirst();
        Values expected = FloatEngine.run(model, Map.of("x", x), "y");
        assertThat(network.shapes().get(network.outputs().getFirst())).isEqualTo(expected.shape());
        assertThat(PlainLoops.compute(network, layer, x.values(), null))
                .containsExactly(expected.values(), within(tolerance));
        TrainedNetworksTest.assertConsistent(network);
        return layer;
    }

    private static void assertRefused(ModelBuilder model, String part) {
        assertThatThrownBy(() -> OnnxReader.parse(model.output("y").build(), "m", 1))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(part);
    }

    /// Numbers on the grid of the input's quantization, the least and greatest among them, so that
    /// dynamic quantization finds the same grid.
    private static Values grid(Integer... shape) {
        Values values = FloatEngine.random(11, shape);
        var random = new SplittableRandom(12);
        for (int i = 0; i < values.values().length; i++) {
            int code = i == 0 ? 0 : i == 1 ? 255 : random.nextInt(256);
            values.values()[i] = (code - ZERO) * STEP;
        }
        return values;
    }

    private static TensorProto whole(String name, int... values) {
        var tensor = tensor(name, DataType.INT32_VALUE, values.length);
        for (int value : values) {
            tensor.addInt32Data(value);
        }
        return tensor.build();
    }

    /// One code is a scalar.
    private static TensorProto codes(String name, DataType type, int... values) {
        var tensor =
                values.length == 1
                        ? tensor(name, type.getNumber())
                        : tensor(name, type.getNumber(), values.length);
        for (int value : values) {
            tensor.addInt32Data(value);
        }
        return tensor.build();
    }

    /// Codes of 7 bits: the runtime's products of 8 by 8 bits saturate in pairs on some processors.
    private static TensorProto bytes(String name, DataType type, long... shape) {
        int elements = 1;
        for (long extent : shape) {
            elements = Math.toIntExact(elements * extent);
        }
        byte[] codes = random(elements, elements);
        for (int i = 0; i < elements; i++) {
            codes[i] /= 2;
        }
        return tensor(name, type.getNumber(), shape).setRawData(ByteString.copyFrom(codes)).build();
    }

    private static byte[] random(long seed, int count) {
        byte[] bytes = new byte[count];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }
}
