package bitwright.precision.gradient;

import bitwright.workload.Strides;
import java.util.ArrayList;
import java.util.List;

/// The elements of a tensor as slices along some of its axes.
///
/// @param starts first element of each slice
/// @param steps from a slice's first element to each of its elements
record Slices(int[] starts, int[] steps) {
    /// Along the given axes of a shape.
    static Slices along(List<Integer> shape, List<Integer> axes) {
        int[] strides = Strides.of(shape);
        List<Integer> inner = new ArrayList<>();
        List<Integer> innerStrides = new ArrayList<>();
        List<Integer> outer = new ArrayList<>();
        List<Integer> outerStrides = new ArrayList<>();
        for (int axis = 0; axis < strides.length; axis++) {
            boolean along = axes.contains(axis);
            (along ? inner : outer).add(shape.get(axis));
            (along ? innerStrides : outerStrides).add(strides[axis]);
        }
        return new Slices(
                Strides.sources(outer, ints(outerStrides), 0),
                Strides.sources(inner, ints(innerStrides), 0));
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
