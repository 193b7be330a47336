package bitwright.cli.flow;

import bitwright.kernels.reference.OverflowReport;

/// What one contraction's accumulators can need and which of its outputs overflowed.
///
/// @param layer the contraction
/// @param neededBits the narrowest register that cannot overflow, whatever the input
/// @param overflow what happened on this input
public record AccumulatorRow(String layer, int neededBits, OverflowReport overflow) {}
