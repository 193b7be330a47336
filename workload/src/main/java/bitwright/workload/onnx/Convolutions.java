package bitwright.workload.onnx;

import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.LoopNest.Window;
import bitwright.workload.Tensor;
import bitwright.workload.onnx.Constant.Floats;
import java.util.List;

/// Lowers `Conv`, and `BatchNormalization` that follows one.
final class Convolutions {
    private Convolutions() {}

    /// Input `[batch, channels, rows, columns]`, weights `[outputs, channels of a group, rows,
    /// columns]`, which is the loop nest's own layout.
    static void convolution(Node node, Graph graph) {
        List<Integer> input = graph.shape(node, 0);
        if (graph.isConstant(node.input(0)) || input.size() < 3 || input.size() > 4) {
            throw node.error(
                    "reads an input of shape "
                            + input
                            + "; only convolutions of one or two dimensions are read.");
        }
        boolean flat = input.size() == 3;
        Floats stored = graph.floats(node, 1);
        Floats weights = flat ? stored.reshaped(withOneRow(stored.shape())) : stored;
        List<Integer> image = flat ? withOneRow(input) : input;
        List<Integer> filter = weights.shape();
        int groups = Math.toIntExact(node.integer("group", 1));
        if (filter.size() != 4
                || groups < 1
                || filter.get(0) % groups != 0
                || filter.get(1) * (long) groups != input.get(1)) {
            throw node.error(
                    "weights of shape "
                            + filter
                            + " in "
                            + groups
                            + " groups do not fit an input of shape "
                            + input
                            + ".");
        }
        SlidingWindow window =
                SlidingWindow.of(
                        flat ? withOneRow(node) : node, image, filter.get(2), filter.get(3));
        var nest =
                new LoopNest(
                        input.get(0),
                        groups,
                        filter.get(0) / groups,
                        filter.get(1),
                        window.outputHeight(),
                        window.outputWidth(),
                        filter.get(2),
                        filter.get(3),
                        window.window(),
                        image.get(2),
                        image.get(3));
        String bias = null;
        if (node.has(2)) {
            Floats constant = graph.floats(node, 2);
            if (!constant.shape().equals(List.of(filter.get(0)))) {
                throw node.error(
                        "a bias of shape "
                                + constant.shape()
                                + " for "
                                + filter.get(0)
                                + " channels.");
            }
            bias = graph.keep(node.name() + ":bias", constant);
        }
        var contraction =
                new Contraction(
                        node.name(),
                        node.op(),
                        List.of(graph.resolve(node.input(0))),
                        node.output(),
                        nest,
                        graph.keep(node.name() + ":weights", weights),
                        bias,
                        false);
        List<Integer> output =
                flat
                        ? List.of(input.get(0), filter.get(0), window.outputWidth())
                        : List.of(
                                input.get(0),
                                filter.get(0),
                                window.outputHeight(),
                                window.outputWidth());
        graph.add(
                contraction,
                output,
                new ContractionOrigin(
                        node.index(), List.of(0), 1, stored.shape(), false, -1, false));
    }

    private static List<Integer> withOneRow(List<Integer> shape) {
        if (shape.size() != 3) {
            return shape;
        }
        return List.of(shape.get(0), shape.get(1), 1, shape.get(2));
    }

    /// The attributes of a convolution of one dimension for an image of one row.
    private static Node withOneRow(Node node) {
        var proto = node.proto().toBuilder();
        for (var attribute : proto.getAttributeBuilderList()) {
            List<Long> values = List.copyOf(attribute.getIntsList());
            switch (attribute.getName()) {
                case "strides", "dilations", "kernel_shape" ->
                        attribute.clearInts().addInts(1).addAllInts(values);
                case "pads" -> {
                    if (values.size() == 2) {
                        attribute.clearInts();
                        for (long pad : values) {
                            attribute.addInts(0).addInts(pad);
                        }
                    }
                }
                default -> {}
            }
        }
        return new Node(node.file(), node.index(), node.name(), proto.build());
    }

