package bitwright.arch.machine;

/// A parallel axis of a unit, such as `rows` or `multiprocessors`.
///
/// @param name the name that schedules use
/// @param size how many run at once
public record ParallelAxis(String name, int size) {}
