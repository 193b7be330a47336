package bitwright.workload;

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
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /// Whether the dimension is summed over.
    public boolean isReduction() {
        return this == C || this == FY || this == FX;
    }
}
