package bitwright.arch.machine;

/// The price of element-wise work on a unit.
///
/// @param operationsPerCycle elementary operations (add, compare, multiply) in one cycle, whole
///   unit
/// @param picojoulesPerOperation energy of one
/// @param source where the numbers come from
public record PointwiseRate(
        double operationsPerCycle, double picojoulesPerOperation, String source) {}
