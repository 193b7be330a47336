package bitwright.workload.onnx;

import java.util.Comparator;

/// One activation operand of a contraction.
///
/// @param contraction the contraction's name
/// @param operand the place among the contraction's inputs: 0, or 1 for the second activation of a
///   product of two
public record ActivationOperand(String contraction, int operand)
        implements Comparable<ActivationOperand> {
    private static final Comparator<ActivationOperand> ORDER =
            Comparator.comparing(ActivationOperand::contraction)
                    .thenComparingInt(ActivationOperand::operand);

    public ActivationOperand {
        if (operand < 0 || operand > 1) {
            throw new IllegalArgumentException(
                    "operand " + operand + " of '" + contraction + "' must be 0 or 1.");
        }
    }

    /// By contraction, then by place.
    @Override
    public int compareTo(ActivationOperand other) {
        return ORDER.compare(this, other);
    }
}
