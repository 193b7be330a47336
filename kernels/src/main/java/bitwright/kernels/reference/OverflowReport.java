package bitwright.kernels.reference;

/// Which outputs of a contraction overflowed their accumulator register.
///
/// @param outputs outputs in all
/// @param overflowing outputs with a partial sum that the register did not hold
/// @param wrong outputs whose register does not end with the exact sum; fewer than overflowing
///   where a wrapped sum came back
/// @param firstIndex flat index of the first overflowing output, -1 for none
/// @param firstExact its exact sum
/// @param firstHeld its value in the register
public record OverflowReport(
        long outputs,
        long overflowing,
        long wrong,
        int firstIndex,
        long firstExact,
        long firstHeld) {
    /// A contraction without overflow.
    public static OverflowReport none(long outputs) {
        return new OverflowReport(outputs, 0, 0, -1, 0, 0);
    }
}
