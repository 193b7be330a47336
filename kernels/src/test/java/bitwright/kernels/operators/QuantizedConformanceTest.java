package bitwright.kernels.operators;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import bitwright.arch.format.Int;
import bitwright.kernels.operators.ConformanceCase.Stored;
import bitwright.workload.Tensor;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// ONNX's own cases of the quantized operators, every integer, on both kernels and by both rules.
class QuantizedConformanceTest {
    private static final List<String> OPERATORS =
            List.of(
                    "ConvInteger",
                    "DequantizeLinear",
                    "DynamicQuantizeLinear",
                    "MatMulInteger",
                    "QLinearConv",
                    "QLinearMatMul",
                    "QuantizeLinear");

    /// The cases of release 1.12.0; a later one may have more.
    private static final List<String> NAMES =
            List.of(
                    "test_basic_convinteger",
                    "test_convinteger_with_padding",
                    "test_convinteger_without_padding",
                    "test_dequantizelinear",
                    "test_dequantizelinear_axis",
                    "test_dynamicquantizelinear",
                    "test_dynamicquantizelinear_max_adjusted",
                    "test_dynamicquantizelinear_min_adjusted",
                    "test_matmulinteger",
                    "test_qlinearconv",
                    "test_qlinearmatmul_2D",
                    "test_qlinearmatmul_3D",
                    "test_quantizelinear",
                    "test_quantizelinear_axis");

    /// Cases that were themselves computed in 32-bit floats and whose quotient is a tie there and
    /// not among the real numbers: 0.5 by 0.019607844 is 25.4999996, of which the float is 25.5.
    private static final List<String> FLOAT_TIES = List.of("test_dynamicquantizelinear");

    @Test
    void theDefinitionOfTheFloatTieIsBelowIt() {
        var target = new QuantizedTarget("y", new Int(8, false), 0.019607844f, 153);
        assertThat(OnnxRequantization.DEFINITION.quantize(0.5f, target)).isEqualTo(178);
        assertThat(OnnxRequantization.RUNTIME_FLOAT.quantize(0.5f, target)).isEqualTo(179);
    }

    @Test
    void allCasesAgree() {
        if (!Files.isDirectory(ConformanceCase.FOLDER.resolve("node"))) {
            String leftOut =
                    "ONNX conformance cases left out, for there is no "
                            + ConformanceCase.FOLDER
                            + " (package libonnx-testdata): "
                            + String.join(", ", NAMES);
            System.out.println(leftOut);
            Assumptions.abort(leftOut);
        }
        var compared = new TreeSet<String>();
        var roundedOtherwise = new TreeSet<String>();
        for (ConformanceCase one : ConformanceCase.of(OPERATORS)) {
            if (!NAMES.contains(one.name()) && !isOfOurTypes(one)) {
                continue;
            }
            compared.add(one.name());
            for (ContractionKernel kernel : ContractionKernel.values()) {
                check(one, kernel, OnnxRequantization.RUNTIME_FLOAT);
                try {
                    check(one, kernel, OnnxRequantization.DEFINITION);
                } catch (AssertionError e) {
                    roundedOtherwise.add(one.name());
                }
            }
        }
        assertThat(compared).containsAll(NAMES);
        assertThat(roundedOtherwise).containsExactlyElementsOf(FLOAT_TIES);
    }

