package bitwright.workload;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The eight loop dimensions of a contraction, in the field's usual letters.
public enum Dim {
    /// Batch.
    B,
    /// Groups: of a grouped or depthwise convolution, or the independent products of a batched
    /// matrix product.
    G,
    /// Output channels of one group; the columns of a matrix product.
    K,
    /// Input channels of one group; the depth of a matrix product.
    C,
    /// Output rows.
    OY,
    /// Output columns; the rows of a matrix product.
    OX,
    /// Filter rows.
    FY,
    /// Filter columns.
    FX;

    /// The lower-case letters that schedules print.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The dimension of a label; empty if there is none.
    public static Optional<Dim> of(String label) {
        return Arrays.stream(values()).filter(dim -> dim.label().equals(label)).findFirst();
    }

    /// Whether the dimension is summed over.
    public boolean isReduction() {
        return this == C || this == FY || this == FX;
    }
}
