package bitwright.kernels.network;

import bitwright.arch.format.Precision;
import bitwright.kernels.codec.Integers;
import bitwright.workload.Composites;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.Tensor;
import bitwright.workload.View;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The integer network by definition, one image and one tensor after another in whole numbers of
/// any size: every tensor in its own order, no slots, no layouts, no views of other tensors. Scales
/// and quantized weights are the network's own.
final class ExactExecution {
    private final Network network;
    private final EncodingPlan plan;
    private final Map<String, BigInteger[]> tensors = new LinkedHashMap<>();
    private final Map<String, BigInteger[]> reads = new LinkedHashMap<>();

    private ExactExecution(Network network, EncodingPlan plan) {
        this.network = network;
        this.plan = plan;
    }

    static float[] logits(
            Network original,
            Map<String, Precision> precisions,
            Map<String, ActivationStatistics> statistics,
            float[] image) {
        Network network = Composites.of(original);
        var plan = new EncodingPlan(network, precisions, statistics);
        return new ExactExecution(network, plan).run(image);
    }

    private float[] run(float[] image) {
        Encoding input = plan.of(network.inputs().getFirst());
        BigInteger[] values = new BigInteger[image.length];
        for (int i = 0; i < image.length; i++) {
            double code = Math.rint(image[i] / input.scale());
            values[i] =
                    BigInteger.valueOf((long) Math.clamp(code, input.minimum(), input.maximum()));
        }
        tensors.put(network.inputs().getFirst(), values);
        float[] logits = new float[0];
        for (Layer layer : network.layers()) {
            switch (layer) {
                case Contraction contraction -> logits = contract(contraction);
                case Pointwise point -> tensors.put(point.output(), point(point));
                case View view -> tensors.put(view.output(), view(view));
            }
        }
        return logits;
    }

    private BigInteger[] read(Layer layer, int operand) {
        return reads.computeIfAbsent(layer.name() + " " + operand, _ -> demanded(layer, operand));
    }

    private BigInteger[] demanded(Layer layer, int operand) {
        String tensor = layer.inputs().get(operand);
        Encoding wanted = plan.demand(layer, operand);
        Encoding from = plan.of(tensor);
        BigInteger[] values = Objects.requireNonNull(tensors.get(tensor));
        return from.equals(wanted) ? values : requantized(values, from.scale(), wanted);
    }

    private static BigInteger[] requantized(BigInteger[] values, double scale, Encoding to) {
        double factor = scale == to.scale() ? 1 : scale / to.scale();
        return Arrays.stream(values)
                .map(value -> WholeNumbers.requantized(value, factor, to.minimum(), to.maximum()))
                .toArray(BigInteger[]::new);
    }

