package bitwright.workload.onnx;

import bitwright.workload.View;
import bitwright.workload.View.Kind;
import bitwright.workload.onnx.Constant.Floats;
import bitwright.workload.onnx.Constant.Integers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lowers operators that join, cut and pad tensors. On constants they are done at once.
final class Pieces {
    private Pieces() {}

    static void concatenation(Node node, Graph graph) {
        List<Integer> output = graph.shape(node, 0);
        int axis = Shapes.axis(node.integer("axis", 0), output.size());
        boolean allKnown = graph.isConstant(node.input(0));
        long extent = output.get(axis);
        for (int i = 1; i < node.inputs(); i++) {
            List<Integer> shape = graph.shape(node, i);
            if (shape.size() != output.size()
                    || !Shapes.with(shape, axis, output.get(axis)).equals(output)) {
                throw node.error(
                        "the shapes "
                                + output
                                + " and "
                                + shape
                                + " do not join on axis "
                                + axis
                                + ".");
            }
            extent += shape.get(axis);
            allKnown &= graph.isConstant(node.input(i));
        }
        List<Integer> joined = Shapes.with(output, axis, Math.toIntExact(extent));
        if (allKnown) {
            graph.define(node.output(), join(node, graph, joined, axis));
            return;
        }
        var inputs = new ArrayList<String>();
        var constants = new ArrayList<String>();
        var arguments = new ArrayList<>(List.of(axis));
        for (int i = 0; i < node.inputs(); i++) {
            if (graph.isConstant(node.input(i))) {
                constants.add(graph.keep(graph.resolve(node.input(i)), graph.floats(node, i)));
                arguments.add(i);
            } else {
                inputs.add(graph.resolve(node.input(i)));
            }
        }
        graph.add(
                new View(
                        node.name(),
                        node.op(),
                        Kind.CONCAT,
                        inputs,
                        constants,
                        node.output(),
                        arguments),
                joined);
    }

    private static Constant join(Node node, Graph graph, List<Integer> joined, int axis) {
        int elements = Shapes.constantElements(joined);
        boolean real = graph.constant(node.input(0)).orElseThrow() instanceof Floats;
        float[] floats = new float[real ? elements : 0];
        long[] longs = new long[real ? 0 : elements];
        int inner = Shapes.constantElements(joined.subList(axis + 1, joined.size()));
        int row = inner * joined.get(axis);
        int column = 0;
        for (int i = 0; i < node.inputs(); i++) {
            int length = graph.shape(node, i).get(axis) * inner;
            Object source =
                    real ? graph.floats(node, i).values() : graph.integers(node, i).values();
            Object target = real ? floats : longs;
            for (int o = 0; length > 0 && o < elements / row; o++) {
                System.arraycopy(source, o * length, target, o * row + column, length);
            }
            column += length;
        }
        return real
                ? new Floats(joined, floats, new Constant.Parameter(node.output(), elements))
                : new Integers(joined, longs);
    }

    /// Starts, ends, axes and steps are inputs since opset 10; before, attributes.
    static void slice(Node node, Graph graph) {
        List<Integer> input = graph.shape(node, 0);
        long[] starts = numbers(node, graph, 1, "starts", null);
        long[] ends = numbers(node, graph, 2, "ends", null);
        long[] all = new long[starts.length];
        Arrays.setAll(all, i -> i);
        long[] axes = numbers(node, graph, 3, "axes", all);
        long[] ones = new long[starts.length];
        Arrays.fill(ones, 1);
        long[] strides = numbers(node, graph, 4, "steps", ones);
        if (ends.length != starts.length
                || axes.length != starts.length
                || strides.length != starts.length) {
            throw node.error("starts, ends, axes and steps differ in length.");
        }
        List<Integer> output = input;
        int[] steps = Shapes.steps(graph.isConstant(node.input(0)) ? input : List.of());
        int origin = 0;
        var arguments = new ArrayList<Integer>();
        for (int i = 0; i < starts.length; i++) {
            int axis = Shapes.axis(axes[i], input.size());
            if (sliced(arguments, axis)) {
                throw node.error("slices axis " + axis + " twice.");
            }
            Cut cut = Cut.of(node, input.get(axis), starts[i], ends[i], strides[i]);
            output = Shapes.with(output, axis, cut.length());
            if (graph.isConstant(node.input(0))) {
                origin += cut.begin() * steps[axis];
                steps[axis] *= cut.step();
            }
            arguments.addAll(List.of(axis, cut.begin(), cut.end(), cut.step()));
        }
        Constant known = graph.constant(node.input(0)).orElse(null);
        if (known != null) {
            graph.define(node.output(), known.pick(output, Shapes.sources(output, steps, origin)));
        } else {
            Views.add(node, graph, Kind.SLICE, output, arguments);
        }
    }

