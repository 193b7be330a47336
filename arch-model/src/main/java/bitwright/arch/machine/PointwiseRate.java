package bitwright.arch.machine;

/// The price of element-wise work on a unit.
///
/// @param operationsPerCycle elementary operations (add, compare, multiply) in one cycle, whole
///   unit
/// @param picojoulesPerOperation energy of one
/// @param copiesViews whether views that put elements elsewhere (transposes, concatenations,
///   slices, gathers, expansions, pads) read and write the outermost memory; otherwise they are
///   free, as reshapes always are
/// @param source where the numbers come from
public record PointwiseRate(
        double operationsPerCycle,
        double picojoulesPerOperation,
        boolean copiesViews,
        String source) {
    /// A unit on which views are free.
    public PointwiseRate(double operationsPerCycle, double picojoulesPerOperation, String source) {
        this(operationsPerCycle, picojoulesPerOperation, false, source);
    }
}
