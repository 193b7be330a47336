package bitwright.kernels.operators;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Where ONNX Runtime's fast way leaves the operators' definition: on processors with AVX2 or
/// AVX-512 and no dot-product instruction, two products of unsigned activations by signed weights
/// are added with saturation to 16 bits (`vpmaddubsw`). The smallest case is two products of 255 by
/// 127, or one and a half of them: 64,770 becomes 32,767. The config entry
/// `session.x64quantprecision` makes the weights unsigned and is exact on every processor, but only
/// for constant weights and only up to operator set 20 for `QLinearMatMul`: the rewriting does not
/// know the later version of the operator. Nor does it know a node that leaves its zero points out:
/// release 1.29 ends the process there, so every node here states them.
class SaturatingProductsTest {
    private static final int EXACT = 2 * 255 * 127;
    private static final int SATURATED = Short.MAX_VALUE;

    /// A step that tells the two sums apart in 8 bits.
    private static final float STEP = 512;

    @Test
    void thePreciseWayIsExact() throws OrtException {
        assertThat(sum(20, PackedModel.Products.EXACT)).isEqualTo(EXACT);
        assertThat(sum(21, PackedModel.Products.EXACT)).isEqualTo(EXACT);
        assertThat(quantizedSum(20, PackedModel.Products.EXACT)).isEqualTo(step(EXACT));
    }

    @Test
    void theFastWayMaySaturatePairs() throws OrtException {
        assertThat(sum(20, PackedModel.Products.FAST)).isIn(EXACT, SATURATED);
        int sum = sum(21, PackedModel.Products.FAST);
        assertThat(sum).isIn(EXACT, SATURATED);
        assertThat(quantizedSum(20, PackedModel.Products.FAST)).isEqualTo(step(sum));
    }

    /// The precise way does not reach this version of the operator: it does what the fast way does.
    @Test
    void thePreciseWayDoesNotReachQLinearMatMulOfOperatorSet21() throws OrtException {
        assertThat(quantizedSum(21, PackedModel.Products.EXACT))
                .isEqualTo(quantizedSum(21, PackedModel.Products.FAST))
                .isEqualTo(step(sum(21, PackedModel.Products.FAST)));
    }

    @Test
    void ourKernelsDoNotSaturate() {
        for (ContractionKernel kernel : ContractionKernel.values()) {
            assertThat(QuantizedMatrixProduct.matMulInteger(left(), right(), kernel).values())
                    .containsExactly(EXACT);
        }
    }

    private static int step(int sum) {
        return (int) Math.rint(sum / STEP);
    }

    private static QuantizedTensor left() {
        return new QuantizedTensor(
                "a",
                Draws.UINT8,
                List.of(1, 2),
                new int[] {255, 255},
                AffineQuantization.ofTensor(1, 0));
    }

    private static QuantizedTensor right() {
        return new QuantizedTensor(
                "b",
                Draws.INT8,
                List.of(2, 1),
                new int[] {127, 127},
                AffineQuantization.ofTensor(1, 0));
    }

    private static int sum(int operatorSet, PackedModel.Products products) throws OrtException {
        var model = new PackedModel(operatorSet);
        List<String> inputs =
                List.of(
                        model.input(left()),
                        model.constant(Draws.INT8, right().shape(), right().values()),
                        model.constant(Draws.UINT8, List.of(), new int[1]),
                        model.constant(Draws.INT8, List.of(), new int[1]));
        String y =
                model.output(model.node("MatMulInteger", inputs), TensorProto.DataType.INT32_VALUE);
        return model.run(products).of(y).integers()[0];
    }

    private static int quantizedSum(int operatorSet, PackedModel.Products products)
            throws OrtException {
        var model = new PackedModel(operatorSet);
        String one = model.constant(1f);
        String ofUnsigned = model.constant(Draws.UINT8, List.of(), new int[1]);
        List<String> inputs =
                List.of(
                        model.input(left()),
                        one,
                        ofUnsigned,
                        model.constant(Draws.INT8, right().shape(), right().values()),
                        one,
                        model.constant(Draws.INT8, List.of(), new int[1]),
                        model.constant(STEP),
                        ofUnsigned);
        String y =
                model.output(model.node("QLinearMatMul", inputs), TensorProto.DataType.UINT8_VALUE);
        return model.run(products).of(y).integers()[0];
    }
}
