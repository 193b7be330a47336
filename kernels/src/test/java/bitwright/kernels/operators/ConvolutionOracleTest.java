package bitwright.kernels.operators;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import bitwright.arch.format.Int;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// ConvInteger and QLinearConv against ONNX Runtime, every integer, on both kernels.
class ConvolutionOracleTest {
    private static final int OPERATOR_SET = 20;
    private static final int NODES = 100;

    private record Case(
            String output,
            QuantizedTensor x,
            QuantizedTensor w,
            ConvolutionAttributes attributes,
            int[] bias,
            QuantizedTarget target) {}

    @Test
    void qLinearConvEqualsTheRuntime() throws OrtException {
        int compared = 0;
        var draws = new Draws(41);
        for (int pack = 0; pack < OracleCases.Q_LINEAR_CONV / NODES; pack++) {
            var model = new PackedModel(OPERATOR_SET);
            var cases = new ArrayList<Case>();
            for (int i = 0; i < NODES; i++) {
                cases.add(qLinearConv(draws, model, pack % 2 == 0 ? Draws.UINT8 : Draws.INT8));
            }
            // The precise way would make the weights unsigned, for which signed activations have
            // no kernel.
            PackedModel.Results results =
                    model.run(
                            pack % 2 == 0 ? PackedModel.Products.EXACT : PackedModel.Products.FAST);
            for (Case one : cases) {
                var expected = results.of(one.output());
                for (ContractionKernel kernel : ContractionKernel.values()) {
                    QuantizedTensor y =
                            QuantizedConvolution.qLinearConv(
                                    one.x(),
                                    one.w(),
                                    one.bias().length == 0 ? null : one.bias(),
                                    one.target(),
                                    one.attributes(),
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
        assertThat(compared).isEqualTo(OracleCases.Q_LINEAR_CONV);
    }

    @Test
    void convIntegerEqualsTheRuntime() throws OrtException {
        int compared = 0;
        var draws = new Draws(42);
        for (int pack = 0; pack < OracleCases.CONV_INTEGER / NODES; pack++) {
            var model = new PackedModel(OPERATOR_SET);
            var cases = new ArrayList<Case>();
            for (int i = 0; i < NODES; i++) {
                cases.add(convInteger(draws, model));
            }
            PackedModel.Results results = model.run(PackedModel.Products.EXACT);
            for (Case one : cases) {
                var expected = results.of(one.output());
                for (ContractionKernel kernel : ContractionKernel.values()) {
                    Accumulators y =
                            QuantizedConvolution.convInteger(
                                    one.x(), one.w(), one.attributes(), kernel);
                    assertThat(y.shape()).as(describe(one)).isEqualTo(expected.shape());
                    assertThat(y.values())
                            .as("%s %s", kernel, describe(one))
                            .isEqualTo(expected.integers());
                }
                compared++;
            }
        }
        assertThat(compared).isEqualTo(OracleCases.CONV_INTEGER);
    }

    private static Case qLinearConv(Draws draws, PackedModel model, Int inputFormat) {
        // The runtime has no kernel for signed activations with unsigned weights.
        Int weightFormat = inputFormat.signed() || draws.oneIn(2) ? Draws.INT8 : Draws.UINT8;
        Case one = shapes(draws, inputFormat, weightFormat);
        int channels = one.w().shape().getFirst();
        QuantizedTensor w = one.w();
        if (draws.oneIn(2)) {
            // The runtime wants the same zero point in all channels.
            int[] zeroPoints = new int[channels];
            Arrays.fill(zeroPoints, draws.zeroPoint(weightFormat));
            w =
                    new QuantizedTensor(
                            "w",
                            weightFormat,
                            w.shape(),
                            w.values(),
                            AffineQuantization.ofAxis(0, draws.scales(0.01, channels), zeroPoints));
        }
        int depth = Draws.elements(w.shape()) / channels;
        QuantizedTarget target =
                draws.target(
                        inputFormat,
                        one.x().quantization().scales()[0],
                        w.quantization().scales()[0],
                        depth);
        int[] bias = new int[draws.oneIn(2) ? channels : 0];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = draws.between(-20_000, 20_000);
        }
        var inputs = new ArrayList<String>();
        inputs.add(model.input(one.x()));
        inputs.add(model.constant(one.x().quantization().scales()[0]));
        inputs.add(scalar(model, inputFormat, one.x().quantization().zeroPoints()[0]));
        inputs.add(model.constant(weightFormat, w.shape(), w.values()));
        int[] zeroPoints = w.quantization().zeroPoints();
        List<Integer> shape =
                w.quantization().granularity() == AffineQuantization.Granularity.TENSOR
                        ? List.of()
                        : List.of(channels);
        inputs.add(model.constant(shape, w.quantization().scales()));
        inputs.add(model.constant(weightFormat, shape, zeroPoints));
        inputs.add(model.constant(target.scale()));
        inputs.add(scalar(model, inputFormat, target.zeroPoint()));
        if (bias.length > 0) {
            inputs.add(model.constant(bias));
        }
        String output =
                model.output(
                        model.node("QLinearConv", inputs, attributes(one.attributes())),
                        PackedModel.type(inputFormat));
        return new Case(output, one.x(), w, one.attributes(), bias, target);
    }

    private static Case convInteger(Draws draws, PackedModel model) {
        // The runtime has ConvInteger for unsigned activations alone.
        Int weightFormat = draws.oneIn(2) ? Draws.INT8 : Draws.UINT8;
        Case one = shapes(draws, Draws.UINT8, weightFormat);
        List<String> inputs =
                List.of(
                        model.input(one.x()),
                        model.constant(weightFormat, one.w().shape(), one.w().values()),
                        scalar(model, Draws.UINT8, one.x().quantization().zeroPoints()[0]),
                        scalar(model, weightFormat, one.w().quantization().zeroPoints()[0]));
        String output =
                model.output(
                        model.node("ConvInteger", inputs, attributes(one.attributes())),
                        TensorProto.DataType.INT32_VALUE);
        return new Case(output, one.x(), one.w(), one.attributes(), one.bias(), one.target());
    }

    private static Case shapes(Draws draws, Int inputFormat, Int weightFormat) {
        int axes = draws.oneIn(5) ? 1 : 2;
        int groups = draws.oneIn(2) ? 1 : draws.between(2, 4);
        int inputChannels = draws.oneIn(3) ? 1 : draws.between(1, 7);
        int outputChannels = draws.between(1, 6);
        while (true) {
            var attributes =
                    new ConvolutionAttributes(
                            draws.list(axes, 1, 3),
                            draws.list(axes, 1, 3),
                            draws.list(2 * axes, 0, 3),
                            groups,
                            padding(draws));
            List<Integer> input =
                    join(
                            List.of(draws.between(1, 3), groups * inputChannels),
                            draws.list(axes, 1, 13));
            List<Integer> filter =
                    join(List.of(groups * outputChannels, inputChannels), draws.list(axes, 1, 5));
            boolean dilated = attributes.dilations().stream().anyMatch(step -> step > 1);
            boolean automatic = attributes.padding() != ConvolutionAttributes.AutoPad.NOTSET;
            boolean fits = !(dilated && automatic);
            for (int axis = 0; axis < axes; axis++) {
                fits &= attributes.positions(axis, input.get(axis + 2), filter.get(axis + 2)) > 0;
            }
            if (fits) {
                return new Case(
                        "",
                        draws.tensor("x", inputFormat, input),
                        draws.tensor("w", weightFormat, filter),
                        attributes,
                        new int[0],
                        new QuantizedTarget("y", Draws.UINT8, 1, 0));
            }
        }
    }

    private static ConvolutionAttributes.AutoPad padding(Draws draws) {
        var kinds = ConvolutionAttributes.AutoPad.values();
        return draws.oneIn(5)
                ? kinds[draws.between(1, kinds.length - 1)]
                : ConvolutionAttributes.AutoPad.NOTSET;
    }

    private static List<Integer> join(List<Integer> left, List<Integer> right) {
        var joined = new ArrayList<>(left);
        joined.addAll(right);
        return List.copyOf(joined);
    }

    private static String scalar(PackedModel model, Int format, int value) {
        return model.constant(format, List.of(), new int[] {value});
    }

    private static AttributeProto[] attributes(ConvolutionAttributes attributes) {
        var list = new ArrayList<AttributeProto>();
        list.add(PackedModel.attribute("strides", attributes.strides()));
        list.add(PackedModel.attribute("dilations", attributes.dilations()));
        list.add(PackedModel.attribute("group", attributes.groups()));
        if (attributes.padding() == ConvolutionAttributes.AutoPad.NOTSET) {
            list.add(PackedModel.attribute("pads", attributes.pads()));
        } else {
            list.add(PackedModel.attribute("auto_pad", attributes.padding().name()));
        }
        return list.toArray(AttributeProto[]::new);
    }

    private static String describe(Case one) {
        return "x %s %s zero %d, w %s %s zero %d, %s"
                .formatted(
                        one.x().format().name(),
                        one.x().shape(),
                        one.x().quantization().zeroPoints()[0],
                        one.w().format().name(),
                        one.w().shape(),
                        one.w().quantization().zeroPoints()[0],
                        one.attributes());
    }
}
