package bitwright.sim.schedule;

import bitwright.sim.schedule.Step.For;
import bitwright.sim.schedule.Step.Issue;
import bitwright.sim.schedule.Step.Keep;
import bitwright.sim.schedule.Step.Spread;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.List;

/// A schedule laid out for analysis: extents, dimensions and reaches as arrays over positions.
///
/// A tile of a dimension at a position is the range of indices that the loops from there inwards
/// cover: `reach(dim, position)` long, except where the dimension ends.
public final class Loops {
    private static final int DIMS = Dim.values().length;

    private final List<Step> steps;
    private final long[] reach;

    public Loops(Schedule schedule) {
        steps = schedule.steps();
        int positions = steps.size();
        reach = new long[(positions + 1) * DIMS];
        java.util.Arrays.fill(reach, positions * DIMS, (positions + 1) * DIMS, 1);
        for (int position = positions - 1; position >= 0; position--) {
            System.arraycopy(reach, (position + 1) * DIMS, reach, position * DIMS, DIMS);
            Dim dim = Schedule.dimOf(steps.get(position));
            if (dim != null) {
                int slot = position * DIMS + dim.ordinal();
                reach[slot] =
                        Math.multiplyExact(reach[slot], Schedule.extentOf(steps.get(position)));
            }
        }
    }

    /// Number of steps.
    public int positions() {
        return steps.size();
    }

    /// The step at a position.
    public Step step(int position) {
        return steps.get(position);
    }

    /// The product of the extents of a dimension's loops at this position and inwards.
    public long reach(Dim dim, int position) {
        return reach[position * DIMS + dim.ordinal()];
    }

    /// Whether the step is a loop in time.
    public boolean isTime(int position) {
        return steps.get(position) instanceof For;
    }

    /// Whether the step is a loop in space.
    public boolean isSpace(int position) {
        return steps.get(position) instanceof Spread;
    }

    /// The product of the extents of the loops in time in a range of positions.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public long trips(int from, int to) {
        long trips = 1;
        for (int position = from; position < to; position++) {
            if (steps.get(position) instanceof For loop) {
                trips = Math.multiplyExact(trips, loop.extent());
            }
        }
        return trips;
    }

    /// The innermost loop in time outside `position` that indexes the operand, or -1: loops inside
    /// it reuse the tile.
    public int innermostIndexing(Operand operand, int position) {
        for (int at = position - 1; at >= 0; at--) {
            if (steps.get(at) instanceof For loop
                    && loop.extent() > 1
                    && operand.dims().contains(loop.dim())) {
                return at;
            }
        }
        return -1;
    }

    /// The position at which an operand is kept in a level, or -1.
    public int keepPosition(Operand operand, String level) {
        for (int position = 0; position < steps.size(); position++) {
            if (steps.get(position) instanceof Keep keep
                    && keep.operand() == operand
                    && keep.level().equals(level)) {
                return position;
            }
        }
        return -1;
    }

    /// The position of the issue step.
    public int issuePosition() {
        return steps.size() - 1;
    }

    /// Elements of the largest tile of an operand at a position, padding left out.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public long tileElements(Operand operand, int position, LoopNest nest) {
        long elements = 1;
        for (Dim dim : operand.dims()) {
            boolean window =
                    operand == Operand.INPUT
                            && (dim == Dim.OY || dim == Dim.OX || dim == Dim.FY || dim == Dim.FX);
            if (!window) {
                elements =
                        Math.multiplyExact(
                                elements, Math.min(reach(dim, position), nest.extent(dim)));
            }
        }
        if (operand == Operand.INPUT) {
            elements = Math.multiplyExact(elements, Spans.largestRows(nest, this, position));
            elements = Math.multiplyExact(elements, Spans.largestColumns(nest, this, position));
        }
        return elements;
    }

    /// Whether the step is the issue.
    public boolean isIssue(int position) {
        return steps.get(position) instanceof Issue;
    }
}
