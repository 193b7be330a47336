package bitwright.workload;

import java.util.List;

/// A constant tensor of 32-bit floats, last axis fastest. The array is not copied: treat it as
/// read-only.
public record Tensor(List<Integer> shape, float[] values) {
    public Tensor {
        shape = List.copyOf(shape);
        long elements = 1;
        for (int extent : shape) {
            elements = Math.multiplyExact(elements, extent);
        }
        if (elements != values.length) {
            throw new IllegalArgumentException(
                    "a tensor of shape "
                            + shape
                            + " needs "
                            + elements
                            + " values, not "
                            + values.length
                            + ".");
        }
    }
}
