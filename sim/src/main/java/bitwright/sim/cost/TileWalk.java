package bitwright.sim.cost;

import bitwright.sim.schedule.Capacities;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Spans;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;

/// Steps through the tiles of the levels next to the outermost memory, in the schedule's order, and
/// says what each step moves.
final class TileWalk {
    private static final Operand[] OPERANDS = Operand.values();
    private static final Dim[] DIMS = Dim.values();
    private static final int OUTPUT = Operand.OUTPUT.ordinal();
    private static final int INPUT = Operand.INPUT.ordinal();

    private final Flows flows;
    private final LoopNest nest;
    private final Loops loops;
    private final TilePlan plan;
    private final int[] position;
    private final int[] digit;
    private final boolean[] moved = {true, true, true};
    private final Evenly[] evenly = new Evenly[OPERANDS.length];
    private final Evenly evenlyUp;
    private final boolean slidesRows;
    private final boolean slidesColumns;
    private boolean slid;
    private boolean started;
    private boolean outputResident;
    private long residentOutputs;
    private boolean residentComplete;

    TileWalk(Flows flows) {
        this.flows = flows;
        nest = flows.nest;
        loops = flows.loops();
        plan = new TilePlan(flows);
        int[] outer = new int[plan.innerPosition];
        int count = 0;
        for (int at = 0; at < plan.innerPosition; at++) {
            if (loops.isTime(at) && loops.extent(at) > 1) {
                outer[count++] = at;
            }
        }
        position = java.util.Arrays.copyOf(outer, count);
        digit = new int[count];
        long shares = plan.tilesWithWork(flows);
        for (Operand operand : OPERANDS) {
            int index = plan.boundary[operand.ordinal()];
            evenly[operand.ordinal()] = new Evenly(flows.downBits(index), shares);
        }
        evenlyUp = new Evenly(flows.upBits(plan.boundary[OUTPUT]), shares);
        flows.windows.place(flows, plan.boundary[INPUT], true);
        int sliding = plan.innermost[INPUT];
        boolean slides = sliding >= 0 && plan.keep[INPUT] >= 0;
        slidesRows = slides && flows.windows.rowsPosition() == sliding;
        slidesColumns = slides && flows.windows.columnsPosition() == sliding;
    }

    TilePlan plan() {
        return plan;
    }

    /// Number of steps of the walk.
    long tiles() {
        return plan.tiles(flows);
    }

    /// Goes to the next tile; false after the last.
    boolean next() {
        if (!started) {
            started = true;
            share();
            return true;
        }
        int at = position.length - 1;
        while (at >= 0 && ++digit[at] == loops.extent(position[at])) {
            digit[at--] = 0;
        }
        if (at < 0) {
            return false;
        }
        slid = !moved[INPUT] && position[at] == plan.innermost[INPUT];
        for (int operand = 0; operand < OPERANDS.length; operand++) {
            moved[operand] |= position[at] <= plan.innermost[operand];
        }
        if (valid()) {
            share();
        }
        return true;
    }

    private void share() {
        for (Operand operand : OPERANDS) {
            evenly[operand.ordinal()].step();
        }
        evenlyUp.step();
    }

    /// Whether the tile holds any work: no dimension is beyond its extent.
    boolean valid() {
        for (Dim dim : DIMS) {
            if (start(dim, plan.innerPosition) >= nest.extent(dim)) {
                return false;
            }
        }
        return true;
    }

    /// Bits to fetch of an input or weight tile; 0 if it is resident already.
    long fetchBits(Operand operand) {
        int which = operand.ordinal();
        if (plan.keep[which] < 0) {
            return evenly[which].take();
        }
        if (!moved[which]) {
            return 0;
        }
        moved[which] = false;
        return bits(operand, operand == Operand.INPUT && slid ? newInputs() : elements(operand));
    }

    private long bits(Operand operand, long elements) {
        int boundary = plan.boundary[operand.ordinal()];
        long bits = Capacities.storageBits(operand, flows.precision, elements);
        return flows.inBursts(boundary, bits, 1, false);
    }

    /// Bits of the output tile that the new one displaces; 0 if it stays.
    long writeBackBits() {
        if (plan.keep[OUTPUT] < 0) {
            return evenlyUp.take();
        }
        return moved[OUTPUT] && outputResident ? lastWriteBits() : 0;
    }

