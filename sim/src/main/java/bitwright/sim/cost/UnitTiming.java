package bitwright.sim.cost;

import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.machine.TensorProcessor;
import bitwright.arch.machine.VectorProcessor;
import bitwright.sim.schedule.ArrayDataflow;
import bitwright.sim.schedule.Loops;
import java.util.Map;

/// How long a compute unit is busy with the loops from a position inwards.
final class UnitTiming {
    private UnitTiming() {}

    /// Busy cycles of one pass over everything inside `position`, which lies outside all spread
    /// loops of the unit's rows, columns and lanes.
    ///
    /// @throws ArithmeticException beyond 64 bits
    static long busyCycles(Loops loops, int position, ComputeUnit unit, Instruction instruction) {
        return switch (unit) {
            case SpatialArray array -> spatial(loops, position, array, instruction);
            case VectorProcessor processor -> vector(loops, position, processor, instruction);
            case TensorProcessor processor -> tensor(loops, position, instruction);
        };
    }

    /// Folds of `rows + columns + time · interval − 2` cycles, and another `rows` to load what
    /// stays where that is not the output: the closed form that SCALE-Sim's array model obeys.
    private static long spatial(
            Loops loops, int position, SpatialArray array, Instruction instruction) {
        int spread = ArrayDataflow.firstSpread(loops);
        long folds = loops.trips(position, spread);
        long time =
                Math.multiplyExact(
                        loops.trips(spread, loops.issuePosition()),
                        (long) instruction.issueInterval());
        long fill =
                array.rows()
                        + array.columns()
                        - 2L
                        + (ArrayDataflow.of(loops) == Dataflow.OUTPUT_STATIONARY
                                ? 0
                                : array.rows());
        return Math.multiplyExact(folds, Math.addExact(time, fill));
    }

    /// Packets that the scarcest slot needs, and the latency of the last issue.
    private static long vector(
            Loops loops, int position, VectorProcessor processor, Instruction instruction) {
        long issues = loops.trips(position, loops.issuePosition());
        long demand = Math.multiplyExact(issues, (long) instruction.issueInterval());
        long packets = 0;
        for (Map.Entry<String, Integer> use : instruction.slots().entrySet()) {
            int slots = processor.slots().getOrDefault(use.getKey(), 1);
            packets =
                    Math.max(
                            packets,
                            Math.ceilDiv(
                                    Math.multiplyExact(demand, (long) use.getValue()),
                                    (long) slots));
        }
        return Math.addExact(packets, instruction.latency() - (long) instruction.issueInterval());
    }

    /// The slot of which an instruction takes the greatest share.
    private static Map.Entry<String, Integer> scarcest(
            VectorProcessor processor, Instruction instruction) {
        Map.Entry<String, Integer> scarcest = instruction.slots().firstEntry();
        for (Map.Entry<String, Integer> use : instruction.slots().entrySet()) {
            int slots = processor.slots().getOrDefault(use.getKey(), 1);
            if ((long) use.getValue() * processor.slots().getOrDefault(scarcest.getKey(), 1)
                    > (long) scarcest.getValue() * slots) {
                scarcest = use;
            }
        }
        return scarcest;
    }

    /// Issues of one sub-core, one every interval, and the latency of the last.
    private static long tensor(Loops loops, int position, Instruction instruction) {
        long issues = loops.trips(position, loops.issuePosition());
        return Math.addExact(
                Math.multiplyExact(issues, (long) instruction.issueInterval()),
                instruction.latency() - (long) instruction.issueInterval());
    }

    /// Multiply-accumulates that the whole unit can do in one cycle with this instruction.
    static double peakMacsPerCycle(ComputeUnit unit, Instruction instruction) {
        double tile = (double) instruction.m() * instruction.n() * instruction.k();
        return switch (unit) {
            case SpatialArray array ->
                    tile * array.rows() * array.columns() / instruction.issueInterval();
            case VectorProcessor processor -> {
                Map.Entry<String, Integer> use = scarcest(processor, instruction);
                yield tile
                        * processor.threads()
                        * processor.slots().getOrDefault(use.getKey(), 1)
                        / use.getValue()
                        / instruction.issueInterval();
            }
            case TensorProcessor processor ->
                    tile
                            * processor.multiprocessors()
                            * processor.subcores()
                            / instruction.issueInterval();
        };
    }
}
