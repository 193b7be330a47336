package bitwright.sim.schedule;

import bitwright.workload.Dim;
import bitwright.workload.Operand;

/// One step of a schedule; every later step happens inside it.
public sealed interface Step {
    /// From here inwards, the tile of an operand that the inner loops touch resides in a memory
    /// level; it is fetched from (and an output written back to) the level where the operand
    /// resided before.
    ///
    /// @param operand the operand
    /// @param level name of the memory level
    record Keep(Operand operand, String level) implements Step {}

    /// A loop in time. Its index is one digit of the dimension's mixed-radix index, the outer loops
    /// being the higher digits; index combinations beyond the dimension's extent do no work but
    /// take their time.
    ///
    /// @param dim the dimension
    /// @param extent trips, at least 1
    record For(Dim dim, int extent) implements Step {}

    /// A loop in space: all trips happen at once, side by side on an axis.
    ///
    /// @param dim the dimension
    /// @param extent trips, at least 1
    /// @param axis a parallel axis of the unit, or `m`, `n` or `k` of the instruction's tile
    record Spread(Dim dim, int extent, String axis) implements Step {}

    /// The innermost step: issue one instruction.
    ///
    /// @param instruction the instruction's name
    record Issue(String instruction) implements Step {}
}
