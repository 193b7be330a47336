package bitwright.sim.cost;

import bitwright.arch.machine.Filling;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Spans;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;

/// Where the windows of inputs that cross a boundary run into each other, so that what they have in
/// common is read once: in time where a level keeps it, in space where a network sends it to all.
///
/// For each axis of the image there is a position from which inwards its loops make one contiguous
/// range; its rows (or columns) are counted over the tiles there.
final class Windows {
    private static final Dim[] DIMS = Dim.values();
    private static final int OY = Dim.OY.ordinal();
    private static final int OX = Dim.OX.ordinal();
    private static final int FY = Dim.FY.ordinal();
    private static final int FX = Dim.FX.ordinal();

    private final LoopNest nest;
    private int rowsPosition;
    private int columnsPosition;
    private boolean shared;

    Windows(LoopNest nest) {
        this.nest = nest;
    }

    /// Whether a dimension moves a window.
    static boolean isWindow(int dim) {
        return dim == OY || dim == OX || dim == FY || dim == FX;
    }

    /// Finds the positions for a boundary of the inputs.
    ///
    /// @param amongInstances whether what several instances receive counts once, if the level
    ///   inside shares windows
    void place(Flows flows, int index, boolean amongInstances) {
        Filling filling =
                flows.destination[index] == Flows.UNIT
                        ? Filling.PLAIN
                        : flows.memories.get(flows.destination[index]).filling();
        shared = filling.sharedWindows();
        boolean inSpace = shared && amongInstances;
        rowsPosition = reach(flows, index, true, filling.slidingWindows(), inSpace);
        columnsPosition = reach(flows, index, false, filling.slidingWindows(), inSpace);
    }

    /// Whether the level inside the boundary shares windows.
    boolean shared() {
        return shared;
    }

    /// Elements of one channel of one image over all ranges.
    long elements(Loops loops) {
        return Math.multiplyExact(
                Spans.sumRows(nest, loops, rowsPosition),
                Spans.sumColumns(nest, loops, columnsPosition));
    }

    int rowsPosition() {
        return rowsPosition;
    }

    int columnsPosition() {
        return columnsPosition;
    }

    private int reach(Flows flows, int index, boolean rows, boolean inTime, boolean inSpace) {
        Loops loops = flows.loops();
        int outputs = rows ? OY : OX;
        int filters = rows ? FY : FX;
        LoopNest.Window window = nest.window();
        long stride = rows ? window.strideY() : window.strideX();
        long dilation = rows ? window.dilationY() : window.dilationX();
        int position = flows.position[index];
        if (!inTime && !inSpace) {
            return position;
        }
        boolean atOnce = inSpace;
        for (int at = position - 1; at > flows.sourcePosition[index]; at--) {
            int dim = loops.dim(at);
            if ((dim != outputs && dim != filters) || loops.extent(at) == 1) {
                continue;
            }
            boolean allowed = loops.isSpace(at) ? atOnce : inTime && at == flows.reusedFrom[index];
            long step = loops.reach(dim, at + 1) * (dim == outputs ? stride : dilation);
            long points = Math.min(nest.extent(DIMS[outputs]), loops.reach(outputs, at + 1));
            long taps = Math.min(nest.extent(DIMS[filters]), loops.reach(filters, at + 1));
            long span = (points - 1) * stride + (taps - 1) * dilation + 1;
            if (!allowed || step > span) {
                break;
            }
            position = at;
            // Lanes outside a loop in time ask for the same rows at different times.
            atOnce &= loops.isSpace(at);
        }
        return position;
    }
}
