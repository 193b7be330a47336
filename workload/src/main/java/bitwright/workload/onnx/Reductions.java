package bitwright.workload.onnx;

import bitwright.workload.LoopNest.Window;
import bitwright.workload.Pointwise;
import bitwright.workload.Pointwise.Kind;
import bitwright.workload.Pointwise.Pool;
import bitwright.workload.onnx.Constant.Floats;
import bitwright.workload.onnx.Convolutions.SlidingWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Lowers pools, means, softmax and layer norm.
final class Reductions {
    private Reductions() {}

    static Operator pool(Kind kind) {
        return (node, graph) -> {
            List<Integer> input = image(node, graph);
            long[] kernel = node.integers("kernel_shape").orElse(new long[0]);
            if (kernel.length != 2 || kernel[0] < 1 || kernel[1] < 1) {
                throw node.error("needs kernel_shape with two extents of at least 1.");
            }
            int height = Math.toIntExact(kernel[0]);
            int width = Math.toIntExact(kernel[1]);
            SlidingWindow window = SlidingWindow.of(node, input, height, width);
            boolean countsPadding = node.integer("count_include_pad", 0) != 0;
            if (countsPadding && node.integer("ceil_mode", 0) != 0) {
                throw node.error(
                        "ceil_mode with count_include_pad is not read: how much of the last window"
                                + " counts differs. Maybe ceil_mode 0?");
            }
            addPool(
                    node,
                    graph,
                    kind,
                    new Pool(height, width, window.window(), countsPadding),
                    List.of(
                            input.get(0),
                            input.get(1),
                            window.outputHeight(),
                            window.outputWidth()));
        };
    }

    /// A pool whose window is the whole image.
    static Operator globalPool(Kind kind) {
        return (node, graph) -> {
            List<Integer> input = image(node, graph);
            addPool(
                    node,
                    graph,
                    kind,
                    new Pool(input.get(2), input.get(3), Window.PLAIN, false),
                    List.of(input.get(0), input.get(1), 1, 1));
        };
    }

    /// The axes are an attribute before opset 18 and an input after; without them all axes go.
    static void mean(Node node, Graph graph) {
        List<Integer> input = ElementWise.activationShape(node, graph);
        long[] given =
                node.has(1)
                        ? graph.integers(node, 1).values()
                        : node.integers("axes").orElse(new long[0]);
        var axes = new TreeSet<Integer>();
        for (long axis : given) {
            axes.add(Shapes.axis(axis, input.size()));
        }
        if (axes.isEmpty()) {
            if (node.integer("noop_with_empty_axes", 0) != 0) {
                throw node.error("names no axes and so does nothing.");
            }
            for (int axis = 0; axis < input.size(); axis++) {
                axes.add(axis);
            }
        }
        boolean keeps = node.integer("keepdims", 1) != 0;
        var output = new ArrayList<Integer>();
        long inputsPerOutput = 1;
        for (int axis = 0; axis < input.size(); axis++) {
            if (!axes.contains(axis)) {
                output.add(input.get(axis));
            } else {
                inputsPerOutput = Math.multiplyExact(inputsPerOutput, input.get(axis));
                if (keeps) {
                    output.add(1);
                }
            }
        }
        add(
                node,
                graph,
                Kind.MEAN,
                List.of(),
                List.copyOf(axes),
                List.copyOf(output),
                inputsPerOutput);
    }

    /// Before opset 13 softmax goes over the given axis and all behind it.
    static void softmax(Node node, Graph graph) {
        List<Integer> shape = ElementWise.activationShape(node, graph);
        boolean flattens = graph.opset() < 13;
        int axis = Shapes.axis(node.integer("axis", flattens ? 1 : -1), shape.size());
        var axes = new ArrayList<Integer>();
        for (int i = axis; i < (flattens ? shape.size() : axis + 1); i++) {
            axes.add(i);
        }
        add(node, graph, Kind.SOFTMAX, List.of(), axes, shape, 1);
    }

    /// Constants: scale, shift (zeros if the operator has none), epsilon.
    static void layerNorm(Node node, Graph graph) {
        List<Integer> shape = ElementWise.activationShape(node, graph);
        int axis = Shapes.axis(node.integer("axis", -1), shape.size());
        var axes = new ArrayList<Integer>();
        for (int i = axis; i < shape.size(); i++) {
            axes.add(i);
        }
        List<Integer> normed = shape.subList(axis, shape.size());
        Floats scale = graph.floats(node, 1);
        if (!scale.shape().equals(normed)
                || node.has(2) && !graph.floats(node, 2).shape().equals(normed)) {
            throw node.error("scale and shift must have the shape " + normed + ".");
        }
        var constants = new ArrayList<String>();
        constants.add(graph.keep(graph.resolve(node.input(1)), scale));
        if (node.has(2)) {
            constants.add(graph.keep(graph.resolve(node.input(2)), graph.floats(node, 2)));
        } else {
            float[] zeros = new float[scale.values().length];
            constants.add(graph.keepUncounted(node.name() + ":shift", scale.shape(), zeros));
        }
        float[] epsilon = {node.real("epsilon", 1e-5f)};
        constants.add(graph.keepUncounted(node.name() + ":epsilon", List.of(), epsilon));
        add(node, graph, Kind.LAYER_NORM, constants, axes, shape, 1);
    }

    private static List<Integer> image(Node node, Graph graph) {
        List<Integer> input = ElementWise.activationShape(node, graph);
        if (input.size() != 4) {
            throw node.error(
                    "reads an input of shape " + input + "; only images of four axes are pooled.");
        }
        return input;
    }

    private static void addPool(
            Node node, Graph graph, Kind kind, Pool pool, List<Integer> output) {
        graph.add(
                new Pointwise(
                        node.name(),
                        node.op(),
                        kind,
                        List.of(graph.resolve(node.input(0))),
                        List.of(),
                        node.output(),
                        pool,
                        0,
                        0,
                        Shapes.elements(output),
                        kind.operationsPerElement((long) pool.height() * pool.width())),
                output);
    }

    private static void add(
            Node node,
            Graph graph,
            Kind kind,
            List<String> constants,
            List<Integer> axes,
            List<Integer> output,
            long inputsPerOutput) {
        graph.add(
                new Pointwise(
                        node.name(),
                        node.op(),
                        kind,
                        List.of(graph.resolve(node.input(0))),
                        constants,
                        node.output(),
                        null,
                        0,
                        0,
                        axes,
                        Shapes.elements(output),
                        kind.operationsPerElement(inputsPerOutput)),
                output);
    }
}
