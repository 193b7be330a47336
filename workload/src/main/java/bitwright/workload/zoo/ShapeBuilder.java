package bitwright.workload.zoo;

import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.LoopNest.Window;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.Pointwise.Kind;
import bitwright.workload.Pointwise.Pool;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Builds a network of shapes without weights. Every method adds one layer and gives the name of
/// its output tensor, which is the layer's own name. Image tensors are `[batch, channels, rows,
/// columns]`; token tensors `[batch, tokens, width]`.
final class ShapeBuilder {
    private final String name;
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    private final List<String> inputs = new ArrayList<>();
    private final Set<String> caches = new LinkedHashSet<>();
    private long parameters;

    ShapeBuilder(String name) {
        this.name = name;
    }

    String image(int batch, int channels, int height, int width) {
        return input("image", List.of(batch, channels, height, width));
    }

    /// An input of the network.
    String input(String tensor, List<Integer> shape) {
        shapes.put(tensor, shape);
        inputs.add(tensor);
        return tensor;
    }

    /// An input that stays from step to step.
    String cache(String tensor, List<Integer> shape) {
        caches.add(tensor);
        return input(tensor, shape);
    }

    /// Says of a tensor that it stays from step to step.
    void stays(String tensor) {
        caches.add(tensor);
    }

    /// A square filter with the same step and padding on both axes. Batch norm after it is folded
    /// in; its scale and shift are counted as parameters.
    String convolution(String layer, String input, Filter filter) {
        List<Integer> shape = shape(input);
        int outputHeight = filter.positions(shape.get(2));
        int outputWidth = filter.positions(shape.get(3));
        int groups = filter.groups();
        var nest =
                new LoopNest(
                        shape.get(0),
                        groups,
                        filter.outputs() / groups,
                        shape.get(1) / groups,
                        outputHeight,
                        outputWidth,
                        filter.size(),
                        filter.size(),
                        filter.window(),
                        shape.get(2),
                        shape.get(3));
        parameters +=
                (long) filter.outputs() * nest.inputChannels() * filter.size() * filter.size();
        parameters += (long) filter.outputs() * (filter.batchNorm() ? 2 : 1);
        return add(
                new Contraction(layer, "Conv", List.of(input), layer, nest, null, null, false),
                List.of(shape.get(0), filter.outputs(), outputHeight, outputWidth));
    }

    /// A fully connected layer with bias over the last axis.
    String linear(String layer, String input, int outputs) {
        return projection(layer, input, outputs, true);
    }

    /// A fully connected layer over the last axis.
    String projection(String layer, String input, int outputs, boolean biased) {
        parameters += (long) outputs * shape(input).getLast() + (biased ? outputs : 0);
        return tied(layer, input, outputs);
    }

    /// A fully connected layer over the last axis whose weights are counted elsewhere.
    String tied(String layer, String input, int outputs) {
        List<Integer> shape = shape(input);
        int depth = shape.getLast();
        int rows = Math.toIntExact(elements(shape) / depth);
        var nest = LoopNest.matrixProduct(1, rows, outputs, depth);
        return add(
                new Contraction(layer, "Gemm", List.of(input), layer, nest, null, null, true),
                withLast(shape, outputs));
    }

    /// Independent products of two activations `[batch, heads, rows, depth]` and `[batch, heads,
    /// depth, columns]`.
    String product(String layer, String left, String right) {
        List<Integer> a = shape(left);
        int columns = shape(right).getLast();
        var nest = LoopNest.matrixProduct(a.get(0) * a.get(1), a.get(2), columns, a.get(3));
        return add(
                new Contraction(
                        layer, "MatMul", List.of(left, right), layer, nest, null, null, true),
                withLast(a, columns));
    }

    String pointwise(String layer, String op, Kind kind, String... inputs) {
        return pointwise(layer, op, kind, 0, 0, inputs);
    }

    String clip(String layer, double lower, double upper, String input) {
        return pointwise(layer, "Clip", Kind.CLIP, lower, upper, input);
    }

    /// Layer norm over the last axis, with scale and shift.
    String layerNorm(String layer, String input) {
        parameters += 2L * shape(input).getLast();
        return pointwise(layer, "LayerNormalization", Kind.LAYER_NORM, input);
    }

