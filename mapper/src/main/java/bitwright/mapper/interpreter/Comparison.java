package bitwright.mapper.interpreter;

import org.jspecify.annotations.Nullable;

/// How a schedule's output compares with the reference kernel's, and its accesses with what the
/// cost model charges.
///
/// @param valuesCompared accumulators compared, every bit
/// @param mismatches accumulators that differ, and counts of accesses that do
/// @param firstMismatch what differs first, or why the schedule could not run; null where all is
///   equal
public record Comparison(long valuesCompared, long mismatches, @Nullable String firstMismatch) {}
