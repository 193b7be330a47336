package bitwright.kernels.operators;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import bitwright.arch.format.Int;
import bitwright.workload.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// QuantizeLinear, DequantizeLinear, their pair and DynamicQuantizeLinear against ONNX Runtime at
/// operator set 21, every integer and every float: 4, 8 and 16 bits, per tensor, axis and block.
class QuantizationOracleTest {
    private static final int OPERATOR_SET = 21;
    private static final int NODES = 100;
    private static final List<Int> FORMATS =
            List.of(
                    new Int(4, true),
                    new Int(4, false),
                    new Int(8, true),
                    new Int(8, false),
                    new Int(16, true),
                    new Int(16, false));

    private record Case(String output, Int format, Tensor real, AffineQuantization quantization) {}

    @Test
    void atLeastTenThousandCases() {
        assertThat(OracleCases.ALL).isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void quantizeLinearEqualsTheRuntime() throws OrtException {
        int compared = 0;
        var draws = new Draws(61);
        for (int pack = 0; pack < OracleCases.QUANTIZE_LINEAR / NODES; pack++) {
            var model = new PackedModel(OPERATOR_SET);
            var cases = new ArrayList<Case>();
            for (int i = 0; i < NODES; i++) {
                Case one = draw(draws);
                String integers = quantize(model, one);
                // A float is the one thing that every format can be read as; scale 1 is exact.
                String plain = model.constant(1f);
                cases.add(
                        withOutput(
                                one,
                                model.output(
                                        model.node("DequantizeLinear", List.of(integers, plain)),
                                        TensorProto.DataType.FLOAT_VALUE)));
            }
            PackedModel.Results results = model.run(PackedModel.Products.FAST);
            for (Case one : cases) {
                float[] expected = results.of(one.output()).reals();
                int[] integers = new int[expected.length];
                for (int i = 0; i < expected.length; i++) {
                    integers[i] = (int) expected[i];
                }
                assertThat(quantized(one).values())
                        .as("%s of %s", one.format().name(), one.real().shape())
                        .isEqualTo(integers);
                compared++;
            }
        }
        assertThat(compared).isEqualTo(OracleCases.QUANTIZE_LINEAR);
    }

    @Test
    void dequantizeLinearEqualsTheRuntime() throws OrtException {
        int compared = 0;
        var draws = new Draws(62);
        for (int pack = 0; pack < OracleCases.DEQUANTIZE_LINEAR / NODES; pack++) {
            var model = new PackedModel(OPERATOR_SET);
            var names = new ArrayList<String>();
            var tensors = new ArrayList<QuantizedTensor>();
            for (int i = 0; i < NODES; i++) {
                Case one = draw(draws);
                QuantizedTensor tensor =
                        draws.tensor("x", one.format(), one.real().shape(), one.quantization());
                String x = model.constant(one.format(), tensor.shape(), tensor.values());
                names.add(
                        model.output(dequantize(model, x, one), TensorProto.DataType.FLOAT_VALUE));
                tensors.add(tensor);
            }
            PackedModel.Results results = model.run(PackedModel.Products.FAST);
            for (int i = 0; i < NODES; i++) {
                assertThat(LinearQuantization.dequantize(tensors.get(i)).values())
                        .as("%s", tensors.get(i))
                        .isEqualTo(results.of(names.get(i)).reals());
                compared++;
            }
        }
        assertThat(compared).isEqualTo(OracleCases.DEQUANTIZE_LINEAR);
    }

    @Test
    void quantizeThenDequantizeEqualsTheRuntime() throws OrtException {
        int compared = 0;
        var draws = new Draws(63);
        for (int pack = 0; pack < OracleCases.QUANTIZE_DEQUANTIZE / NODES; pack++) {
            var model = new PackedModel(OPERATOR_SET);
            var cases = new ArrayList<Case>();
            for (int i = 0; i < NODES; i++) {
                Case one = draw(draws);
                String output = dequantize(model, quantize(model, one), one);
                cases.add(withOutput(one, model.output(output, TensorProto.DataType.FLOAT_VALUE)));
            }
            PackedModel.Results results = model.run(PackedModel.Products.FAST);
            for (Case one : cases) {
                assertThat(LinearQuantization.dequantize(quantized(one)).values())
                        .as("%s of %s", one.format().name(), one.real().shape())
                        .isEqualTo(results.of(one.output()).reals());
                compared++;
            }
        }
        assertThat(compared).isEqualTo(OracleCases.QUANTIZE_DEQUANTIZE);
    }

    private record DynamicCase(String y, String scale, String zeroPoint, Tensor real) {}

    @Test
    void dynamicQuantizeLinearEqualsTheRuntime() throws OrtException {
        int compared = 0;
        var draws = new Draws(64);
        for (int pack = 0; pack < OracleCases.DYNAMIC_QUANTIZE_LINEAR / NODES; pack++) {
            var model = new PackedModel(OPERATOR_SET);
            var cases = new ArrayList<DynamicCase>();
            for (int i = 0; i < NODES; i++) {
                Tensor real = dynamicInput(draws);
                var one = new DynamicCase(model.name("y"), model.name("s"), model.name("z"), real);
                model.nodeWithOutputs(
                        "DynamicQuantizeLinear",
                        List.of(model.input(real.shape(), real.values())),
                        List.of(one.y(), one.scale(), one.zeroPoint()));
                model.output(one.y(), TensorProto.DataType.UINT8_VALUE);
                model.output(one.scale(), TensorProto.DataType.FLOAT_VALUE);
                model.output(one.zeroPoint(), TensorProto.DataType.UINT8_VALUE);
                cases.add(one);
            }
            PackedModel.Results results = model.run(PackedModel.Products.FAST);
            for (DynamicCase one : cases) {
                QuantizedTensor y =
                        LinearQuantization.quantizeDynamically(
                                "x", one.real(), OnnxRequantization.RUNTIME_FLOAT);
                assertThat(y.values()).isEqualTo(results.of(one.y()).integers());
                assertThat(y.quantization().scales()).isEqualTo(results.of(one.scale()).reals());
                assertThat(y.quantization().zeroPoints())
                        .isEqualTo(results.of(one.zeroPoint()).integers());
                compared++;
            }
        }
        assertThat(compared).isEqualTo(OracleCases.DYNAMIC_QUANTIZE_LINEAR);
    }

    private static Tensor dynamicInput(Draws draws) {
        List<Integer> shape = draws.list(draws.between(1, 3), 1, 12);
        double size = Math.exp(draws.between(-12, 12));
        float[] values = draws.reals(Draws.elements(shape), size, (float) (size / 100));
        float shift =
                switch (draws.between(0, 3)) {
                    case 0 -> (float) (2 * size);
                    case 1 -> (float) (-2 * size);
                    default -> 0;
                };
        boolean zeros = draws.oneIn(20);
        for (int i = 0; i < values.length; i++) {
            values[i] = zeros ? 0 : values[i] + shift;
        }
        return new Tensor(shape, values);
    }

    private static Case draw(Draws draws) {
        Int format = FORMATS.get(draws.between(0, FORMATS.size() - 1));
        List<Integer> shape = draws.list(draws.between(1, 4), 1, 6);
        int axis = draws.between(0, shape.size() - 1);
        int block = draws.between(1, shape.get(axis));
        AffineQuantization quantization =
                switch (draws.between(0, 2)) {
                    case 0 ->
                            AffineQuantization.ofTensor(draws.scale(0.05), draws.zeroPoint(format));
                    case 1 ->
                            AffineQuantization.ofAxis(
                                    axis,
                                    draws.scales(0.05, shape.get(axis)),
                                    draws.zeroPoints(format, shape.get(axis)));
                    default -> blocks(draws, format, shape, axis, block);
                };
        double reach = 0.05 * (1 << (format.bits() - 1));
        float[] values = draws.reals(Draws.elements(shape), 2 * reach, quantization.scales()[0]);
        return new Case("", format, new Tensor(shape, values), quantization);
    }

    private static AffineQuantization blocks(
            Draws draws, Int format, List<Integer> shape, int axis, int block) {
        int scales =
                Draws.elements(shape) / shape.get(axis) * ((shape.get(axis) + block - 1) / block);
        if (scales == 1) {
            // The runtime refuses a block where there is but one.
            return AffineQuantization.ofTensor(draws.scale(0.05), draws.zeroPoint(format));
        }
        return AffineQuantization.ofBlocks(
                axis, block, draws.scales(0.05, scales), draws.zeroPoints(format, scales));
    }

    private static QuantizedTensor quantized(Case one) {
        return LinearQuantization.quantize(
                "x",
                one.real(),
                one.format(),
                one.quantization(),
                OnnxRequantization.RUNTIME_FLOAT);
    }

    private static Case withOutput(Case one, String output) {
        return new Case(output, one.format(), one.real(), one.quantization());
    }

    private static String quantize(PackedModel model, Case one) {
        String x = model.input(one.real().shape(), one.real().values());
        return model.node("QuantizeLinear", inputs(model, x, one), attributes(one));
    }

    private static String dequantize(PackedModel model, String x, Case one) {
        return model.node("DequantizeLinear", inputs(model, x, one), attributes(one));
    }

    private static List<String> inputs(PackedModel model, String x, Case one) {
        AffineQuantization quantization = one.quantization();
        List<Integer> shape =
                switch (quantization.granularity()) {
                    case TENSOR -> List.of();
                    case AXIS -> List.of(quantization.scales().length);
                    case BLOCKS -> {
                        var extents = new ArrayList<>(one.real().shape());
                        int extent = extents.get(quantization.axis());
                        extents.set(
                                quantization.axis(),
                                (extent + quantization.block() - 1) / quantization.block());
                        yield List.copyOf(extents);
                    }
                };
        return List.of(
                x,
                model.constant(shape, quantization.scales()),
                model.constant(one.format(), shape, quantization.zeroPoints()));
    }

    private static AttributeProto[] attributes(Case one) {
        AffineQuantization quantization = one.quantization();
        return switch (quantization.granularity()) {
            case TENSOR -> new AttributeProto[0];
            case AXIS -> new AttributeProto[] {PackedModel.attribute("axis", quantization.axis())};
            case BLOCKS ->
                    new AttributeProto[] {
                        PackedModel.attribute("axis", quantization.axis()),
                        PackedModel.attribute("block_size", quantization.block())
                    };
        };
    }
}
