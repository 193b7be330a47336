package bitwright.kernels.operators;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import bitwright.arch.format.Int;
import bitwright.kernels.operators.ExposedModel.Values;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.onnx.OnnxReader;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A whole convolutional network that others trained (PP-OCR's direction classifier, of 32-bit
/// floats), layer by layer at 8 bits: the float runtime's own tensors before and after each
/// convolution and its trained weights are quantized, and ONNX Runtime's integer convolutions on
/// those integers must give ours.
final class ClassifierOracleTest {
    private static final Int UINT8 = new Int(8, false);
    private static final Int INT8 = new Int(8, true);
    private static final int OPERATOR_SET = 20;
    private static final String MODEL = "/models/ch_ppocr_mobile_v2.0_cls_infer.onnx";

    /// Lines of text of 48 rows; an odd number of columns leaves half a step at strides of 2.
    private static final int[] WIDTHS = {192, 77};

    private record Layer(
            String name,
            QuantizedTensor x,
            QuantizedTensor w,
            ConvolutionAttributes attributes,
            QuantizedTarget target,
            String sums,
            String codes) {}

    @Test
    void everyConvolutionOfATrainedClassifier() throws IOException, OrtException {
        int convolutions = 0;
        long values = 0;
        long written = 0;
        try (ExposedModel model = ExposedModel.of(MODEL, List.of("Conv"))) {
            for (int width : WIDTHS) {
                written += written(model, width);
                Map<String, Values> tensors = run(model, width);
                var packed = new PackedModel(OPERATOR_SET);
                var layers = new ArrayList<Layer>();
                for (NodeProto node : model.nodes("Conv")) {
                    layers.add(layer(model, node, tensors, packed));
                }
                PackedModel.Results results = packed.run(PackedModel.Products.EXACT);
                for (Layer layer : layers) {
                    values += assertEqual(layer, results);
                    convolutions++;
                }
            }
        }
        assertThat(convolutions).isEqualTo(53 * WIDTHS.length);
        // Accumulators and codes.
        assertThat(values).isEqualTo(2 * written);
    }

    /// What the reader says that the convolutions of one image write.
    private static long written(ExposedModel model, int width) {
        return OnnxReader.parse(model.bytes(), MODEL, 1, Map.of("x", List.of(1, 3, 48, width)))
                .contractions()
                .stream()
                .filter(layer -> layer.op().equals("Conv"))
                .mapToLong(layer -> layer.nest().elements(Operand.OUTPUT))
                .sum();
    }

    private static long assertEqual(Layer layer, PackedModel.Results results) {
        int[] sums = results.of(layer.sums()).integers();
        int[] codes = results.of(layer.codes()).integers();
        for (ContractionKernel kernel : ContractionKernel.values()) {
            Accumulators found =
                    QuantizedConvolution.convInteger(
                            layer.x(), layer.w(), layer.attributes(), kernel);
            ExposedModel.assertSame(layer.name() + " " + kernel, found.values(), sums);
            QuantizedTensor requantized =
                    QuantizedConvolution.qLinearConv(
                            layer.x(),
                            layer.w(),
                            null,
                            layer.target(),
                            layer.attributes(),
                            kernel,
                            OnnxRequantization.RUNTIME_FLOAT);
            ExposedModel.assertSame(layer.name() + " " + kernel, requantized.values(), codes);
        }
        assertThat(Arrays.stream(sums).distinct().count()).as(layer.name()).isGreaterThan(1);
        return sums.length + codes.length;
    }

    /// Quantizes a convolution's tensors and adds its two integer forms to a model.
    private static Layer layer(
            ExposedModel model, NodeProto node, Map<String, Values> tensors, PackedModel packed) {
        QuantizedTensor x = dynamic(node.getInput(0), tensors);
        QuantizedTensor w = weights(node.getInput(1), model.constant(node.getInput(1)));
        QuantizedTensor y = dynamic(node.getOutput(0), tensors);
        float scale = y.quantization().scales()[0];
        var target = new QuantizedTarget(y.name(), UINT8, scale, y.quantization().zeroPoints()[0]);
        String input = packed.input(x);
        String zero = scalar(packed, x.quantization().zeroPoints()[0]);
        String filter = packed.constant(INT8, w.shape(), w.values());
        int channels = w.shape().getFirst();
        AttributeProto[] attributes = node.getAttributeList().toArray(AttributeProto[]::new);
        String sums =
                packed.output(
                        packed.node("ConvInteger", List.of(input, filter, zero), attributes),
                        TensorProto.DataType.INT32_VALUE);
        String codes =
                packed.output(
                        packed.node(
                                "QLinearConv",
                                List.of(
                                        input,
                                        packed.constant(x.quantization().scales()[0]),
                                        zero,
                                        filter,
                                        packed.constant(
                                                List.of(channels), w.quantization().scales()),
                                        packed.constant(INT8, List.of(channels), new int[channels]),
                                        packed.constant(scale),
                                        scalar(packed, target.zeroPoint())),
                                attributes),
                        PackedModel.type(UINT8));
        return new Layer(node.getName(), x, w, attributes(node), target, sums, codes);
    }

    /// Unsigned 8 bits, one scale and zero point for the tensor.
    private static QuantizedTensor dynamic(String name, Map<String, Values> tensors) {
        Values values = Objects.requireNonNull(tensors.get(name), name);
        return LinearQuantization.quantizeDynamically(
                name, new Tensor(values.shape(), values.reals()), OnnxRequantization.RUNTIME_FLOAT);
    }

    /// Signed 8 bits, one scale for each output channel.
    private static QuantizedTensor weights(String name, Values values) {
        int channels = values.shape().getFirst();
        int perChannel = values.reals().length / channels;
        float[] scales = new float[channels];
        for (int i = 0; i < values.reals().length; i++) {
            int channel = i / perChannel;
            scales[channel] = Math.max(scales[channel], Math.abs(values.reals()[i]) / 127);
        }
        for (int channel = 0; channel < channels; channel++) {
            scales[channel] = scales[channel] == 0 ? 1 : scales[channel];
        }
        return LinearQuantization.quantize(
                name,
                new Tensor(values.shape(), values.reals()),
                INT8,
                AffineQuantization.ofAxis(0, scales, null),
                OnnxRequantization.RUNTIME_FLOAT);
    }

    private static ConvolutionAttributes attributes(NodeProto node) {
        return new ConvolutionAttributes(
                numbers(node, "strides"),
                numbers(node, "dilations"),
                numbers(node, "pads"),
                Math.toIntExact(attribute(node, "group").getI()),
                ConvolutionAttributes.AutoPad.NOTSET);
    }

    private static List<Integer> numbers(NodeProto node, String name) {
        return attribute(node, name).getIntsList().stream().map(Math::toIntExact).toList();
    }

    private static AttributeProto attribute(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String scalar(PackedModel packed, int value) {
        return packed.constant(UINT8, List.of(), new int[] {value});
    }

    /// Strokes of text are blocks of black and white; the network wants -1 to 1.
    private static Map<String, Values> run(ExposedModel model, int width) throws OrtException {
        var random = new SplittableRandom(width);
        float[] image = new float[3 * 48 * width];
        for (int i = 0; i < image.length; i++) {
            boolean stroke = i / width / 6 % 2 == 0 && i % width / 4 % 3 == 0;
            image[i] = (float) Math.clamp((stroke ? -0.8 : 0.8) + random.nextGaussian() / 8, -1, 1);
        }
        try (OnnxTensor x = ExposedModel.tensor(FloatBuffer.wrap(image), 1, 3, 48, width)) {
            return model.run(Map.of("x", x));
        }
    }
}
