package bitwright.kernels.operators;

import java.util.List;

/// What every operator refuses, in one line that names the tensor and the value.
final class Refusals {
    private Refusals() {}

    static IllegalArgumentException refusal(String tensor, String what) {
        return new IllegalArgumentException("tensor '" + tensor + "': " + what);
    }

    /// The elements of a shape whose extents are all at least 1.
    static int elements(String tensor, List<Integer> shape) {
        long elements = 1;
        for (int extent : shape) {
            if (extent < 1) {
                throw refusal(
                        tensor,
                        "the shape "
                                + shape
                                + " has an extent of "
                                + extent
                                + "; every extent must be at least 1. Maybe the tensor is empty?");
            }
            elements *= extent;
            if (elements > Integer.MAX_VALUE) {
                throw refusal(tensor, "the shape " + shape + " has more than 2^31 - 1 elements.");
            }
        }
        return (int) elements;
    }

    static void requireSize(String tensor, List<Integer> shape, int values) {
        int elements = elements(tensor, shape);
        if (elements != values) {
            throw refusal(
                    tensor,
                    "the shape " + shape + " needs " + elements + " values, not " + values + ".");
        }
    }

    static void requireFinite(String tensor, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw refusal(
                        tensor,
                        "value ["
                                + i
                                + "] ("
                                + values[i]
                                + ") must be finite. Maybe an earlier layer overflowed?");
            }
        }
    }

    static void requireScale(String tensor, float scale) {
        if (!(scale > 0) || !Float.isFinite(scale)) {
            throw refusal(
                    tensor,
                    "scale ("
                            + scale
                            + ") must be above zero and finite. Maybe it was calibrated on zeros?");
        }
    }
}
