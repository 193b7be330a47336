package bitwright.kernels.operators;

import bitwright.workload.LoopNest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// ONNX's `ConvInteger` and `QLinearConv` over one or two spatial axes. The padding holds the
/// input's zero point, which is zero once the zero point is subtracted.
public final class QuantizedConvolution {
    private QuantizedConvolution() {}

    /// `ConvInteger`: sums of `(x - zeroPoint) * (w - zeroPoint)`; scales are not read.
    ///
    /// @param x `[batch][channel][y][x]`, one zero point for the tensor
    /// @param w `[output channel][channel of the group][y][x]`, zero points for the tensor or for
    ///   each output channel
    /// @throws IllegalArgumentException in one line if shapes or granularities do not fit
    /// @throws ArithmeticException in one line if an accumulator could leave 32 bits
    public static Accumulators convInteger(
            QuantizedTensor x,
            QuantizedTensor w,
            ConvolutionAttributes attributes,
            ContractionKernel kernel) {
        LoopNest nest = nest(x, w, attributes);
        int[] sums = kernel.accumulate(nest, x.centred(), w.name(), w.centred());
        int channels = nest.groups() * nest.outputChannels();
        List<Integer> shape =
                attributes.axes() == 1
                        ? List.of(nest.batch(), channels, nest.outputWidth())
                        : List.of(nest.batch(), channels, nest.outputHeight(), nest.outputWidth());
        return new Accumulators(shape, sums);
    }

    /// `QLinearConv`: the accumulator and bias at the scale `x.scale * w.scale`, then the rule.
    ///
    /// @param bias one 32-bit integer for each output channel, or null
    /// @throws IllegalArgumentException in one line if shapes or granularities do not fit
    /// @throws ArithmeticException in one line if an accumulator could leave 32 bits
    public static QuantizedTensor qLinearConv(
            QuantizedTensor x,
            QuantizedTensor w,
            int @Nullable [] bias,
            QuantizedTarget y,
            ConvolutionAttributes attributes,
            ContractionKernel kernel,
            OnnxRequantization rule) {
        Accumulators sums = convInteger(x, w, attributes, kernel);
        int channels = w.shape().getFirst();
        if (bias != null && bias.length != channels) {
            throw Refusals.refusal(
                    w.name(),
                    "a bias of " + bias.length + " for " + channels + " output channels.");
        }
        int[] values = new int[sums.values().length];
        int positions = values.length / sums.shape().getFirst() / channels;
        float[] scales = w.quantization().scales();
        float inputScale = x.quantization().scales()[0];
        for (int i = 0; i < values.length; i++) {
            int channel = i / positions % channels;
            int sum = sums.values()[i];
            values[i] =
                    rule.requantize(
                            bias == null ? sum : withBias(sum, bias[channel], y.name()),
                            inputScale,
                            scales[scales.length == 1 ? 0 : channel],
                            y);
        }
        return new QuantizedTensor(y.name(), y.format(), sums.shape(), values, y.quantization());
    }

    private static int withBias(int sum, int bias, String name) {
        long biased = (long) sum + bias;
        if (biased != (int) biased) {
            throw new ArithmeticException(
                    "tensor '"
                            + name
                            + "': accumulator "
                            + sum
                            + " and bias "
                            + bias
                            + " leave 32 bits. Maybe the bias has another scale?");
        }
        return (int) biased;
    }

    private static LoopNest nest(
            QuantizedTensor x, QuantizedTensor w, ConvolutionAttributes attributes) {
        int axes = attributes.axes();
        List<Integer> input = x.shape();
        List<Integer> filter = w.shape();
        requireRank(x, axes + 2);
        requireRank(w, axes + 2);
        int groups = attributes.groups();
        if (input.get(1) != (long) groups * filter.get(1) || filter.getFirst() % groups != 0) {
            throw Refusals.refusal(
                    w.name(),
                    "the shape "
                            + filter
                            + " in "
                            + groups
                            + " groups does not fit the "
                            + input.get(1)
                            + " channels of '"
                            + x.name()
                            + "'.");
        }
        requireGranularity(x, false);
        requireGranularity(w, true);
        // One spatial axis is the columns of images of one row.
        int[] in = {1, 1};
        int[] out = {1, 1};
        int[] taps = {1, 1};
        int[] step = {1, 1, 1, 1};
        int[] before = {0, 0};
        for (int axis = 0; axis < axes; axis++) {
            int place = axis + 2 - axes;
            in[place] = input.get(axis + 2);
            taps[place] = filter.get(axis + 2);
            out[place] = attributes.positions(axis, in[place], taps[place]);
            step[place] = attributes.strides().get(axis);
            step[place + 2] = attributes.dilations().get(axis);
            before[place] = attributes.before(axis, in[place], taps[place]);
            if (out[place] < 1) {
                throw Refusals.refusal(
                        w.name(),
                        "the filter "
                                + filter
                                + " does not fit the padded '"
                                + x.name()
                                + "' "
                                + input
                                + ".");
            }
        }
        return new LoopNest(
                input.getFirst(),
                groups,
                filter.getFirst() / groups,
                filter.get(1),
                out[0],
                out[1],
                taps[0],
                taps[1],
                new LoopNest.Window(step[0], step[1], step[2], step[3], before[0], before[1]),
                in[0],
                in[1]);
    }

    private static void requireRank(QuantizedTensor tensor, int rank) {
        if (tensor.shape().size() != rank) {
            throw Refusals.refusal(
                    tensor.name(), "the shape " + tensor.shape() + " must have " + rank + " axes.");
        }
    }

    private static void requireGranularity(QuantizedTensor tensor, boolean channels) {
        AffineQuantization quantization = tensor.quantization();
        boolean allowed =
                switch (quantization.granularity()) {
                    case TENSOR -> true;
                    case AXIS -> channels && quantization.axis() == 0;
                    case BLOCKS -> false;
                };
        if (!allowed) {
            throw Refusals.refusal(
                    tensor.name(),
                    "a convolution takes scales of the "
                            + (channels ? "tensor or its output channels" : "tensor")
                            + ", not of "
                            + quantization.granularity()
                            + " "
                            + quantization.axis()
                            + ".");
        }
    }
}