    /// Later releases have cases of 8-bit floats.
    private static boolean isOfOurTypes(ConformanceCase one) {
        try {
            one.inputs().stream()
                    .filter(input -> input.integers().length > 0)
                    .forEach(Stored::format);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void check(
            ConformanceCase one, ContractionKernel kernel, OnnxRequantization rule) {
        List<Stored> in = one.inputs();
        Stored expected = one.outputs().getFirst();
        switch (one.node().getOpType()) {
            case "ConvInteger" -> {
                Accumulators y =
                        QuantizedConvolution.convInteger(
                                quantized(one, 0, -1, 2, 0),
                                quantized(one, 1, -1, 3, 0),
                                attributes(one),
                                kernel);
                equal(one, expected, y.shape(), y.values());
            }
            case "MatMulInteger" -> {
                Accumulators y =
                        QuantizedMatrixProduct.matMulInteger(
                                quantized(one, 0, -1, 2, 0),
                                quantized(one, 1, -1, 3, in.get(1).shape().size() - 1),
                                kernel);
                equal(one, expected, y.shape(), y.values());
            }
            case "QLinearConv" -> {
                QuantizedTensor y =
                        QuantizedConvolution.qLinearConv(
                                quantized(one, 0, 1, 2, 0),
                                quantized(one, 3, 4, 5, 0),
                                has(one, 8) ? in.get(8).integers() : null,
                                target(one),
                                attributes(one),
                                kernel,
                                rule);
                equal(one, expected, y.shape(), y.values());
            }
            case "QLinearMatMul" -> {
                QuantizedTensor y =
                        QuantizedMatrixProduct.qLinearMatMul(
                                quantized(one, 0, 1, 2, 0),
                                quantized(one, 3, 4, 5, in.get(3).shape().size() - 1),
                                target(one),
                                kernel,
                                rule);
                equal(one, expected, y.shape(), y.values());
            }
            case "QuantizeLinear" -> {
                Int format = has(one, 2) ? in.get(2).format() : new Int(8, false);
                QuantizedTensor y =
                        LinearQuantization.quantize(
                                in.getFirst().name(),
                                in.getFirst().real(),
                                format,
                                quantization(one, 0, 1, 2, (int) attribute(one, "axis", 1)),
                                rule);
                equal(one, expected, y.shape(), y.values());
            }
            case "DequantizeLinear" -> {
                Tensor y =
                        LinearQuantization.dequantize(
                                quantized(one, 0, 1, 2, (int) attribute(one, "axis", 1)));
                assertThat(y.shape()).as(one.name()).isEqualTo(expected.shape());
                assertThat(y.values()).as(one.name()).isEqualTo(expected.reals());
            }
            case "DynamicQuantizeLinear" -> {
                QuantizedTensor y =
                        LinearQuantization.quantizeDynamically("x", in.getFirst().real(), rule);
                equal(one, expected, y.shape(), y.values());
                assertThat(y.quantization().scales())
                        .as(one.name())
                        .isEqualTo(one.outputs().get(1).reals());
                assertThat(y.quantization().zeroPoints())
                        .as(one.name())
                        .isEqualTo(one.outputs().get(2).integers());
            }
            default -> throw new IllegalStateException(one.node().getOpType());
        }
    }

    private static void equal(
            ConformanceCase one, Stored expected, List<Integer> shape, int[] values) {
        assertThat(shape).as(one.name()).isEqualTo(expected.shape());
        assertThat(values).as(one.name()).isEqualTo(expected.integers());
    }

    /// Whether an optional input is given; the stored inputs skip those left out, which no case of
    /// these operators does but at the end.
    private static boolean has(ConformanceCase one, int input) {
        return input >= 0 && input < one.inputs().size();
    }

    private static QuantizedTarget target(ConformanceCase one) {
        Stored zeroPoint = one.inputs().get(7);
        return new QuantizedTarget(
                "y", zeroPoint.format(), one.inputs().get(6).reals()[0], zeroPoint.integers()[0]);
    }

    private static QuantizedTensor quantized(
            ConformanceCase one, int tensor, int scale, int zeroPoint, int axis) {
        Stored stored = one.inputs().get(tensor);
        return new QuantizedTensor(
                stored.name(),
                stored.format(),
                stored.shape(),
                stored.integers(),
                quantization(one, tensor, scale, zeroPoint, axis));
    }

    private static AffineQuantization quantization(
            ConformanceCase one, int tensor, int scale, int zeroPoint, int axis) {
        float[] scales = has(one, scale) ? one.inputs().get(scale).reals() : new float[0];
        int[] zeroPoints =
                has(one, zeroPoint)
                        ? one.inputs().get(zeroPoint).integers()
                        : new int[scales.length];
        if (scales.length == 0) {
            // An operator without scales.
            scales = new float[Math.max(1, zeroPoints.length)];
            Arrays.fill(scales, 1);
            zeroPoints = zeroPoints.length == 0 ? new int[1] : zeroPoints;
        }
        if (scales.length == 1) {
            return AffineQuantization.ofTensor(scales[0], zeroPoints[0]);
        }
        int rank = one.inputs().get(tensor).shape().size();
        int counted = axis < 0 ? axis + rank : axis;
        long block = attribute(one, "block_size", 0);
        return block == 0
                ? AffineQuantization.ofAxis(counted, scales, zeroPoints)
                : AffineQuantization.ofBlocks(counted, (int) block, scales, zeroPoints);
    }

    private static ConvolutionAttributes attributes(ConformanceCase one) {
        int axes = one.inputs().getFirst().shape().size() - 2;
        return new ConvolutionAttributes(
                attribute(one, "strides", axes, 1),
                attribute(one, "dilations", axes, 1),
                attribute(one, "pads", 2 * axes, 0),
                (int) attribute(one, "group", 1),
                ConvolutionAttributes.AutoPad.NOTSET);
    }

    private static long attribute(ConformanceCase one, String name, long otherwise) {
        return one.node().getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .map(AttributeProto::getI)
                .findFirst()
                .orElse(otherwise);
    }

    private static List<Integer> attribute(
            ConformanceCase one, String name, int count, int otherwise) {
        return one.node().getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .map(attribute -> attribute.getIntsList().stream().map(Math::toIntExact).toList())
                .findFirst()
                .orElse(Collections.nCopies(count, otherwise));
    }
}
