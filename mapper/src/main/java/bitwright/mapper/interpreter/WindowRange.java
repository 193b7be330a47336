package bitwright.mapper.interpreter;

import bitwright.sim.schedule.Loops;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;

/// The range of rows, or of columns, of the input that instances of a level side by side ask for
/// together, or that one asks for alone.
///
/// A network sends one range to all who want a part of it: from the inside outwards, lanes ask
/// together as long as no loop in time lies between them and the range of the second begins before
/// or where that of the first ends. Likewise a level that keeps what it has takes in a range that
/// grows with the loop that slides. Whether ranges join is told by whole tiles: where clipped ones
/// leave rows out between them, those are taken as well.
final class WindowRange {
    private final LoopNest nest;
    private final Loops loops;
    private final int sourcePosition;
    private final int position;
    private final Dim outputs;
    private final Dim filters;
    private final int stride;
    private final int dilation;
    private final int pad;
    private final int size;

    /// Lanes at this position and further inside ask together.
    private final int from;

    private long begin;
    private long end;
    private int clippedBegin;
    private int clippedEnd;
    private int clippedEndBefore;

    WindowRange(
            LoopNest nest,
            Loops loops,
            int sourcePosition,
            int position,
            boolean rows,
            boolean together) {
        this.nest = nest;
        this.loops = loops;
        this.sourcePosition = sourcePosition;
        this.position = position;
        outputs = rows ? Dim.OY : Dim.OX;
        filters = rows ? Dim.FY : Dim.FX;
        LoopNest.Window window = nest.window();
        stride = rows ? window.strideY() : window.strideX();
        dilation = rows ? window.dilationY() : window.dilationX();
        pad = rows ? window.padTop() : window.padLeft();
        size = rows ? nest.inputHeight() : nest.inputWidth();
        from = together ? together() : position;
    }

    private int together() {
        int inside = position;
        for (int at = position - 1; at > sourcePosition; at--) {
            if (!along(at)) {
                continue;
            }
            if (loops.isTime(at) || !joins(at)) {
                break;
            }
            inside = at;
        }
        return inside;
    }

    /// Whether the range of a loop's second trip, of all lanes inside, joins that of the first.
    private boolean joins(int loop) {
        begin = Long.MAX_VALUE;
        end = Long.MIN_VALUE;
        ask(0, 0, loop + 1);
        long step = loops.reach(loops.dim(loop), loop + 1);
        return step * (loops.dim(loop) == outputs.ordinal() ? stride : dilation) <= end;
    }

    private boolean along(int at) {
        int dim = loops.dim(at);
        return loops.extent(at) > 1 && (dim == outputs.ordinal() || dim == filters.ordinal());
    }

    /// Whether the instance that the digits stand for is the first of those that ask together.
    boolean first(long[] digit) {
        for (int at = from; at < position; at++) {
            if (digit[at] > 0 && along(at)) {
                return false;
            }
        }
        return true;
    }

    /// Whether the range grows as a loop in time moves it on: it is a loop along this axis, all
    /// lanes along it that lie inside ask together, and its trips join.
    boolean slides(int loop) {
        if (loop < 0 || !along(loop)) {
            return false;
        }
        for (int at = loop + 1; at < from; at++) {
            if (along(at)) {
                return false;
            }
        }
        return joins(loop);
    }

    /// Finds the range that the lanes ask for where the first of them begins at `start`; padding is
    /// not asked for.
    void ask(long[] start) {
        begin = Long.MAX_VALUE;
        end = Long.MIN_VALUE;
        ask(start[outputs.ordinal()], start[filters.ordinal()], from);
        clippedEndBefore = clippedEnd;
        clippedBegin = Math.clamp(begin - pad, 0, size);
        clippedEnd = Math.clamp(end - pad, 0, size);
    }

    /// Rows or columns of the range.
    long length() {
        return clippedEnd - clippedBegin;
    }

    /// Those by which it grew.
    long added() {
        return clippedEnd - clippedEndBefore;
    }

    private void ask(long output, long filter, int outermost) {
        for (int at = outermost; at < position; at++) {
            if (loops.isSpace(at) && along(at)) {
                boolean ofOutputs = loops.dim(at) == outputs.ordinal();
                long step = loops.reach(loops.dim(at), at + 1);
                for (int lane = 0; lane < loops.extent(at); lane++) {
                    long moved = lane * step;
                    ask(output + (ofOutputs ? moved : 0), filter + (ofOutputs ? 0 : moved), at + 1);
                }
                return;
            }
        }
        long points = Math.min(loops.reach(outputs, position), nest.extent(outputs) - output);
        long taps = Math.min(loops.reach(filters, position), nest.extent(filters) - filter);
        if (points > 0 && taps > 0) {
            long first = output * stride + filter * dilation;
            begin = Math.min(begin, first);
            end = Math.max(end, first + (points - 1) * stride + (taps - 1) * dilation + 1);
        }
    }
}
