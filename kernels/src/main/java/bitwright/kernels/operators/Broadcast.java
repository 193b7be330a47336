package bitwright.kernels.operators;

import java.util.ArrayList;
import java.util.List;

/// Two shapes broadcast together: aligned at their last axes, an extent of 1 repeated.
///
/// @param shape the common shape
/// @param left for each element of the common shape the element of the left operand
/// @param right for each element of the common shape the element of the right operand
record Broadcast(List<Integer> shape, int[] left, int[] right) {
    static Broadcast of(String tensor, List<Integer> left, List<Integer> right) {
        int axes = Math.max(left.size(), right.size());
        List<Integer> shape = new ArrayList<>();
        for (int axis = 0; axis < axes; axis++) {
            int ofLeft = extent(left, axis, axes);
            int ofRight = extent(right, axis, axes);
            if (ofLeft != ofRight && ofLeft != 1 && ofRight != 1) {
                throw Refusals.refusal(
                        tensor, "the axes " + right + " do not broadcast with " + left + ".");
            }
            shape.add(Math.max(ofLeft, ofRight));
        }
        int elements = Refusals.elements(tensor, shape);
        return new Broadcast(
                List.copyOf(shape), places(left, shape, elements), places(right, shape, elements));
    }

    private static int extent(List<Integer> shape, int axis, int axes) {
        int own = axis - (axes - shape.size());
        return own < 0 ? 1 : shape.get(own);
    }

    private static int[] places(List<Integer> own, List<Integer> shape, int elements) {
        int[] places = new int[elements];
        int axes = shape.size();
        for (int i = 0; i < elements; i++) {
            int rest = i;
            int step = 1;
            for (int axis = axes - 1; axis >= 0; axis--) {
                int index = rest % shape.get(axis);
                rest /= shape.get(axis);
                int extent = extent(own, axis, axes);
                places[i] += extent == 1 ? 0 : index * step;
                step *= extent;
            }
        }
        return places;
    }
}
