package bitwright.kernels.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Int;
import bitwright.workload.Tensor;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every refusal is one line that names the tensor and the value.
class BadInputTest {
    private static final AffineQuantization PLAIN = AffineQuantization.ofTensor(1, 0);

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void realNumbersMustBeFinite(float value) {
        var real = new Tensor(List.of(3), new float[] {1, value, 2});
        for (OnnxRequantization rule : OnnxRequantization.values()) {
            refused(
                    () -> LinearQuantization.quantize("image", real, Draws.INT8, PLAIN, rule),
                    "tensor 'image': value [1] (" + value + ") must be finite");
            refused(
                    () -> LinearQuantization.quantizeDynamically("image", real, rule),
                    "tensor 'image': value [1] (" + value + ") must be finite");
        }
    }

    @ParameterizedTest
    @EnumSource
    void tensorsMustNotBeEmpty(OnnxRequantization rule) {
        var real = new Tensor(List.of(2, 0), new float[0]);
        refused(
                () -> LinearQuantization.quantizeDynamically("image", real, rule),
                "tensor 'image': the shape [2, 0] has an extent of 0");
        refused(
                () -> LinearQuantization.quantize("image", real, Draws.INT8, PLAIN, rule),
                "tensor 'image': the shape [2, 0] has an extent of 0");
        refused(
                () -> tensor("w", Draws.INT8, List.of(0)),
                "tensor 'w': the shape [0] has an extent of 0");
    }