    /// Folds the batch norm `y = gamma · (x − mean) / √(variance + epsilon) + beta` into a
    /// convolution whose only reader it is, in double precision.
    ///
    /// @param affine scale and shift of each channel
    static void absorb(Node node, Graph graph, Contraction convolution, Affine affine) {
        String weightName = convolution.weights();
        if (weightName == null) {
            throw node.error("follows a convolution without weights.");
        }
        Tensor weights = graph.kept(weightName);
        int channels = affine.scale().length;
        int perChannel = weights.values().length / channels;
        float[] folded = new float[weights.values().length];
        for (int i = 0; i < folded.length; i++) {
            folded[i] = (float) (weights.values()[i] * affine.scale()[i / perChannel]);
        }
        graph.replaceKept(weightName, weights.shape(), folded);
        float[] bias = new float[channels];
        for (int k = 0; k < channels; k++) {
            double before =
                    convolution.bias() == null ? 0 : graph.kept(convolution.bias()).values()[k];
            bias[k] = (float) (before * affine.scale()[k] + affine.shift()[k]);
        }
        String biasName = convolution.bias();
        if (biasName == null) {
            biasName = graph.keepUncounted(convolution.name() + ":bias", List.of(channels), bias);
        } else {
            graph.replaceKept(biasName, List.of(channels), bias);
        }
        var after =
                new Contraction(
                        convolution.name(),
                        convolution.op(),
                        convolution.inputs(),
                        node.output(),
                        convolution.nest(),
                        weightName,
                        biasName,
                        convolution.rowsFirst());
        graph.replace(convolution, after, graph.origin(convolution).absorbing(node.index()));
    }

    /// `scale[channel] · x + shift[channel]`.
    record Affine(double[] scale, double[] shift) {}

    /// Output extents and steps of a convolution or pool.
    record SlidingWindow(Window window, int outputHeight, int outputWidth) {
        static SlidingWindow of(Node node, List<Integer> input, int height, int width) {
            long[] kernel = node.integers("kernel_shape", height, width);
            if (kernel[0] != height || kernel[1] != width) {
                throw node.error("kernel_shape differs from the weights' shape.");
            }
            long[] strides = node.integers("strides", 1, 1);
            long[] dilations = node.integers("dilations", 1, 1);
            long[] pads = node.integers("pads", 0, 0, 0, 0);
            String automatic = node.text("auto_pad", "NOTSET");
            boolean roundUp = node.integer("ceil_mode", 0) != 0;
            var axes = new Axis[2];
            for (int axis = 0; axis < 2; axis++) {
                if (strides[axis] < 1
                        || dilations[axis] < 1
                        || pads[axis] < 0
                        || pads[axis + 2] < 0) {
                    throw node.error(
                            "strides and dilations must be at least 1 and pads at least 0.");
                }
                long reach =
                        Math.addExact(Math.multiplyExact(kernel[axis] - 1, dilations[axis]), 1);
                axes[axis] =
                        axis(
                                node,
                                automatic,
                                input.get(axis + 2),
                                reach,
                                strides[axis],
                                pads[axis],
                                pads[axis + 2],
                                roundUp);
            }
            return new SlidingWindow(
                    new Window(
                            Math.toIntExact(strides[0]),
                            Math.toIntExact(strides[1]),
                            Math.toIntExact(dilations[0]),
                            Math.toIntExact(dilations[1]),
                            axes[0].padBefore(),
                            axes[1].padBefore()),
                    axes[0].positions(),
                    axes[1].positions());
        }

        private static Axis axis(
                Node node,
                String automatic,
                int extent,
                long reach,
                long stride,
                long before,
                long after,
                boolean roundUp) {
            switch (automatic) {
                case "NOTSET", "" -> {
                    long padded = Math.addExact(Math.addExact(extent, before), after);
                    long free = padded - reach;
                    long positions = free < 0 ? 0 : free / stride + 1;
                    // A window that would start in the padding after the input does not count.
                    if (roundUp
                            && free >= 0
                            && free % stride != 0
                            && positions * stride < extent + before) {
                        positions++;
                    }
                    return Axis.checked(node, positions, before);
                }
                case "VALID" -> {
                    return Axis.checked(
                            node, extent < reach ? 0 : (extent - reach) / stride + 1, 0);
                }
                case "SAME_UPPER", "SAME_LOWER" -> {
                    long positions = Math.ceilDiv(extent, stride);
                    long padding = Math.max(0, (positions - 1) * stride + reach - extent);
                    return Axis.checked(
                            node,
                            positions,
                            automatic.equals("SAME_UPPER")
                                    ? padding / 2
                                    : Math.ceilDiv(padding, 2));
                }
                default -> throw node.error("auto_pad '" + automatic + "' is not known.");
            }
        }

        private record Axis(int positions, int padBefore) {
            static Axis checked(Node node, long positions, long padBefore) {
                if (positions < 1) {
                    throw node.error("the window is larger than its padded input.");
                }
                return new Axis(Math.toIntExact(positions), Math.toIntExact(padBefore));
            }
        }
    }
}
