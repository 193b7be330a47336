package bitwright.precision.gradient;

import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.Strides;
import bitwright.workload.Tensor;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Builds small networks with random constants: an input, layers after one another, and a last
/// matrix product to three outputs.
final class SmallNetworks {
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final SplittableRandom random;
    private String last = "x";

    SmallNetworks(long seed, List<Integer> inputShape) {
        random = new SplittableRandom(seed);
        shapes.put("x", inputShape);
    }

    static SmallNetworks image(long seed) {
        return new SmallNetworks(seed, List.of(1, 2, 5, 4));
    }

    String last() {
        return last;
    }

    List<Integer> shape() {
        return shapes.getOrDefault(last, List.of());
    }

    String constant(List<Integer> shape, double least, double greatest) {
        float[] values = new float[Strides.elements(shape)];
        for (int at = 0; at < values.length; at++) {
            values[at] = (float) random.nextDouble(least, greatest);
        }
        return constant(shape, values);
    }

    String constant(List<Integer> shape, float... values) {
        String name = "c" + constants.size();
        constants.put(name, new Tensor(shape, values));
        return name;
    }

    /// A convolution with a bias on the last tensor.
    SmallNetworks convolution(int groups, int channels, int filter, LoopNest.Window window) {
        List<Integer> in = shape();
        int outHeight = extent(in.get(2), filter, window.strideY(), window.padTop());
        int outWidth = extent(in.get(3), filter, window.strideX(), window.padLeft());
        LoopNest nest =
                new LoopNest(
                        1,
                        groups,
                        channels / groups,
                        in.get(1) / groups,
                        outHeight,
                        outWidth,
                        filter,
                        filter,
                        window,
                        in.get(2),
                        in.get(3));
        String weights = constant(List.of(channels, in.get(1) / groups, filter, filter), -1, 1);
        String bias = constant(List.of(channels), -1, 1);
        return add(
                new Contraction(name(), "Conv", List.of(last), name(), nest, weights, bias, false),
                List.of(1, channels, outHeight, outWidth));
    }

    private static int extent(int in, int filter, int stride, int pad) {
        return (in + 2 * pad - filter) / stride + 1;
    }

    /// A matrix product of rows with weights.
    SmallNetworks rows(int columns) {
        List<Integer> in = shape();
        int depth = in.getLast();
        int rows = Strides.elements(in) / depth;
        String weights = constant(List.of(columns, depth, 1, 1), -1, 1);
        String bias = constant(List.of(columns), -1, 1);
        List<Integer> out = new ArrayList<>(in.subList(0, in.size() - 1));
        out.add(columns);
        return add(
                new Contraction(
                        name(),
                        "MatMul",
                        List.of(last),
                        name(),
                        LoopNest.matrixProduct(1, rows, columns, depth),
                        weights,
                        bias,
                        true),
                List.copyOf(out));
    }

    /// The product of two tensors of three axes.
    SmallNetworks product(String left, String right) {
        List<Integer> a = shapes.getOrDefault(left, List.of());
        List<Integer> b = shapes.getOrDefault(right, List.of());
        return add(
                new Contraction(
                        name(),
                        "MatMul",
                        List.of(left, right),
                        name(),
                        LoopNest.matrixProduct(a.get(0), a.get(1), b.get(2), a.get(2)),
                        null,
                        null,
                        true),
                List.of(a.get(0), a.get(1), b.get(2)));
    }

    SmallNetworks pointwise(Pointwise.Kind kind, String op, String... constantNames) {
        return pointwise(kind, op, List.of(last), List.of(constantNames), List.of(), null, shape());
    }

    SmallNetworks pointwise(
            Pointwise.Kind kind,
            String op,
            List<String> inputs,
            List<String> constantNames,
            List<Integer> axes,
            Pointwise.@Nullable Pool pool,
            List<Integer> out) {
        return add(
                new Pointwise(
                        name(),
                        op,
                        kind,
                        inputs,
                        constantNames,
                        name(),
                        pool,
                        -0.5,
                        0.7,
                        axes,
                        Strides.elements(out),
                        1),
                out);
    }

    SmallNetworks view(
            View.Kind kind,
            List<String> constantNames,
            List<Integer> arguments,
            List<Integer> out) {
        return add(
                new View(name(), "View", kind, List.of(last), constantNames, name(), arguments),
                out);
    }

    /// Three outputs of everything so far.
    Network network() {
        view(View.Kind.RESHAPE, List.of(), List.of(), List.of(1, Strides.elements(shape())));
        rows(3);
        return new Network("small", List.of("x"), List.of(last), layers, shapes, constants, 0);
    }

    /// A random image.
    float[] image() {
        float[] image = new float[Strides.elements(shapes.getOrDefault("x", List.of()))];
        for (int at = 0; at < image.length; at++) {
            image[at] = (float) random.nextDouble(-1, 1);
        }
        return image;
    }

    private String name() {
        return "t" + layers.size();
    }

    private SmallNetworks add(Layer layer, List<Integer> out) {
        layers.add(layer);
        last = layer.output();
        shapes.put(last, out);
        return this;
    }
}
