package bitwright.mapper.interpreter;

import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Spans;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;

/// A tile of an operand as a dense box of five axes: where it begins and how long it is on each.
///
/// Axes: input `b g c y x`, weight `g k c fy fx`, output `b g k oy ox`. Filled in place; the last
/// axis is the fastest.
final class Box {
    static final int AXES = 5;

    final int[] begin = new int[AXES];
    final int[] length = new int[AXES];

    /// Elements of the box.
    long elements() {
        long elements = 1;
        for (int axis = 0; axis < AXES; axis++) {
            elements *= length[axis];
        }
        return elements;
    }

    /// Distance between neighbours on an axis.
    int stride(int axis) {
        int stride = 1;
        for (int inner = axis + 1; inner < AXES; inner++) {
            stride *= length[inner];
        }
        return stride;
    }

    /// The box of a whole operand.
    static Box whole(Operand operand, LoopNest nest) {
        Box box = new Box();
        int[] lengths =
                switch (operand) {
                    case INPUT ->
                            new int[] {
                                nest.batch(),
                                nest.groups(),
                                nest.inputChannels(),
                                nest.inputHeight(),
                                nest.inputWidth()
                            };
                    case WEIGHT ->
                            new int[] {
                                nest.groups(),
                                nest.outputChannels(),
                                nest.inputChannels(),
                                nest.filterHeight(),
                                nest.filterWidth()
                            };
                    case OUTPUT ->
                            new int[] {
                                nest.batch(),
                                nest.groups(),
                                nest.outputChannels(),
                                nest.outputHeight(),
                                nest.outputWidth()
                            };
                };
        System.arraycopy(lengths, 0, box.length, 0, AXES);
        return box;
    }

    /// Sets this box to the tile that the loops from `position` inwards cover, where each dimension
    /// begins at `start`.
    void set(Operand operand, LoopNest nest, Loops loops, int position, long[] start) {
        switch (operand) {
            case INPUT -> {
                axis(0, Dim.B, nest, loops, position, start);
                axis(1, Dim.G, nest, loops, position, start);
                axis(2, Dim.C, nest, loops, position, start);
                LoopNest.Window window = nest.window();
                int outputRow = (int) start[Dim.OY.ordinal()];
                int filterRow = (int) start[Dim.FY.ordinal()];
                int rows = size(Dim.OY, nest, loops, position, start);
                int filterRows = size(Dim.FY, nest, loops, position, start);
                length[3] = Spans.rows(nest, outputRow, rows, filterRow, filterRows);
                begin[3] =
                        Math.max(
                                0,
                                Spans.first(
                                        outputRow,
                                        window.strideY(),
                                        filterRow,
                                        window.dilationY(),
                                        window.padTop()));
                int outputColumn = (int) start[Dim.OX.ordinal()];
                int filterColumn = (int) start[Dim.FX.ordinal()];
                int columns = size(Dim.OX, nest, loops, position, start);
                int filterColumns = size(Dim.FX, nest, loops, position, start);
                length[4] = Spans.columns(nest, outputColumn, columns, filterColumn, filterColumns);
                begin[4] =
                        Math.max(
                                0,
                                Spans.first(
                                        outputColumn,
                                        window.strideX(),
                                        filterColumn,
                                        window.dilationX(),
                                        window.padLeft()));
            }
            case WEIGHT -> {
                axis(0, Dim.G, nest, loops, position, start);
                axis(1, Dim.K, nest, loops, position, start);
                axis(2, Dim.C, nest, loops, position, start);
                axis(3, Dim.FY, nest, loops, position, start);
                axis(4, Dim.FX, nest, loops, position, start);
            }
            case OUTPUT -> {
                axis(0, Dim.B, nest, loops, position, start);
                axis(1, Dim.G, nest, loops, position, start);
                axis(2, Dim.K, nest, loops, position, start);
                axis(3, Dim.OY, nest, loops, position, start);
                axis(4, Dim.OX, nest, loops, position, start);
            }
        }
    }

    private void axis(int axis, Dim dim, LoopNest nest, Loops loops, int position, long[] start) {
        begin[axis] = (int) start[dim.ordinal()];
        length[axis] = size(dim, nest, loops, position, start);
    }

    private static int size(Dim dim, LoopNest nest, Loops loops, int position, long[] start) {
        return (int)
                Math.max(
                        0,
                        Math.min(
                                loops.reach(dim, position),
                                nest.extent(dim) - start[dim.ordinal()]));
    }

    /// What is done with the values of a box and of the box that it is cut from.
    enum Exchange {
        /// They are copied inwards.
        FETCH,
        /// They are copied outwards.
        WRITE_BACK,
        /// They are added to what lies outside.
        ADD
    }

    /// Exchanges the values of this box, in `inside`, with the part of `outside` that it covers.
    ///
    /// @throws ScheduleFault if this box does not lie within the other
    void exchange(int[] inside, Box other, int[] outside, Exchange exchange, Operand operand) {
        for (int axis = 0; axis < AXES; axis++) {
            if (length[axis] > 0
                    && (begin[axis] < other.begin[axis]
                            || begin[axis] + length[axis]
                                    > other.begin[axis] + other.length[axis])) {
                throw new ScheduleFault(
                        "the "
                                + operand.label()
                                + " tile reaches outside the tile that it is cut from");
            }
        }
        if (elements() == 0) {
            return;
        }
        int row = length[4];
        int at = 0;
        for (int a = 0; a < length[0]; a++) {
            for (int b = 0; b < length[1]; b++) {
                for (int c = 0; c < length[2]; c++) {
                    for (int d = 0; d < length[3]; d++) {
                        int there =
                                (begin[0] - other.begin[0] + a) * other.stride(0)
                                        + (begin[1] - other.begin[1] + b) * other.stride(1)
                                        + (begin[2] - other.begin[2] + c) * other.stride(2)
                                        + (begin[3] - other.begin[3] + d) * other.stride(3)
                                        + (begin[4] - other.begin[4]);
                        switch (exchange) {
                            case FETCH -> System.arraycopy(outside, there, inside, at, row);
                            case WRITE_BACK -> System.arraycopy(inside, at, outside, there, row);
                            case ADD -> {
                                for (int e = 0; e < row; e++) {
                                    outside[there + e] += inside[at + e];
                                }
                            }
                        }
                        at += row;
                    }
                }
            }
        }
    }
}