    @ParameterizedTest
    @ValueSource(
            floats = {0, -0.0f, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void scalesMustBeAboveZeroAndFinite(float scale) {
        refused(
                () -> new QuantizedTarget("y", Draws.UINT8, scale, 0),
                "tensor 'y': scale (" + scale + ") must be above zero and finite");
        refused(
                () ->
                        new QuantizedTensor(
                                "w",
                                Draws.INT8,
                                List.of(2),
                                new int[2],
                                AffineQuantization.ofAxis(0, new float[] {1, scale}, null)),
                "tensor 'w': scale (" + scale + ") must be above zero and finite");
        refused(
                () ->
                        LinearQuantization.quantize(
                                "x",
                                new Tensor(List.of(1), new float[1]),
                                Draws.INT8,
                                AffineQuantization.ofTensor(scale, 0),
                                OnnxRequantization.DEFINITION),
                "tensor 'x': scale (" + scale + ") must be above zero and finite");
    }

    @Test
    void dynamicRangesMustHaveAScale() {
        refused(
                () -> dynamic(-Float.MAX_VALUE, Float.MAX_VALUE, OnnxRequantization.RUNTIME_FLOAT),
                "tensor 'x': scale (Infinity) must be above zero and finite");
        refused(
                () -> dynamic(0, Float.MIN_VALUE, OnnxRequantization.RUNTIME_FLOAT),
                "tensor 'x': scale (0.0) must be above zero and finite");
        // The definition has a scale for the first: the range is no float but its 255th part is.
        assertThat(
                        dynamic(-Float.MAX_VALUE, Float.MAX_VALUE, OnnxRequantization.DEFINITION)
                                .values())
                .containsExactly(0, 255);
    }

    private static QuantizedTensor dynamic(float least, float greatest, OnnxRequantization rule) {
        return LinearQuantization.quantizeDynamically(
                "x", new Tensor(List.of(2), new float[] {least, greatest}), rule);
    }

    @Test
    void zeroPointsAndValuesMustLieInTheFormat() {
        refused(
                () -> new QuantizedTarget("y", Draws.INT8, 1, 128),
                "tensor 'y': zero point (128) must be -128 to 127");
        refused(
                () -> new QuantizedTarget("y", new Int(4, false), 1, -1),
                "tensor 'y': zero point (-1) must be 0 to 15");
        refused(
                () ->
                        new QuantizedTensor(
                                "w", new Int(4, true), List.of(2), new int[] {7, 8}, PLAIN),
                "tensor 'w': value [1] (8) must be -8 to 7 in int4");
    }

    @Test
    void scalesMustFitTheShape() {
        var real = new Tensor(List.of(2, 3), new float[6]);
        refused(
                () -> quantize(real, AffineQuantization.ofAxis(1, new float[] {1, 1}, null)),
                "tensor 'x': 2 scales and 2 zero points where 3 are needed");
        refused(
                () -> quantize(real, AffineQuantization.ofAxis(2, new float[] {1, 1}, null)),
                "tensor 'x': axis (2) is none of the shape [2, 3]");
        refused(
                () -> quantize(real, AffineQuantization.ofBlocks(1, 0, new float[] {1, 1}, null)),
                "tensor 'x': block (0) must be at least 1");
        refused(
                () -> quantize(real, AffineQuantization.ofBlocks(1, 2, new float[] {1, 1}, null)),
                "tensor 'x': 2 scales and 2 zero points where 4 are needed");
        refused(
                () ->
                        quantize(
                                real,
                                AffineQuantization.ofAxis(1, new float[] {1, 1, 1}, new int[] {0})),
                "tensor 'x': 3 scales and 1 zero points where 3 are needed");
    }

    private static QuantizedTensor quantize(Tensor real, AffineQuantization quantization) {
        return LinearQuantization.quantize(
                "x", real, Draws.INT8, quantization, OnnxRequantization.DEFINITION);
    }

    @ParameterizedTest
    @EnumSource
    void matricesMustFit(ContractionKernel kernel) {
        QuantizedTensor a = tensor("a", Draws.UINT8, List.of(2, 3));
        refused(
                () ->
                        QuantizedMatrixProduct.matMulInteger(
                                a, tensor("b", Draws.INT8, List.of(2, 3)), kernel),
                "tensor 'b': the shape [2, 3] does not fit the depth of 3 of 'a' [2, 3]");
        refused(
                () ->
                        QuantizedMatrixProduct.matMulInteger(
                                tensor("a", Draws.UINT8, List.of(3, 2, 3)),
                                tensor("b", Draws.INT8, List.of(2, 3, 4)),
                                kernel),
                "tensor 'b': the axes [2] do not broadcast with [3]");
        refused(
                () ->
                        QuantizedMatrixProduct.matMulInteger(
                                a, tensor("b", Draws.INT8, List.of()), kernel),
                "tensor 'b': a scalar has no place in a matrix product");
        var rows = AffineQuantization.ofAxis(0, new float[] {1, 1, 1}, null);
        refused(
                () ->
                        QuantizedMatrixProduct.matMulInteger(
                                a,
                                new QuantizedTensor(
                                        "b", Draws.INT8, List.of(3, 1), new int[3], rows),
                                kernel),
                "tensor 'b': a matrix product takes scales of the tensor or its columns");
    }

    @ParameterizedTest
    @EnumSource
    void convolutionsMustFit(ContractionKernel kernel) {
        QuantizedTensor x = tensor("x", Draws.UINT8, List.of(1, 4, 3, 3));
        refused(
                () -> convolve(x, tensor("w", Draws.INT8, List.of(2, 3, 1, 1)), kernel),
                "tensor 'w': the shape [2, 3, 1, 1] in 1 groups does not fit the 4 channels of 'x'");
        refused(
                () -> convolve(x, tensor("w", Draws.INT8, List.of(2, 4, 5, 1)), kernel),
                "tensor 'w': the filter [2, 4, 5, 1] does not fit the padded 'x' [1, 4, 3, 3]");
        refused(
                () -> convolve(x, tensor("w", Draws.INT8, List.of(2, 4, 1)), kernel),
                "tensor 'w': the shape [2, 4, 1] must have 4 axes");
        refused(
                () ->
                        QuantizedConvolution.qLinearConv(
                                x,
                                tensor("w", Draws.INT8, List.of(2, 4, 1, 1)),
                                new int[3],
                                new QuantizedTarget("y", Draws.UINT8, 1, 0),
                                ConvolutionAttributes.PLAIN,
                                kernel,
                                OnnxRequantization.DEFINITION),
                "tensor 'w': a bias of 3 for 2 output channels");
    }

    @Test
    void convolutionAttributesMustBeInRange() {
        refused(
                () -> ConvolutionAttributes.PLAIN.withPads(0, 0, -1, 0),
                "pads [0, 0, -1, 0] must be at least 0");
        refused(
                () ->
                        new ConvolutionAttributes(
                                List.of(0, 1),
                                List.of(1, 1),
                                List.of(0, 0, 0, 0),
                                1,
                                ConvolutionAttributes.AutoPad.NOTSET),
                "strides [0, 1] must be at least 1");
        refused(
                () ->
                        new ConvolutionAttributes(
                                List.of(1, 1, 1),
                                List.of(1, 1, 1),
                                List.of(0, 0, 0, 0, 0, 0),
                                1,
                                ConvolutionAttributes.AutoPad.NOTSET),
                "a convolution needs strides and dilations for one or two spatial axes");
    }

    /// 33,026 products of 255 by 255 pass 32 bits; 33,025 do not.
    @ParameterizedTest
    @EnumSource
    void accumulatorsMustNotWrap(ContractionKernel kernel) {
        int depth = 33_025;
        assertThat(
                        QuantizedMatrixProduct.matMulInteger(
                                        full("a", List.of(1, depth)),
                                        full("b", List.of(depth, 1)),
                                        kernel)
                                .values())
                .containsExactly(255 * 255 * depth);
        assertThatThrownBy(() ->
                        QuantizedMatrixProduct.matMulInteger(
                                full("a", List.of(1, depth + 1)),
                                full("b", List.of(depth + 1, 1)),
                                kernel))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage(
                        "tensor 'b': accumulators may reach 2147515650, beyond 32 bits. Maybe"
                                + " fewer bits or a smaller depth.");
    }

    @ParameterizedTest
    @EnumSource
    void aBiasMustNotLeadBeyond32Bits(ContractionKernel kernel) {
        assertThatThrownBy(() ->
                        QuantizedConvolution.qLinearConv(
                                full("x", List.of(1, 1, 1, 1)),
                                full("w", List.of(1, 1, 1, 1)),
                                new int[] {Integer.MAX_VALUE},
                                new QuantizedTarget("y", Draws.UINT8, 1, 0),
                                ConvolutionAttributes.PLAIN,
                                kernel,
                                OnnxRequantization.RUNTIME_FLOAT))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith(
                        "tensor 'y': accumulator 65025 and bias 2147483647 leave 32 bits.");
    }

    @Test
    void aFactorThatIsNoFloatIsRefused() {
        refused(
                () ->
                        OnnxRequantization.RUNTIME_FLOAT.requantize(
                                1,
                                Float.MAX_VALUE,
                                Float.MAX_VALUE,
                                new QuantizedTarget("y", Draws.UINT8, 1, 0)),
                "tensor 'y': the factor 3.4028235E38 * 3.4028235E38 / 1.0 is no finite");
    }

    private static Accumulators convolve(
            QuantizedTensor x, QuantizedTensor w, ContractionKernel kernel) {
        return QuantizedConvolution.convInteger(x, w, ConvolutionAttributes.PLAIN, kernel);
    }

    private static QuantizedTensor full(String name, List<Integer> shape) {
        int[] values = new int[Draws.elements(shape)];
        Arrays.fill(values, 255);
        return new QuantizedTensor(name, Draws.UINT8, shape, values, PLAIN);
    }

    private static QuantizedTensor tensor(String name, Int format, List<Integer> shape) {
        return new QuantizedTensor(name, format, shape, new int[Draws.elements(shape)], PLAIN);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n"));
    }
}