    /// Norm by the root mean square over the last axis, with a scale. Square, add, divide,
    /// multiply, scale: 5 operations.
    String rootMeanSquareNorm(String layer, String input) {
        parameters += shape(input).getLast();
        return elementwise(layer, "RMSNormalization", 5, input);
    }

    /// Element-wise work of no kind of its own.
    String elementwise(String layer, String op, int operationsPerElement, String... inputs) {
        List<Integer> shape = shape(inputs[0]);
        return add(
                new Pointwise(
                        layer,
                        op,
                        Kind.OTHER,
                        List.of(inputs),
                        List.of(),
                        layer,
                        null,
                        0,
                        0,
                        elements(shape),
                        operationsPerElement),
                shape);
    }

    /// The addition of a learned constant of the input's shape without the batch.
    String learnedAddition(String layer, String input) {
        parameters += elements(shape(input)) / shape(input).get(0);
        return pointwise(layer, "Add", Kind.ADD, input);
    }

    String pool(String layer, Kind kind, String input, Filter filter) {
        List<Integer> shape = shape(input);
        List<Integer> output =
                List.of(
                        shape.get(0),
                        shape.get(1),
                        filter.positions(shape.get(2)),
                        filter.positions(shape.get(3)));
        var pool = new Pool(filter.size(), filter.size(), filter.window(), false);
        String op = kind == Kind.MAX_POOL ? "MaxPool" : "GlobalAveragePool";
        return add(
                new Pointwise(
                        layer,
                        op,
                        kind,
                        List.of(input),
                        List.of(),
                        layer,
                        pool,
                        0,
                        0,
                        elements(output),
                        kind.operationsPerElement((long) filter.size() * filter.size())),
                output);
    }

    String view(
            String layer,
            View.Kind kind,
            List<Integer> arguments,
            List<Integer> output,
            String... inputs) {
        String op = kind.name().charAt(0) + kind.name().substring(1).toLowerCase(Locale.ROOT);
        return add(new View(layer, op, kind, List.of(inputs), List.of(), layer, arguments), output);
    }

    /// Counts a learned constant that no layer method counts.
    void countParameters(long elements) {
        parameters += elements;
    }

    List<Integer> shape(String tensor) {
        List<Integer> shape = shapes.get(tensor);
        if (shape == null) {
            throw new IllegalArgumentException("no layer writes the tensor '" + tensor + "'.");
        }
        return shape;
    }

    Network build(String output) {
        return build(List.of(output));
    }

    Network build(List<String> outputs) {
        return new Network(name, inputs, outputs, layers, shapes, Map.of(), parameters, caches);
    }

    private String pointwise(
            String layer, String op, Kind kind, double lower, double upper, String... inputs) {
        List<Integer> shape = shape(inputs[0]);
        return add(
                new Pointwise(
                        layer,
                        op,
                        kind,
                        List.of(inputs),
                        List.of(),
                        layer,
                        null,
                        lower,
                        upper,
                        elements(shape),
                        kind.operationsPerElement(1)),
                shape);
    }

    private String add(Layer layer, List<Integer> output) {
        layers.add(layer);
        shapes.put(layer.output(), output);
        return layer.output();
    }

    private static long elements(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    private static List<Integer> withLast(List<Integer> shape, int last) {
        var changed = new ArrayList<>(shape);
        changed.set(changed.size() - 1, last);
        return List.copyOf(changed);
    }

    /// A square window.
    ///
    /// @param outputs output channels; unused by pools
    record Filter(int outputs, int size, int stride, int padding, int groups, boolean batchNorm) {
        static Filter normed(int outputs, int size, int stride) {
            return new Filter(outputs, size, stride, size / 2, 1, true);
        }

        static Filter depthwise(int channels, int stride) {
            return new Filter(channels, 3, stride, 1, channels, true);
        }

        /// Patches that do not overlap, with a bias.
        static Filter patches(int outputs, int size) {
            return new Filter(outputs, size, size, 0, 1, false);
        }

        static Filter pool(int size, int stride, int padding) {
            return new Filter(1, size, stride, padding, 1, false);
        }

        Window window() {
            return new Window(stride, stride, 1, 1, padding, padding);
        }

        int positions(int extent) {
            return (extent + 2 * padding - size) / stride + 1;
        }
    }
}
