package bitwright.kernels.operators;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import bitwright.arch.format.Int;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// MatMulInteger and QLinearMatMul against ONNX Runtime, every integer, on both kernels.
class MatrixProductOracleTest {
    private static final int OPERATOR_SET = 20;
    private static final int NODES = 100;

    private record Case(
            String output, QuantizedTensor a, QuantizedTensor b, QuantizedTarget target) {}

    @Test
    void qLinearMatMulEqualsTheRuntime() throws OrtException {
        int compared = 0;
        var draws = new Draws(51);
        for (int pack = 0; pack < OracleCases.Q_LINEAR_MAT_MUL / NODES; pack++) {
            boolean signed = pack % 2 == 1;
            var model = new PackedModel(OPERATOR_SET);
            var cases = new ArrayList<Case>();
            for (int i = 0; i < NODES; i++) {
                cases.add(qLinearMatMul(draws, model, signed ? Draws.INT8 : Draws.UINT8));
            }
            PackedModel.Results results = model.run(products(signed));
            for (Case one : cases) {
                var expected = results.of(one.output());
                for (ContractionKernel kernel : ContractionKernel.values()) {
                    QuantizedTensor y =
                            QuantizedMatrixProduct.qLinearMatMul(
                                    one.a(),
                                    one.b(),
                                    one.target(),
                                    kernel,
                                    OnnxRequantization.RUNTIME_FLOAT);
                    assertThat(y.shape()).as(describe(one)).isEqualTo(expected.shape());
                    assertThat(y.values())
                            .as("%s %s", kernel, describe(one))
                            .isEqualTo(expected.integers());
                }
                compared++;
            }
        }
        assertThat(compared).isEqualTo(OracleCases.Q_LINEAR_MAT_MUL);
    }

    @Test
    void matMulIntegerEqualsTheRuntime() throws OrtException {
        int compared = 0;
        var draws = new Draws(52);
        for (int pack = 0; pack < OracleCases.MAT_MUL_INTEGER / NODES; pack++) {
            boolean signed = pack % 2 == 1;
            var model = new PackedModel(OPERATOR_SET);
            var cases = new ArrayList<Case>();
            for (int i = 0; i < NODES; i++) {
                cases.add(matMulInteger(draws, model, signed ? Draws.INT8 : Draws.UINT8));
            }
            PackedModel.Results results = model.run(products(signed));
            for (Case one : cases) {
                var expected = results.of(one.output());
                for (ContractionKernel kernel : ContractionKernel.values()) {
                    Accumulators y = QuantizedMatrixProduct.matMulInteger(one.a(), one.b(), kernel);
                    assertThat(y.shape()).as(describe(one)).isEqualTo(expected.shape());
                    assertThat(y.values())
                            .as("%s %s", kernel, describe(one))
                            .isEqualTo(expected.integers());
                }
                compared++;
            }
        }
        assertThat(compared).isEqualTo(OracleCases.MAT_MUL_INTEGER);
    }

    private static PackedModel.Products products(boolean signed) {
        return signed ? PackedModel.Products.FAST : PackedModel.Products.EXACT;
    }

    private static Case qLinearMatMul(Draws draws, PackedModel model, Int leftFormat) {
        Int rightFormat = leftFormat.signed() || draws.oneIn(2) ? Draws.INT8 : Draws.UINT8;
        Case one = operands(draws, leftFormat, rightFormat);
        AffineQuantization left = one.a().quantization();
        AffineQuantization right = one.b().quantization();
        int depth = one.a().shape().getLast();
        QuantizedTarget target =
                draws.target(leftFormat, left.scales()[0], right.scales()[0], depth);
        List<Integer> shape = shape(right);
        var inputs =
                List.of(
                        model.input(one.a()),
                        model.constant(left.scales()[0]),
                        model.constant(leftFormat, List.of(), left.zeroPoints()),
                        model.constant(rightFormat, one.b().shape(), one.b().values()),
                        model.constant(shape, right.scales()),
                        model.constant(rightFormat, shape, right.zeroPoints()),
                        model.constant(target.scale()),
                        model.constant(leftFormat, List.of(), new int[] {target.zeroPoint()}));
        String output =
                model.output(model.node("QLinearMatMul", inputs), PackedModel.type(leftFormat));
        return new Case(output, one.a(), one.b(), target);
    }

    private static Case matMulInteger(Draws draws, PackedModel model, Int leftFormat) {
        Int rightFormat = leftFormat.signed() || draws.oneIn(2) ? Draws.INT8 : Draws.UINT8;
        Case one = operands(draws, leftFormat, rightFormat);
        AffineQuantization right = one.b().quantization();
        var inputs =
                List.of(
                        model.input(one.a()),
                        model.constant(rightFormat, one.b().shape(), one.b().values()),
                        model.constant(leftFormat, List.of(), one.a().quantization().zeroPoints()),
                        model.constant(rightFormat, shape(right), right.zeroPoints()));
        String output =
                model.output(model.node("MatMulInteger", inputs), TensorProto.DataType.INT32_VALUE);
        return new Case(output, one.a(), one.b(), one.target());
    }

    private static List<Integer> shape(AffineQuantization quantization) {
        return quantization.granularity() == AffineQuantization.Granularity.TENSOR
                ? List.of()
                : List.of(quantization.scales().length);
    }

    private static Case operands(Draws draws, Int leftFormat, Int rightFormat) {
        int depth = draws.oneIn(10) ? draws.between(1, 200) : draws.between(1, 33);
        int columns = draws.oneIn(10) ? draws.between(17, 70) : draws.between(1, 17);
        List<Integer> left = new ArrayList<>();
        List<Integer> right = new ArrayList<>();
        int batchAxes = draws.oneIn(2) ? 0 : draws.between(1, 2);
        int ofRight = batchAxes == 0 || draws.oneIn(2) ? 0 : draws.between(1, batchAxes);
        for (int axis = 0; axis < batchAxes; axis++) {
            int extent = draws.between(1, 3);
            left.add(draws.oneIn(3) ? 1 : extent);
            if (axis >= batchAxes - ofRight) {
                right.add(draws.oneIn(3) ? 1 : extent);
            }
        }
        left.addAll(List.of(draws.between(1, 19), depth));
        right.addAll(List.of(depth, columns));
        AffineQuantization quantization =
                right.size() == 2 && draws.oneIn(2)
                        ? AffineQuantization.ofAxis(
                                1,
                                draws.scales(0.01, columns),
                                draws.zeroPoints(rightFormat, columns))
                        : AffineQuantization.ofTensor(
                                draws.scale(0.01), draws.zeroPoint(rightFormat));
        return new Case(
                "",
                draws.tensor("a", leftFormat, List.copyOf(left)),
                draws.tensor("b", rightFormat, List.copyOf(right), quantization),
                new QuantizedTarget("y", Draws.UINT8, 1, 0));
    }

    private static String describe(Case one) {
        return "a %s %s zero %d, b %s %s zero %d"
                .formatted(
                        one.a().format().name(),
                        one.a().shape(),
                        one.a().quantization().zeroPoints()[0],
                        one.b().format().name(),
                        one.b().shape(),
                        one.b().quantization().zeroPoints()[0]);
    }
}
