package bitwright.mapper.exact;

import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.sim.schedule.Capacities;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.List;

/// What the unit waits for first windows after a standstill, at boundaries where inputs slide into
/// a level with one buffer.
final class FirstWindows {
    private static final Dim[] DIMS = Dim.values();
    private static final Dim[] OTHERS = {Dim.B, Dim.G, Dim.C};
    private static final int OPERANDS = Operand.values().length;
    private static final long MANY = 1L << 30;

    private final Chain chain;
    private final Lanes lanes;
    private final Lattice lattice;
    private final int[] needed;
    private final Crossing[] crossings;
    private final double inputBits;

    FirstWindows(Chain chain, Lanes lanes, Lattice lattice, int[] needed, Crossing[] crossings) {
        this.chain = chain;
        this.lanes = lanes;
        this.lattice = lattice;
        this.needed = needed;
        this.crossings = crossings;
        inputBits =
                Capacities.storageBits(Operand.INPUT, chain.instruction().precision(), MANY)
                        / (double) MANY;
    }

    /// Whether the unit waits for first windows at a boundary.
    boolean comeIn(int boundary) {
        Crossing at = crossings[boundary * OPERANDS + Operand.INPUT.ordinal()];
        return at.happens && !at.toUnit && at.slides && at.oneBuffer && at.sourceLevel > 0;
    }

    /// Whether transfers of an operand over a boundary stop the unit.
    boolean stops(int boundary, int operand) {
        Crossing at = crossings[boundary * OPERANDS + operand];
        return at.happens && at.stops;
    }

    /// Trips at least of the loops outside the ones over which an operand stays.
    double trips(int operand, int reused, int shape) {
        double trips = 1;
        for (int dim = 0; dim < DIMS.length; dim++) {
            int at = Writing.isFree(operand, dim) ? reused : shape;
            trips *= Math.max(1, needed[dim] / (double) lattice.size(at, dim));
        }
        return trips;
    }

    /// Cycles that the first windows of all lanes take to come in at a boundary after every
    /// standstill; 0 where the unit does not wait for them.
    double cycles(int boundary, int shape) {
        if (!comeIn(boundary)) {
            return 0;
        }
        Crossing at = crossings[boundary * OPERANDS + Operand.INPUT.ordinal()];
        List<MemoryLevel> memories = chain.accelerator().memories();
        LoopNest nest = chain.nest();
        LoopNest.Window window = nest.window();
        double elements = 1;
        for (Dim dim : OTHERS) {
            elements *= Math.min(nest.extent(dim), laned(boundary, dim, shape));
        }
        boolean shared = memories.get(at.level).filling().sharedWindows();
        long strideY = window.strideY();
        long strideX = window.strideX();
        elements *= span(boundary, Dim.OY, strideY, Dim.FY, window.dilationY(), shape, shared);
        elements *= span(boundary, Dim.OX, strideX, Dim.FX, window.dilationX(), shape, shared);
        MemoryPort port = memories.get(at.sourceLevel).ports().get(at.port);
        long bitsPerCycle = port.readBitsPerCycle();
        return bitsPerCycle == MemoryPort.UNLIMITED ? 0 : elements * inputBits / bitsPerCycle;
    }

    private double span(
            int boundary,
            Dim outputs,
            long stride,
            Dim filters,
            long dilation,
            int shape,
            boolean shared) {
        double outs = reach(boundary, outputs, shape);
        double taps = reach(boundary, filters, shape);
        double outLanes = laned(boundary, outputs, shape) / outs;
        double tapLanes = laned(boundary, filters, shape) / taps;
        return shared
                ? (outs * outLanes - 1) * stride + (taps * tapLanes - 1) * dilation + 1
                : ((outs - 1) * stride + (taps - 1) * dilation + 1) * outLanes * tapLanes;
    }

    /// What a tile covers with the lanes inside its level.
    private double reach(int boundary, Dim dim, int shape) {
        return (double) lattice.size(shape, dim.ordinal())
                * lanes.inside(dim, chain.insideRows(boundary), chain.insideColumns(boundary));
    }

    /// What a tile and the lanes between it and its source cover, instances further outside left
    /// out.
    private double laned(int boundary, Dim dim, int shape) {
        int source = chain.sourceOf(boundary, Operand.INPUT);
        boolean rowsOutside = source >= 0 && chain.insideRows(source);
        boolean columnsOutside = source >= 0 && chain.insideColumns(source);
        return (double) lattice.size(shape, dim.ordinal())
                * lanes.inside(dim, rowsOutside, columnsOutside);
    }
}
