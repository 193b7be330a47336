package bitwright.workload;

import java.util.Arrays;
import java.util.List;

/// Where a view takes each element from.
public final class ViewSources {
    private ViewSources() {}

    /// For each element of the output, in order, the element of the input that it is; -1 where a
    /// pad puts a zero.
    ///
    /// @param view any but a concatenation, which has several inputs
    /// @param from the shape of its input
    /// @param to the shape of its output
    /// @throws IllegalArgumentException if the view is a concatenation
    public static int[] of(View view, List<Integer> from, List<Integer> to) {
        return switch (view.kind()) {
            case RESHAPE -> Strides.sources(to, Strides.of(to), 0);
            case TRANSPOSE -> transposed(from, to, view.arguments());
            case SLICE -> sliced(from, to, view.arguments());
            case EXPAND -> Strides.broadcast(from, to);
            case GATHER -> gathered(from, to, view.arguments());
            case PAD -> padded(from, to, view.arguments());
            case CONCAT ->
                    throw new IllegalArgumentException(
                            "layer " + view.name() + " joins several tensors.");
        };
    }

    private static int[] transposed(List<Integer> from, List<Integer> to, List<Integer> order) {
        int[] own = Strides.of(from);
        return Strides.sources(to, order.stream().mapToInt(axis -> own[axis]).toArray(), 0);
    }

    private static int[] sliced(List<Integer> from, List<Integer> to, List<Integer> arguments) {
        int[] steps = Strides.of(from);
        int origin = 0;
        for (int at = 0; at < arguments.size(); at += 4) {
            int axis = arguments.get(at);
            origin += arguments.get(at + 1) * steps[axis];
            steps[axis] *= arguments.get(at + 3);
        }
        return Strides.sources(to, steps, origin);
    }

    private static int[] gathered(List<Integer> from, List<Integer> to, List<Integer> arguments) {
        int axis = arguments.getFirst();
        int inner = Strides.elements(from.subList(axis + 1, from.size()));
        int rows = arguments.size() - 1;
        int[] sources = new int[Strides.elements(to)];
        for (int at = 0; at < sources.length; at++) {
            int outer = at / inner / rows;
            int row = arguments.get(1 + at / inner % rows);
            sources[at] = (outer * from.get(axis) + row) * inner + at % inner;
        }
        return sources;
    }

    private static int[] padded(List<Integer> from, List<Integer> to, List<Integer> pads) {
        int[] sources = new int[Strides.elements(to)];
        Arrays.fill(sources, -1);
        int[] steps = Strides.of(to);
        int origin = 0;
        for (int axis = 0; axis < steps.length; axis++) {
            origin += pads.get(axis) * steps[axis];
        }
        int[] targets = Strides.sources(from, steps, origin);
        for (int at = 0; at < targets.length; at++) {
            sources[targets[at]] = at;
        }
        return sources;
    }
}
