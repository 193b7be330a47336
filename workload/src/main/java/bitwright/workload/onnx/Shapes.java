package bitwright.workload.onnx;

import java.util.ArrayList;
import java.util.List;

/// Arithmetic on shapes, always checked: the numbers can come from an untrusted file.
final class Shapes {
    /// No activation of a real network comes near; a larger one is a broken or hostile file.
    static final long MOST_ACTIVATION_ELEMENTS = 1L << 40;

    /// Bounds what a few bytes of a file can make the reader allocate. Stored tensors are bounded
    /// by the size of their file instead.
    static final long MOST_CONSTANT_ELEMENTS = 1L << 27;

    private static final int MOST_AXES = 16;

    private Shapes() {}

    /// Product of the extents; 1 for a scalar.
    ///
    /// @throws ArithmeticException beyond 64 bits
    static long elements(List<Integer> shape) {
        long product = 1;
        for (int extent : shape) {
            product = Math.multiplyExact(product, extent);
        }
        return product;
    }

    /// Elements of a constant that is made while reading.
    static int constantElements(List<Integer> shape) {
        long elements = elements(shape);
        if (elements > MOST_CONSTANT_ELEMENTS) {
            throw new IllegalArgumentException(
                    "a constant of "
                            + elements
                            + " elements is larger than "
                            + MOST_CONSTANT_ELEMENTS
                            + ".");
        }
        return Math.toIntExact(elements);
    }

    static List<Integer> of(long... extents) {
        if (extents.length > MOST_AXES) {
            throw new IllegalArgumentException(
                    "a tensor of " + extents.length + " axes; at most " + MOST_AXES + " are read.");
        }
        var shape = new ArrayList<Integer>(extents.length);
        for (long extent : extents) {
            if (extent < 0 || extent > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("an extent of " + extent + " is out of range.");
            }
            shape.add((int) extent);
        }
        return List.copyOf(shape);
    }

    /// An axis counted from the end if negative, as one from 0 to rank − 1.
    static int axis(long axis, int rank) {
        long counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= rank) {
            throw new IllegalArgumentException(
                    "axis " + axis + " of a tensor of rank " + rank + ".");
        }
        return (int) counted;
    }

    /// Numpy broadcasting.
    static List<Integer> broadcast(List<Integer> left, List<Integer> right) {
        int rank = Math.max(left.size(), right.size());
        var shape = new ArrayList<Integer>(rank);
        for (int axis = 0; axis < rank; axis++) {
            int a = fromEnd(left, rank - axis);
            int b = fromEnd(right, rank - axis);
            if (a != b && a != 1 && b != 1) {
                throw new IllegalArgumentException(
                        "the shapes " + left + " and " + right + " do not broadcast.");
            }
            shape.add(a == 1 ? b : a);
        }
        return List.copyOf(shape);
    }

    /// For each element of a broadcast result the flat index into an operand of a smaller shape.
    static int[] broadcastSources(List<Integer> operand, List<Integer> result) {
        int[] steps = new int[result.size()];
        int step = 1;
        for (int back = 1; back <= operand.size(); back++) {
            int extent = operand.get(operand.size() - back);
            steps[result.size() - back] = extent == 1 ? 0 : step;
            step *= extent;
        }
        return sources(result, steps, 0);
    }

    /// Flat source index of every element of `result`, walking with the given step on each axis.
    static int[] sources(List<Integer> result, int[] steps, int start) {
        int[] sources = new int[constantElements(result)];
        int[] position = new int[result.size()];
        int source = start;
        for (int i = 0; i < sources.length; i++) {
            sources[i] = source;
            for (int axis = result.size() - 1; axis >= 0; axis--) {
                position[axis]++;
                source += steps[axis];
                if (position[axis] < result.get(axis)) {
                    break;
                }
                source -= position[axis] * steps[axis];
                position[axis] = 0;
            }
        }
        return sources;
    }

    /// Distance in elements between neighbours on each axis.
    static int[] steps(List<Integer> shape) {
        int[] steps = new int[shape.size()];
        int step = 1;
        for (int axis = shape.size() - 1; axis >= 0; axis--) {
            steps[axis] = step;
            step *= shape.get(axis);
        }
        return steps;
    }

    static List<Integer> with(List<Integer> shape, int axis, int extent) {
        var changed = new ArrayList<>(shape);
        changed.set(axis, extent);
        return List.copyOf(changed);
    }

    private static int fromEnd(List<Integer> shape, int back) {
        return back > shape.size() ? 1 : shape.get(shape.size() - back);
    }
}
