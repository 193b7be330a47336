package bitwright.kernels.network;

import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.Tensor;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Builds small networks layer by layer; a layer's output tensor bears the layer's name.
final class NetworkBuilder {
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();

    NetworkBuilder(int channels, int height, int width) {
        shapes.put("image", List.of(1, channels, height, width));
    }

    NetworkBuilder conv(
            String name,
            String input,
            int channels,
            int groups,
            int filter,
            int stride,
            IntFunction<Float> weights,
            IntFunction<Float> biases) {
        List<Integer> in = Objects.requireNonNull(shapes.get(input));
        int pad = filter / 2;
        int height = (in.get(2) + 2 * pad - filter) / stride + 1;
        int width = (in.get(3) + 2 * pad - filter) / stride + 1;
        var nest =
                new LoopNest(
                        1,
                        groups,
                        channels / groups,
                        in.get(1) / groups,
                        height,
                        width,
                        filter,
                        filter,
                        new LoopNest.Window(stride, stride, 1, 1, pad, pad),
                        in.get(2),
                        in.get(3));
        constant(name + ":weights", channels * in.get(1) / groups * filter * filter, weights);
        constant(name + ":bias", channels, biases);
        return layer(
                new Contraction(
                        name,
                        "Conv",
                        List.of(input),
                        name,
                        nest,
                        name + ":weights",
                        name + ":bias",
                        false),
                List.of(1, channels, height, width));
    }

    NetworkBuilder gemm(String name, String input, int classes, IntFunction<Float> weights) {
        int depth = Objects.requireNonNull(shapes.get(input)).stream().reduce(1, (a, b) -> a * b);
        constant(name + ":weights", classes * depth, weights);
        return layer(
                new Contraction(
                        name,
                        "Gemm",
                        List.of(input),
                        name,
                        LoopNest.matrixProduct(1, 1, classes, depth),
                        name + ":weights",
                        null,
                        true),
                List.of(1, classes));
    }

    /// Weights for every row, `[rows][depth]` to `[rows][columns]`.
    NetworkBuilder dense(
            String name,
            String input,
            int columns,
            IntFunction<Float> weights,
            IntFunction<Float> biases) {
        List<Integer> in = shape(input);
        int depth = in.getLast();
        int rows = in.stream().reduce(1, (a, b) -> a * b) / depth;
        constant(name + ":weights", columns * depth, weights);
        constant(name + ":bias", columns, biases);
        List<Integer> out = new ArrayList<>(in.subList(0, in.size() - 1));
        out.add(columns);
        return layer(
                new Contraction(
                        name,
                        "MatMul",
                        List.of(input),
                        name,
                        LoopNest.matrixProduct(1, rows, columns, depth),
                        name + ":weights",
                        name + ":bias",
                        true),
                List.copyOf(out));
    }

    /// Two activations, `[…][rows][depth]` and `[…][depth][columns]`.
    NetworkBuilder product(String name, String left, String right) {
        List<Integer> in = shape(left);
        int depth = in.getLast();
        int rows = in.get(in.size() - 2);
        int columns = shape(right).getLast();
        int products = in.stream().reduce(1, (a, b) -> a * b) / depth / rows;
        List<Integer> out = new ArrayList<>(in.subList(0, in.size() - 1));
        out.add(columns);
        return layer(
                new Contraction(
                        name,
                        "MatMul",
                        List.of(left, right),
                        name,
                        LoopNest.matrixProduct(products, rows, columns, depth),
                        null,
                        null,
                        true),
                List.copyOf(out));
    }

    NetworkBuilder view(
            String name,
            View.Kind kind,
            List<Integer> arguments,
            List<String> constants,
            List<Integer> shape,
            String... inputs) {
        return layer(
                new View(name, kind.name(), kind, List.of(inputs), constants, name, arguments),
                shape);
    }

    /// A layer along axes, or one with constants.
    NetworkBuilder along(
            String name,
            Pointwise.Kind kind,
            List<Integer> axes,
            List<String> constants,
            List<Integer> shape,
            String... inputs) {
        return along(name, kind.name(), kind, axes, constants, shape, inputs);
    }

    /// The same with another name of the operator.
    NetworkBuilder along(
            String name,
            String op,
            Pointwise.Kind kind,
            List<Integer> axes,
            List<String> constants,
            List<Integer> shape,
            String... inputs) {
        long elements = shape.stream().reduce(1, (a, b) -> a * b);
        return layer(
                new Pointwise(
                        name,
                        op,
                        kind,
                        List.of(inputs),
                        constants,
                        name,
                        null,
                        0,
                        0,
                        axes,
                        elements,
                        1),
                shape);
    }

    /// A constant of a shape.
    NetworkBuilder constant(String name, List<Integer> shape, IntFunction<Float> value) {
        constant(name, shape.stream().reduce(1, (a, b) -> a * b), value);
        float[] values = Objects.requireNonNull(constants.get(name)).values();
        constants.put(name, new Tensor(shape, values));
        return this;
    }

    NetworkBuilder point(String name, Pointwise.Kind kind, String... inputs) {
        return pointwise(name, kind, null, shape(inputs[0]), 0, 6, inputs);
    }

    NetworkBuilder pool(
            String name,
            Pointwise.Kind kind,
            String input,
            int window,
            int stride,
            int pad,
            boolean countIncludesPadding) {
        List<Integer> in = shape(input);
        int height = (in.get(2) + 2 * pad - window) / stride + 1;
        int width = (in.get(3) + 2 * pad - window) / stride + 1;
        var pool =
                new Pointwise.Pool(
                        window,
                        window,
                        new LoopNest.Window(stride, stride, 1, 1, pad, pad),
                        countIncludesPadding);
        return pointwise(name, kind, pool, List.of(1, in.get(1), height, width), 0, 0, input);
    }

    NetworkBuilder flatten(String name, String input) {
        int elements = shape(input).stream().reduce(1, (a, b) -> a * b);
        return layer(
                new View(
                        name,
                        "Flatten",
                        View.Kind.RESHAPE,
                        List.of(input),
                        List.of(),
                        name,
                        List.of()),
                List.of(1, elements));
    }

    Network build(String output) {
        return new Network("test", List.of("image"), List.of(output), layers, shapes, constants, 0);
    }

    private NetworkBuilder pointwise(
            String name,
            Pointwise.Kind kind,
            Pointwise.@Nullable Pool pool,
            List<Integer> shape,
            double lower,
            double upper,
            String... inputs) {
        long elements = shape.stream().reduce(1, (a, b) -> a * b);
        return layer(
                new Pointwise(
                        name,
                        kind.name(),
                        kind,
                        List.of(inputs),
                        List.of(),
                        name,
                        pool,
                        lower,
                        upper,
                        List.of(),
                        elements,
                        1),
                shape);
    }

    private NetworkBuilder layer(Layer layer, List<Integer> shape) {
        layers.add(layer);
        shapes.put(layer.output(), shape);
        return this;
    }

    private List<Integer> shape(String tensor) {
        return Objects.requireNonNull(shapes.get(tensor), tensor);
    }

    private void constant(String name, int elements, IntFunction<Float> value) {
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = value.apply(i);
        }
        constants.put(name, new Tensor(List.of(elements), values));
    }
}
