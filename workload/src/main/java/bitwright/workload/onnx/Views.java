package bitwright.workload.onnx;

import bitwright.workload.View;
import bitwright.workload.View.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Lowers changes of shape or place. On constants they are done at once.
final class Views {
    private Views() {}

    /// An extent of 0 keeps the input's extent unless `allowzero` is set; one of −1 takes the rest.
    static void reshape(Node node, Graph graph) {
        List<Integer> input = graph.shape(node, 0);
        long[] wanted = graph.integers(node, 1).values().clone();
        boolean zeroIsZero = node.integer("allowzero", 0) != 0;
        long known = 1;
        int rest = -1;
        for (int axis = 0; axis < wanted.length; axis++) {
            if (wanted[axis] == 0 && !zeroIsZero) {
                wanted[axis] = input.get(Shapes.axis(axis, input.size()));
            }
            if (wanted[axis] == -1 && rest < 0) {
                rest = axis;
            } else {
                known = Math.multiplyExact(known, wanted[axis]);
            }
        }
        if (rest >= 0) {
            wanted[rest] = known <= 0 ? -1 : Shapes.elements(input) / known;
        }
        reshapeTo(node, graph, Shapes.of(wanted));
    }

    static void flatten(Node node, Graph graph) {
        List<Integer> input = graph.shape(node, 0);
        long axis = node.integer("axis", 1);
        int split = axis == input.size() ? input.size() : Shapes.axis(axis, input.size());
        reshapeTo(
                node,
                graph,
                Shapes.of(
                        Shapes.elements(input.subList(0, split)),
                        Shapes.elements(input.subList(split, input.size()))));
    }

    static void squeeze(Node node, Graph graph) {
        List<Integer> input = graph.shape(node, 0);
        long[] given = axes(node, graph, new long[0]);
        var gone = new TreeSet<Integer>();
        for (long axis : given) {
            gone.add(Shapes.axis(axis, input.size()));
        }
        var output = new ArrayList<Integer>();
        for (int axis = 0; axis < input.size(); axis++) {
            boolean goes = given.length == 0 ? input.get(axis) == 1 : gone.contains(axis);
            if (goes && input.get(axis) != 1) {
                throw node.error("axis " + axis + " of " + input + " is not 1.");
            }
            if (!goes) {
                output.add(input.get(axis));
            }
        }
        reshapeTo(node, graph, List.copyOf(output));
    }

