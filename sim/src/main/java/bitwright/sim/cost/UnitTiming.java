package bitwright.sim.cost;

import bitwright.arch.machine.ArrayTiming;
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

    /// All processing elements start together, one issue every interval; the last result takes the
    /// latency.
    private static Pass broadcast(Loops loops, int position, Instruction instruction) {
        return new Pass(
                instruction.busyCycles(loops.trips(position, loops.issuePosition())),
                instruction.latency() - instruction.busyCycles(1));
    }

    /// Folds as [ArrayTiming] says; without overlap and second registers this is the closed form
    /// that SCALE-Sim's array model obeys.
    private static Pass systolic(Resolution schedule, int position, SpatialArray array) {
        Loops loops = schedule.loops();
        Instruction instruction = schedule.instruction();
        ArrayTiming timing = array.timing();
        int spread = ArrayDataflow.firstSpread(schedule);
        long folds = loops.trips(position, spread);
        long streaming = instruction.busyCycles(loops.trips(spread, loops.issuePosition()));
        long skew = array.rows() + array.columns() - 2L;
        boolean outputsStay = ArrayDataflow.of(schedule) == Dataflow.OUTPUT_STATIONARY;
        long edge = outputsStay && !timing.outputsDrain() ? 0 : array.rows();
        long alone = Math.addExact(Math.addExact(streaming, skew), edge);
        return new Pass(
                Math.multiplyExact(folds, step(timing, streaming, skew, edge)),
                alone - step(timing, streaming, skew, edge));
    }

    /// Cycles from one fold to the next. A processing element hands on what stays in the cycle in
    /// which it uses it last, so that overlapping folds save one cycle even with one register.
    private static long step(ArrayTiming timing, long streaming, long skew, long edge) {
        long busy = timing.foldsOverlap() ? streaming : Math.addExact(streaming, skew);
        if (timing.doubleBuffered()) {
            return Math.max(busy, edge);
        }
        return Math.addExact(busy, timing.foldsOverlap() ? Math.max(0, edge - 1) : edge);
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
