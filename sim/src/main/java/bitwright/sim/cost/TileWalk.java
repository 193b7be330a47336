package bitwright.sim.cost;

import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.Spans;
import bitwright.sim.schedule.Step.For;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;

/// Steps through the tiles of the first level on chip, in the schedule's order, and says what each
/// step moves.
final class TileWalk {
    private static final Operand[] OPERANDS = Operand.values();
    private static final Dim[] DIMS = Dim.values();

    private final Flows flows;
    private final LoopNest nest;
    private final Loops loops;
    private final int innerPosition;
    private final int[] position;
    private final int[] digit;
    private final int[] keep = new int[OPERANDS.length];
    private final int[] innermost = new int[OPERANDS.length];
    private final boolean[] moved = {true, true, true};
    private boolean started;
    private long residentOutputBits;
    private boolean outputResident;
    private boolean residentComplete;

    TileWalk(Flows flows) {
        this.flows = flows;
        nest = flows.nest;
        loops = flows.loops;
        int inner = 0;
        for (Boundary boundary : flows.boundaries) {
            if (boundary.source() == 0) {
                boolean unit = boundary.destination() == Boundary.UNIT;
                keep[boundary.operand().ordinal()] = unit ? 0 : boundary.position();
                inner = Math.max(inner, unit ? 0 : boundary.position());
                innermost[boundary.operand().ordinal()] =
                        unit
                                ? -1
                                : loops.innermostIndexing(boundary.operand(), boundary.position());
            }
        }
        innerPosition = inner;
        List<Integer> outer = new ArrayList<>();
        for (int at = 0; at < inner; at++) {
            if (loops.step(at) instanceof For loop && loop.extent() > 1) {
                outer.add(at);
            }
        }
        position = outer.stream().mapToInt(Integer::intValue).toArray();
        digit = new int[position.length];
    }

    /// Everything inside this position happens within a tile.
    int innerPosition() {
        return innerPosition;
    }

    /// Number of steps of the walk.
    long tiles() {
        return loops.trips(0, innerPosition);
    }

    /// Goes to the next tile; false after the last.
    boolean next() {
        if (!started) {
            started = true;
            return true;
        }
        int at = position.length - 1;
        while (at >= 0 && ++digit[at] == Schedule.extentOf(loops.step(position[at]))) {
            digit[at--] = 0;
        }
        if (at < 0) {
            return false;
        }
        for (int operand = 0; operand < OPERANDS.length; operand++) {
            moved[operand] |= position[at] <= innermost[operand];
        }
        return true;
    }

    /// Whether the tile holds any work: no dimension is beyond its extent.
    boolean valid() {
        for (Dim dim : DIMS) {
            if (start(dim, innerPosition) >= nest.extent(dim)) {
                return false;
            }
        }
        return true;
    }

    /// Bits to fetch of an input or weight tile; 0 if it is resident already.
    long fetchBits(Operand operand) {
        if (!moved[operand.ordinal()]) {
            return 0;
        }
        moved[operand.ordinal()] = false;
        return Math.multiplyExact(elements(operand), (long) flows.bits(operand));
    }

    /// Bits of the output tile that the new one displaces; 0 if it stays.
    long writeBackBits() {
        return moved[Operand.OUTPUT.ordinal()] && outputResident ? lastWriteBits() : 0;
    }

    /// Bits of partial sums to read back for the new output tile; 0 at its first visit.
    long readBackBits() {
        int output = Operand.OUTPUT.ordinal();
        if (!moved[output]) {
            return 0;
        }
        moved[output] = false;
        outputResident = true;
        residentOutputBits = elements(Operand.OUTPUT);
        residentComplete = complete();
        return revisit()
                ? Math.multiplyExact(residentOutputBits, (long) flows.bits(Operand.OUTPUT))
                : 0;
    }

    /// Bits of the output tile that is resident now.
    long lastWriteBits() {
        if (!outputResident) {
            return 0;
        }
        return Math.multiplyExact(
                residentOutputBits,
                (long)
                        (residentComplete
                                ? flows.completeOutputBits()
                                : flows.bits(Operand.OUTPUT)));
    }

    /// Whether partial sums of this output tile were written before.
    private boolean revisit() {
        for (int at = 0; at < position.length; at++) {
            Dim dim = Schedule.dimOf(loops.step(position[at]));
            if (dim != null
                    && dim.isReduction()
                    && position[at] < innermost[Operand.OUTPUT.ordinal()]
                    && digit[at] > 0) {
                return true;
            }
        }
        return false;
    }

    /// Whether the loops outside the output's innermost one stand at the last part of every
    /// reduction.
    private boolean complete() {
        int limit = Math.max(0, innermost[Operand.OUTPUT.ordinal()]);
        for (Dim dim : DIMS) {
            if (dim.isReduction()
                    && start(dim, limit) + loops.reach(dim, limit) < nest.extent(dim)) {
                return false;
            }
        }
        return true;
    }

    /// First index of a dimension's tile at a position.
    private long start(Dim dim, int limit) {
        long start = 0;
        for (int at = 0; at < position.length && position[at] < limit; at++) {
            if (Schedule.dimOf(loops.step(position[at])) == dim) {
                start += digit[at] * loops.reach(dim, position[at] + 1);
            }
        }
        return start;
    }

    private int length(Dim dim, int limit) {
        return (int)
                Math.max(
                        0, Math.min(loops.reach(dim, limit), nest.extent(dim) - start(dim, limit)));
    }

    /// Elements of the operand's present tile, clipped.
    private long elements(Operand operand) {
        int limit = keep[operand.ordinal()];
        return switch (operand) {
            case WEIGHT ->
                    (long) length(Dim.G, limit)
                            * length(Dim.K, limit)
                            * length(Dim.C, limit)
                            * length(Dim.FY, limit)
                            * length(Dim.FX, limit);
            case OUTPUT ->
                    (long) length(Dim.B, limit)
                            * length(Dim.G, limit)
                            * length(Dim.K, limit)
                            * length(Dim.OY, limit)
                            * length(Dim.OX, limit);
            case INPUT ->
                    (long) length(Dim.B, limit)
                            * length(Dim.G, limit)
                            * length(Dim.C, limit)
                            * Spans.rows(
                                    nest,
                                    (int) start(Dim.OY, limit),
                                    length(Dim.OY, limit),
                                    (int) start(Dim.FY, limit),
                                    length(Dim.FY, limit))
                            * Spans.columns(
                                    nest,
                                    (int) start(Dim.OX, limit),
                                    length(Dim.OX, limit),
                                    (int) start(Dim.FX, limit),
                                    length(Dim.FX, limit));
        };
    }
}