    /// Bits of partial sums to read back for the new output tile; 0 at its first visit.
    long readBackBits() {
        if (plan.keep[OUTPUT] < 0) {
            return evenly[OUTPUT].take();
        }
        if (!moved[OUTPUT]) {
            return 0;
        }
        moved[OUTPUT] = false;
        outputResident = true;
        residentOutputs = elements(Operand.OUTPUT);
        residentComplete = complete();
        return revisit() ? bits(Operand.OUTPUT, residentOutputs) : 0;
    }

    /// Bits of the output tile that is resident now.
    long lastWriteBits() {
        if (!outputResident) {
            return 0;
        }
        long complete = Math.multiplyExact(residentOutputs, (long) flows.completeOutputBits());
        return residentComplete
                ? flows.inBursts(plan.boundary[OUTPUT], complete, 1, true)
                : bits(Operand.OUTPUT, residentOutputs);
    }

    /// Whether partial sums of this output tile were written before.
    private boolean revisit() {
        for (int at = 0; at < position.length; at++) {
            if (DIMS[loops.dim(position[at])].isReduction()
                    && position[at] < plan.innermost[OUTPUT]
                    && digit[at] > 0) {
                return true;
            }
        }
        return false;
    }

    /// Whether the loops outside the output's innermost one stand at the last part of every
    /// reduction.
    private boolean complete() {
        int limit = Math.max(0, plan.innermost[OUTPUT]);
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
            if (loops.dim(position[at]) == dim.ordinal()) {
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
        int limit = plan.keep[operand.ordinal()];
        long elements = 1;
        for (Dim dim : DIMS) {
            if (operand.dims().contains(dim)
                    && !(operand == Operand.INPUT && Windows.isWindow(dim.ordinal()))) {
                elements *= length(dim, limit);
            }
        }
        return operand == Operand.INPUT ? elements * rows(0) * columns(0) : elements;
    }

    /// Elements of the present input tile that the one before it did not hold.
    private long newInputs() {
        int limit = plan.keep[INPUT];
        long outside = (long) length(Dim.B, limit) * length(Dim.G, limit) * length(Dim.C, limit);
        int sliding = plan.innermost[INPUT];
        long shift = loops.reach(loops.dim(sliding), sliding + 1);
        return outside
                * (slidesRows ? rows(shift) : rows(0))
                * (slidesColumns ? columns(shift) : columns(0));
    }

    /// Input rows of the present tile, clipped; with a shift, those that it did not share with the
    /// tile that many indices before.
    private long rows(long shift) {
        LoopNest.Window window = nest.window();
        return span(
                Dim.OY,
                window.strideY(),
                Dim.FY,
                window.dilationY(),
                window.padTop(),
                nest.inputHeight(),
                shift);
    }

    private long columns(long shift) {
        LoopNest.Window window = nest.window();
        return span(
                Dim.OX,
                window.strideX(),
                Dim.FX,
                window.dilationX(),
                window.padLeft(),
                nest.inputWidth(),
                shift);
    }

    private long span(
            Dim outputs, int stride, Dim filters, int dilation, int pad, int size, long shift) {
        int limit = plan.keep[INPUT];
        int taps = length(filters, limit);
        int points = length(outputs, limit);
        if (taps == 0 || points == 0) {
            return 0;
        }
        long output = start(outputs, limit);
        long filter = start(filters, limit);
        long first = Spans.first((int) output, stride, (int) filter, dilation, pad);
        long end = first + (points - 1L) * stride + (taps - 1L) * dilation + 1;
        if (shift > 0) {
            boolean byOutputs = loops.dim(plan.innermost[INPUT]) == outputs.ordinal();
            long pointsBefore = byOutputs ? loops.reach(outputs, limit) : points;
            long tapsBefore = byOutputs ? taps : loops.reach(filters, limit);
            long before = (pointsBefore - 1) * stride + (tapsBefore - 1) * dilation + 1;
            first += before - shift * (byOutputs ? stride : dilation);
        }
        return Math.max(0, Math.min(size, end) - Math.max(0, first));
    }
}
