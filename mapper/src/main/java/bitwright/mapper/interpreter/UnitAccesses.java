package bitwright.mapper.interpreter;

import bitwright.arch.machine.SpatialArray;
import bitwright.arch.machine.TensorProcessor;
import bitwright.arch.machine.VectorProcessor;
import bitwright.sim.schedule.ArrayDataflow;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Resolution;
import bitwright.workload.Dim;
import bitwright.workload.Operand;

/// What the compute unit takes from the innermost memories and puts there, counted while it works.
///
/// Every lane holds one element of each operand. Lanes that work on one element at once take it
/// from the memory together, and sums of the same output leave together. A trip of a loop takes
/// nothing new of an operand where the lane still holds the element, or where another lane takes it
/// for all: then everything inside the trip is counted in the loop's first trip alone.
final class UnitAccesses {
    private static final Operand[] OPERANDS = Operand.values();
    private static final Dim[] DIMS = Dim.values();
    private static final int INPUT = Operand.INPUT.ordinal();
    private static final int WEIGHT = Operand.WEIGHT.ordinal();
    private static final int OUTPUT = Operand.OUTPUT.ordinal();

    private final Resolution schedule;
    private final boolean readsBack;
    private final boolean[][] firstTripAlone;
    private final boolean[] sumsComeAgain;
    private final int[] later = new int[OPERANDS.length];
    private int again;
    private final long[] reads = new long[OPERANDS.length];
    private long writes;

    /// @param sourcePosition by operand, the position of its innermost keep; -1 if it has none
    UnitAccesses(Resolution schedule, int[] sourcePosition) {
        this.schedule = schedule;
        readsBack =
                !(schedule.unit() instanceof SpatialArray array)
                        || array.timing().partialSumsReadBack();
        Loops loops = schedule.loops();
        firstTripAlone = new boolean[OPERANDS.length][loops.positions()];
        sumsComeAgain = new boolean[loops.positions()];
        for (int at = 0; at < loops.positions(); at++) {
            if (!loops.isTime(at) && !loops.isSpace(at)) {
                continue;
            }
            for (Operand operand : OPERANDS) {
                int index = operand.ordinal();
                boolean moves = Loops.indexes(loops.dim(at), operand);
                firstTripAlone[index][at] =
                        loops.isTime(at)
                                ? !takenAnew(operand, at)
                                : !moves && at > sourcePosition[index];
            }
            sumsComeAgain[at] =
                    loops.isTime(at)
                            && DIMS[loops.dim(at)].isReduction()
                            && !firstTripAlone[OUTPUT][at];
        }
    }

    /// Whether each trip of a loop in time makes the lanes take an operand anew: buses bring it
    /// with every issue; a systolic array holds what stays there and streams the rest anew with
    /// every fold; elsewhere it stays until another element takes its place.
    private boolean takenAnew(Operand operand, int loop) {
        return switch (schedule.unit()) {
            case SpatialArray array ->
                    !array.timing().skewed()
                            || replaced(operand, loop)
                            || ArrayDataflow.stationary(schedule) != operand
                                    && loop < schedule.firstSpread();
            case VectorProcessor _, TensorProcessor _ -> replaced(operand, loop);
        };
    }

    /// Whether another element takes a lane's place between two trips: at the loop or inside it one
    /// in time moves the operand.
    private boolean replaced(Operand operand, int loop) {
        Loops loops = schedule.loops();
        for (int at = loop; at < loops.positions(); at++) {
            if (loops.isTime(at) && loops.extent(at) > 1 && Loops.indexes(loops.dim(at), operand)) {
                return true;
            }
        }
        return false;
    }

    /// The trips of a loop but the first begin.
    void laterTrips(int position) {
        for (int operand = 0; operand < OPERANDS.length; operand++) {
            later[operand] += firstTripAlone[operand][position] ? 1 : 0;
        }
        again += sumsComeAgain[position] ? 1 : 0;
    }

    /// They are over.
    void afterLaterTrips(int position) {
        for (int operand = 0; operand < OPERANDS.length; operand++) {
            later[operand] -= firstTripAlone[operand][position] ? 1 : 0;
        }
        again -= sumsComeAgain[position] ? 1 : 0;
    }

    /// A whole innermost loop.
    ///
    /// @param trips how many of its trips lie within the layer
    /// @param inputs how many of them have an input that is no padding
    void innermost(int position, int trips, int inputs) {
        if (later[INPUT] == 0) {
            reads[INPUT] += firstTripAlone[INPUT][position] ? Math.min(1, inputs) : inputs;
        }
        if (later[WEIGHT] == 0) {
            reads[WEIGHT] += firstTripAlone[WEIGHT][position] ? 1 : trips;
        }
        if (later[OUTPUT] == 0) {
            int sums = firstTripAlone[OUTPUT][position] ? 1 : trips;
            writes += sums;
            if (readsBack) {
                reads[OUTPUT] += again > 0 ? sums : sumsComeAgain[position] ? sums - 1 : 0;
            }
        }
    }

    /// Adds what was counted.
    ///
    /// @param source by operand, the index of the innermost memory that holds it
    void addTo(AccessCounts counts, int[] source) {
        for (Operand operand : OPERANDS) {
            int index = operand.ordinal();
            counts.add(source[index], operand, Access.READ, reads[index]);
        }
        counts.add(source[OUTPUT], Operand.OUTPUT, Access.WRITE, writes);
    }
}