    /// Sums in the tensor's order; the real outputs where nothing reads them, else requantized.
    private float[] contract(Contraction layer) {
        LoopNest nest = layer.nest();
        BigInteger[] left = read(layer, 0);
        int channels = nest.groups() * nest.outputChannels();
        BigInteger[] sums;
        List<Double> steps;
        List<Integer> biases;
        if (layer.inputs().size() == 2) {
            sums = product(nest, left, read(layer, 1));
            double step = plan.demand(layer, 0).scale() * plan.demand(layer, 1).scale();
            steps = Collections.nCopies(channels, step);
            biases = Collections.nCopies(channels, 0);
        } else {
            var weights =
                    ContractionWeights.of(
                            layer,
                            network,
                            plan.precision(layer.name()).weights(),
                            plan.demand(layer, 0).scale());
            int[] integers = Integers.of(weights.weights().format(), weights.weights().codes());
            sums = layer.rowsFirst() ? rows(nest, left, integers) : convolved(nest, left, integers);
            steps = weights.stepScales();
            biases = weights.biases();
        }
        int positions = nest.outputHeight() * nest.outputWidth();
        int columns = nest.outputChannels();
        float[] real = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            int channel =
                    layer.rowsFirst()
                            ? i / (positions * columns) * columns + i % columns
                            : i / positions;
            BigInteger sum = sums[i].add(BigInteger.valueOf(biases.get(channel)));
            double step = steps.get(channel);
            if (plan.isRaw(layer)) {
                real[i] = (float) (sum.longValueExact() * step);
            } else {
                Encoding to = plan.of(layer.output());
                sums[i] = requantized(new BigInteger[] {sum}, step, to)[0];
            }
        }
        tensors.put(layer.output(), sums);
        return real;
    }

    /// `[product][row][depth]` by `[product][depth][column]`.
    private static BigInteger[] product(LoopNest nest, BigInteger[] left, BigInteger[] right) {
        int rows = nest.outputWidth();
        int columns = nest.outputChannels();
        int depth = nest.inputChannels();
        BigInteger[] sums = new BigInteger[nest.groups() * rows * columns];
        for (int i = 0; i < sums.length; i++) {
            int matrix = i / (rows * columns);
            int row = i / columns % rows;
            BigInteger sum = BigInteger.ZERO;
            for (int c = 0; c < depth; c++) {
                BigInteger a = left[(matrix * rows + row) * depth + c];
                sum = sum.add(a.multiply(right[(matrix * depth + c) * columns + i % columns]));
            }
            sums[i] = sum;
        }
        return sums;
    }

    /// `[row][depth]` by weights `[column][depth]`.
    private static BigInteger[] rows(LoopNest nest, BigInteger[] left, int[] weights) {
        int columns = nest.outputChannels();
        int depth = nest.inputChannels();
        BigInteger[] sums = new BigInteger[nest.outputWidth() * columns];
        for (int i = 0; i < sums.length; i++) {
            BigInteger sum = BigInteger.ZERO;
            for (int c = 0; c < depth; c++) {
                BigInteger weight = BigInteger.valueOf(weights[i % columns * depth + c]);
                sum = sum.add(left[i / columns * depth + c].multiply(weight));
            }
            sums[i] = sum;
        }
        return sums;
    }

    /// A convolution of one group without padding.
    private static BigInteger[] convolved(LoopNest nest, BigInteger[] image, int[] weights) {
        int width = nest.outputWidth();
        int plane = nest.outputHeight() * width;
        int taps = nest.inputChannels() * nest.filterHeight() * nest.filterWidth();
        BigInteger[] sums = new BigInteger[nest.outputChannels() * plane];
        for (int i = 0; i < sums.length; i++) {
            BigInteger sum = BigInteger.ZERO;
            for (int tap = 0; tap < taps; tap++) {
                int fx = tap % nest.filterWidth();
                int fy = tap / nest.filterWidth() % nest.filterHeight();
                int c = tap / nest.filterWidth() / nest.filterHeight();
                int y = i % plane / width * nest.window().strideY() + fy;
                int x = i % width * nest.window().strideX() + fx;
                BigInteger value = image[(c * nest.inputHeight() + y) * nest.inputWidth() + x];
                sum = sum.add(value.multiply(BigInteger.valueOf(weights[i / plane * taps + tap])));
            }
            sums[i] = sum;
        }
        return sums;
    }

    private BigInteger[] point(Pointwise layer) {
        BigInteger[] input = read(layer, 0);
        Encoding from = plan.demand(layer, 0);
        Encoding to = plan.of(layer.output());
        int length = layer.axes().stream().map(shape(layer)::get).reduce(1, (a, b) -> a * b);
        return switch (layer.kind()) {
            case RELU, CLIP, MULTIPLY, DIVIDE -> input;
            case ADD -> sums(layer, input, to);
            case GELU ->
                    requantized(
                            Arrays.stream(input)
                                    .map(value -> WholeNumbers.gelu(value, from.scale()))
                                    .toArray(BigInteger[]::new),
                            WholeNumbers.geluScale(from.scale()),
                            to);
            case SOFTMAX ->
                    requantized(
                            byRow(input, length, row -> WholeNumbers.softmax(row, from.scale())),
                            0x1p-16,
                            to);
            case LAYER_NORM -> {
                float[] gains = constant(layer.constants().get(0)).values();
                float[] biases = constant(layer.constants().get(1)).values();
                float epsilon = constant(layer.constants().get(2)).values()[0];
                yield requantized(
                        byRow(
                                input,
                                length,
                                row ->
                                        WholeNumbers.layerNorm(
                                                row, gains, biases, epsilon, from.scale())),
                        WholeNumbers.layerNormScale(gains),
                        to);
            }
            case MEAN -> requantized(axisSums(layer, input, length), from.scale() / length, to);
            default -> throw new IllegalArgumentException("not in the networks of these tests");
        };
    }

    private List<Integer> shape(Layer layer) {
        return Objects.requireNonNull(network.shapes().get(layer.inputs().getFirst()));
    }

    private Tensor constant(String name) {
        return Objects.requireNonNull(network.constants().get(name));
    }

    private interface Row {
        BigInteger[] of(BigInteger[] row);
    }

    private static BigInteger[] byRow(BigInteger[] input, int length, Row function) {
        List<BigInteger> all = new ArrayList<>();
        for (int row = 0; row < input.length; row += length) {
            all.addAll(List.of(function.of(Arrays.copyOfRange(input, row, row + length))));
        }
        return all.toArray(BigInteger[]::new);
    }

    private BigInteger[] sums(Pointwise layer, BigInteger[] left, Encoding to) {
        BigInteger[] right = new BigInteger[left.length];
        if (layer.inputs().size() == 2) {
            right = read(layer, 1);
        } else {
            // The constants of these networks broadcast along leading axes only.
            float[] values = constant(layer.constants().getFirst()).values();
            for (int i = 0; i < right.length; i++) {
                double code = Math.rint(values[i % values.length] / to.scale());
                double most = (1 << 30) - 1;
                right[i] = BigInteger.valueOf((long) Math.clamp(code, -most, most));
            }
        }
        BigInteger[] sums = new BigInteger[left.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] =
                    left[i].add(right[i])
                            .max(BigInteger.valueOf(to.minimum()))
                            .min(BigInteger.valueOf(to.maximum()));
        }
        return sums;
    }

    private BigInteger[] axisSums(Pointwise layer, BigInteger[] input, int length) {
        int inner = 1;
        for (int axis = layer.axes().getLast() + 1; axis < shape(layer).size(); axis++) {
            inner *= shape(layer).get(axis);
        }
        BigInteger[] sums = new BigInteger[input.length / length];
        for (int i = 0; i < sums.length; i++) {
            BigInteger sum = BigInteger.ZERO;
            for (int term = 0; term < length; term++) {
                sum = sum.add(input[(i / inner * length + term) * inner + i % inner]);
            }
            sums[i] = sum;
        }
        return sums;
    }

    /// Index by index, from the meaning of each view.
    private BigInteger[] view(View view) {
        List<Integer> to = Objects.requireNonNull(network.shapes().get(view.output()));
        BigInteger[] output = new BigInteger[to.stream().reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < output.length; i++) {
            output[i] = element(view, to, i);
        }
        return output;
    }

    private BigInteger element(View view, List<Integer> to, int place) {
        List<Integer> arguments = view.arguments();
        int[] index = index(to, place);
        switch (view.kind()) {
            case RESHAPE:
                return read(view, 0)[place];
            case TRANSPOSE:
                int[] moved = new int[index.length];
                for (int axis = 0; axis < index.length; axis++) {
                    moved[arguments.get(axis)] = index[axis];
                }
                return at(view, 0, moved);
            case GATHER:
                index[arguments.getFirst()] = arguments.get(1 + index[arguments.getFirst()]);
                return at(view, 0, index);
            case SLICE:
                for (int at = 0; at < arguments.size(); at += 4) {
                    int axis = arguments.get(at);
                    index[axis] = arguments.get(at + 1) + index[axis] * arguments.get(at + 3);
                }
                return at(view, 0, index);
            case EXPAND:
                List<Integer> small = shape(view);
                for (int axis = 0; axis < index.length; axis++) {
                    index[axis] = small.get(axis) == 1 ? 0 : index[axis];
                }
                return at(view, 0, index);
            case PAD:
                for (int axis = 0; axis < index.length; axis++) {
                    index[axis] -= arguments.get(axis);
                    if (index[axis] < 0 || index[axis] >= shape(view).get(axis)) {
                        return BigInteger.ZERO;
                    }
                }
                return at(view, 0, index);
            case CONCAT:
                return joined(view, index);
        }
        throw new IllegalStateException(view.name());
    }

    private BigInteger joined(View view, int[] index) {
        int axis = view.arguments().getFirst();
        List<Integer> constantPlaces = view.arguments().subList(1, view.arguments().size());
        int input = 0;
        int constant = 0;
        for (int place = 0; ; place++) {
            boolean fixed = constantPlaces.contains(place);
            List<Integer> part =
                    fixed
                            ? constant(view.constants().get(constant)).shape()
                            : Objects.requireNonNull(
                                    network.shapes().get(view.inputs().get(input)));
            if (index[axis] < part.get(axis)) {
                if (!fixed) {
                    return at(view, input, index);
                }
                float value = constant(view.constants().get(constant)).values()[flat(part, index)];
                Encoding to = plan.of(view.output());
                double code = Math.rint(value / to.scale());
                return BigInteger.valueOf((long) Math.clamp(code, to.minimum(), to.maximum()));
            }
            index[axis] -= part.get(axis);
            input += fixed ? 0 : 1;
            constant += fixed ? 1 : 0;
        }
    }

    private BigInteger at(View view, int operand, int[] index) {
        List<Integer> shape =
                Objects.requireNonNull(network.shapes().get(view.inputs().get(operand)));
        return read(view, operand)[flat(shape, index)];
    }

    private static int flat(List<Integer> shape, int[] index) {
        int flat = 0;
        for (int axis = 0; axis < index.length; axis++) {
            flat = flat * shape.get(axis) + index[axis];
        }
        return flat;
    }

    private static int[] index(List<Integer> shape, int place) {
        int[] index = new int[shape.size()];
        int rest = place;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % shape.get(axis);
            rest /= shape.get(axis);
        }
        return index;
    }
}
