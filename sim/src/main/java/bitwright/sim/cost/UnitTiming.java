package bitwright.sim.cost;

import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.machine.TensorProcessor;
import bitwright.arch.machine.VectorProcessor;
import bitwright.sim.schedule.ArrayDataflow;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Resolution;

/// How long a compute unit is busy with the loops from a position inwards.
final class UnitTiming {
    private UnitTiming() {}

    /// What one pass over some loops keeps a unit busy for.
    ///
    /// @param steadyCycles until the same pass may begin again
    /// @param tailCycles from then until its last result is there, which another pass hides
    record Pass(long steadyCycles, long tailCycles) {
        /// Cycles of one pass alone.
        long cycles() {
            return Math.addExact(steadyCycles, tailCycles);
        }
    }

    /// One pass over everything inside `position`, which lies outside all spread loops of the
    /// unit's rows, columns and lanes.
    ///
    /// @throws ArithmeticException beyond 64 bits
    static Pass pass(Flows flows, int position) {
        Resolution schedule = flows.schedule();
        Loops loops = schedule.loops();
        Instruction instruction = schedule.instruction();
        return switch (schedule.unit()) {
            case SpatialArray array ->
                    array.timing().skewed()
                            ? systolic(schedule, position, array)
                            : broadcast(loops, position, instruction);
            case VectorProcessor processor ->
                    new Pass(
                            flows.vectorTiming(processor, instruction).cycles(schedule, position),
                            0);
            case TensorProcessor processor ->
                    new Pass(TensorTiming.cycles(schedule, position, processor), 0);
        };
    }

    private static Pass broadcast(Loops loops, int position, Instruction instruction) {
        return ArrayCycles.broadcastPass(instruction, loops.trips(position, loops.issuePosition()));
    }

    private static Pass systolic(Resolution schedule, int position, SpatialArray array) {
        Loops loops = schedule.loops();
        int spread = ArrayDataflow.firstSpread(schedule);
        return ArrayCycles.systolicPass(
                array,
                schedule.instruction(),
                ArrayDataflow.of(schedule) == Dataflow.OUTPUT_STATIONARY,
                loops.trips(position, spread),
                loops.trips(spread, loops.issuePosition()));
    }

    /// Multiply-accumulates that the whole unit can do in one cycle with this instruction.
    static double peakMacsPerCycle(ComputeUnit unit, Instruction instruction) {
        double tile = (double) instruction.m() * instruction.n() * instruction.k();
        return switch (unit) {
            case SpatialArray array ->
                    tile * array.rows() * array.columns() / instruction.issueInterval().cycles();
            case VectorProcessor processor ->
                    tile
                            * processor.threads()
                            * VectorTiming.issuesPerCycle(processor, instruction);
            case TensorProcessor processor ->
                    tile
                            * processor.multiprocessors()
                            * processor.subcores()
                            / instruction.issueInterval().cycles();
        };
    }
}