    private static boolean sliced(List<Integer> arguments, int axis) {
        for (int i = 0; i < arguments.size(); i += 4) {
            if (arguments.get(i) == axis) {
                return true;
            }
        }
        return false;
    }

    /// One slice for each output; the first has the node's name, the others a number behind it.
    static void split(Node node, Graph graph) {
        List<Integer> input = ElementWise.activationShape(node, graph);
        int axis = Shapes.axis(node.integer("axis", 0), input.size());
        long[] equal = new long[node.outputs()];
        Arrays.fill(equal, Math.ceilDiv(input.get(axis), Math.max(1, node.outputs())));
        if (equal.length > 0) {
            equal[equal.length - 1] = input.get(axis) - equal[0] * (equal.length - 1);
        }
        long[] parts = numbers(node, graph, 1, "split", equal);
        if (parts.length != node.outputs() || Arrays.stream(parts).sum() != input.get(axis)) {
            throw node.error(
                    "the parts "
                            + Arrays.toString(parts)
                            + " do not make up axis "
                            + axis
                            + " of "
                            + input
                            + ".");
        }
        int begin = 0;
        for (int part = 0; part < parts.length; part++) {
            int end = Math.addExact(begin, Math.toIntExact(parts[part]));
            graph.add(
                    new View(
                            part == 0 ? node.name() : node.name() + ":" + part,
                            node.op(),
                            Kind.SLICE,
                            List.of(graph.resolve(node.input(0))),
                            List.of(),
                            node.output(part),
                            List.of(axis, begin, end, 1)),
                    Shapes.with(input, axis, end - begin));
            begin = end;
        }
    }

    /// Zeros around an activation.
    static void pad(Node node, Graph graph) {
        List<Integer> input = ElementWise.activationShape(node, graph);
        long[] pads = numbers(node, graph, 1, "pads", null);
        boolean zeros =
                node.text("mode", "constant").equals("constant")
                        && node.real("value", 0) == 0
                        && (!node.has(2) || graph.floats(node, 2).values()[0] == 0)
                        && !node.has(3);
        if (!zeros || pads.length != 2 * input.size()) {
            throw node.error("only zeros around all axes are read.");
        }
        long[] output = new long[input.size()];
        var arguments = new ArrayList<Integer>();
        for (long pad : pads) {
            if (pad < 0) {
                throw node.error("a negative pad is not read. Maybe use a slice?");
            }
            arguments.add(Math.toIntExact(pad));
        }
        for (int axis = 0; axis < output.length; axis++) {
            output[axis] = input.get(axis) + pads[axis] + pads[axis + output.length];
        }
        Views.add(node, graph, Kind.PAD, Shapes.of(output), arguments);
    }

    private static long[] numbers(
            Node node, Graph graph, int input, String attribute, long @Nullable [] otherwise) {
        if (node.has(input)) {
            return graph.integers(node, input).values();
        }
        return node.integers(attribute)
                .or(() -> Optional.ofNullable(otherwise))
                .orElseThrow(() -> node.error("needs " + attribute + "."));
    }

    /// What a slice takes from one axis; `end` is exclusive, −1 if a backward slice ends before 0.
    private record Cut(int begin, int end, int step, int length) {
        static Cut of(Node node, int extent, long start, long end, long step) {
            if (step == 0 || Math.abs(step) > Integer.MAX_VALUE) {
                throw node.error("a step of " + step + ".");
            }
            boolean forward = step > 0;
            long from = start < 0 ? start + extent : start;
            long to = end < 0 ? end + extent : end;
            long begin = Math.clamp(from, forward ? 0 : -1, forward ? extent : extent - 1);
            long stop = Math.clamp(to, forward ? 0 : -1, forward ? extent : extent - 1);
            long length = Math.max(0, Math.ceilDiv(stop - begin, step));
            return new Cut((int) Math.max(begin, 0), (int) stop, (int) step, (int) length);
        }
    }
}
