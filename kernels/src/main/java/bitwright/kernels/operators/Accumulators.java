package bitwright.kernels.operators;

import java.util.List;

/// The 32-bit result of an integer contraction, last axis fastest. The array is not copied: treat
/// it as read-only.
public record Accumulators(List<Integer> shape, int[] values) {
    public Accumulators {
        shape = List.copyOf(shape);
    }
}
