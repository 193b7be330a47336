package bitwright.workload;

import java.util.List;

/// Where the elements of a tensor lie: the last axis is fastest.
public final class Strides {
    private Strides() {}

    /// Elements of a shape.
    public static int elements(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /// How far apart neighbours on each axis are.
    public static int[] of(List<Integer> shape) {
        int[] steps = new int[shape.size()];
        int step = 1;
        for (int axis = steps.length - 1; axis >= 0; axis--) {
            steps[axis] = step;
            step *= shape.get(axis);
        }
        return steps;
    }

    /// For each element of a shape, in order, `origin` plus its indices times the steps.
    public static int[] sources(List<Integer> shape, int[] steps, int origin) {
        int[] sources = new int[elements(shape)];
        int[] index = new int[shape.size()];
        int source = origin;
        for (int at = 0; at < sources.length; at++) {
            sources[at] = source;
            for (int axis = index.length - 1; axis >= 0; axis--) {
                index[axis]++;
                source += steps[axis];
                if (index[axis] < shape.get(axis)) {
                    break;
                }
                source -= steps[axis] * index[axis];
                index[axis] = 0;
            }
        }
        return sources;
    }

    /// For each element of a shape, the element that broadcasting takes from a smaller shape.
    public static int[] broadcast(List<Integer> from, List<Integer> shape) {
        int[] own = of(from);
        int[] steps = new int[shape.size()];
        int missing = shape.size() - from.size();
        for (int axis = missing; axis < steps.length; axis++) {
            steps[axis] = from.get(axis - missing) == 1 ? 0 : own[axis - missing];
        }
        return sources(shape, steps, 0);
    }
}