    static void unsqueeze(Node node, Graph graph) {
        List<Integer> input = graph.shape(node, 0);
        long[] given = axes(node, graph, null);
        int rank = input.size() + given.length;
        var added = new TreeSet<Integer>();
        for (long axis : given) {
            added.add(Shapes.axis(axis, rank));
        }
        if (added.size() != given.length) {
            throw node.error("names an axis twice.");
        }
        var rest = input.iterator();
        var output = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            output[axis] = added.contains(axis) ? 1 : rest.next();
        }
        reshapeTo(node, graph, Shapes.of(output));
    }

    static void transpose(Node node, Graph graph) {
        List<Integer> input = graph.shape(node, 0);
        int rank = input.size();
        long[] reversed = new long[rank];
        Arrays.setAll(reversed, axis -> rank - 1 - axis);
        long[] order = node.integers("perm", reversed);
        var axes = new ArrayList<Integer>();
        for (long axis : order) {
            axes.add(Shapes.axis(axis, rank));
        }
        if (new TreeSet<>(axes).size() != rank) {
            throw node.error("perm " + axes + " is no order of the axes.");
        }
        List<Integer> output = axes.stream().map(input::get).toList();
        int[] steps = Shapes.steps(input);
        int[] moved = axes.stream().mapToInt(axis -> steps[axis]).toArray();
        Constant known = graph.constant(node.input(0)).orElse(null);
        if (known != null) {
            graph.define(node.output(), known.pick(output, Shapes.sources(output, moved, 0)));
        } else {
            add(node, graph, Kind.TRANSPOSE, output, axes);
        }
    }

    static void expand(Node node, Graph graph) {
        List<Integer> input = graph.shape(node, 0);
        List<Integer> output = Shapes.broadcast(input, Shapes.of(graph.integers(node, 1).values()));
        Constant known = graph.constant(node.input(0)).orElse(null);
        if (known != null) {
            Shapes.constantElements(output);
            graph.define(node.output(), known.pick(output, Shapes.broadcastSources(input, output)));
        } else {
            add(node, graph, Kind.EXPAND, output, List.of());
        }
    }

    /// Indices are constants; a table of constants may also be looked up by an activation.
    static void gather(Node node, Graph graph) {
        List<Integer> input = graph.shape(node, 0);
        int axis = Shapes.axis(node.integer("axis", 0), input.size());
        List<Integer> indexShape = graph.shape(node, 1);
        var output = new ArrayList<>(input.subList(0, axis));
        output.addAll(indexShape);
        output.addAll(input.subList(axis + 1, input.size()));
        Constant known = graph.constant(node.input(0)).orElse(null);
        if (known instanceof Constant.Floats table && !graph.isConstant(node.input(1))) {
            String name = graph.keep(graph.resolve(node.input(0)), table);
            var view =
                    new View(
                            node.name(),
                            node.op(),
                            Kind.GATHER,
                            List.of(graph.resolve(node.input(1))),
                            List.of(name),
                            node.output(),
                            List.of(axis));
            graph.add(view, List.copyOf(output));
            return;
        }
        long[] indices = graph.integers(node, 1).values();
        int[] rows = new int[indices.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Shapes.axis(indices[i], input.get(axis));
        }
        if (known == null) {
            var arguments = new ArrayList<>(List.of(axis));
            Arrays.stream(rows).forEach(arguments::add);
            add(node, graph, Kind.GATHER, List.copyOf(output), arguments);
            return;
        }
        graph.define(node.output(), known.pick(List.copyOf(output), gathered(input, axis, rows)));
    }

    private static int[] gathered(List<Integer> input, int axis, int[] rows) {
        int inner = Shapes.constantElements(input.subList(axis + 1, input.size()));
        int outer = Shapes.constantElements(input.subList(0, axis));
        long elements = Math.multiplyExact((long) outer * rows.length, inner);
        int[] sources = new int[Shapes.constantElements(Shapes.of(elements))];
        int next = 0;
        for (int o = 0; o < outer; o++) {
            for (int row : rows) {
                for (int i = 0; i < inner; i++) {
                    sources[next++] = (o * input.get(axis) + row) * inner + i;
                }
            }
        }
        return sources;
    }

    static void reshapeTo(Node node, Graph graph, List<Integer> output) {
        List<Integer> input = graph.shape(node, 0);
        if (Shapes.elements(input) != Shapes.elements(output)) {
            throw node.error(
                    "the shape "
                            + input
                            + " does not fit into "
                            + output
                            + ". Maybe the model was exported for another batch?");
        }
        Constant known = graph.constant(node.input(0)).orElse(null);
        if (known != null) {
            graph.put(node.output(), known.reshaped(output));
        } else {
            add(node, graph, Kind.RESHAPE, output, List.of());
        }
    }

    static void add(
            Node node, Graph graph, Kind kind, List<Integer> output, List<Integer> arguments) {
        graph.add(
                new View(
                        node.name(),
                        node.op(),
                        kind,
                        List.of(graph.resolve(node.input(0))),
                        List.of(),
                        node.output(),
                        arguments),
                output);
    }

    /// Axes are an attribute before opset 13 and an input after.
    private static long[] axes(Node node, Graph graph, long @Nullable [] otherwise) {
        if (node.has(1)) {
            return graph.integers(node, 1).values();
        }
        return node.integers("axes")
                .or(() -> Optional.ofNullable(otherwise))
                .orElseThrow(() -> node.error("names no axes."));
    }
}
