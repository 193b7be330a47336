package bitwright.sim.schedule;

import bitwright.sim.schedule.Step.For;
import bitwright.sim.schedule.Step.Keep;
import bitwright.sim.schedule.Step.Spread;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.Arrays;
import java.util.List;

/// A schedule laid out for analysis: extents, dimensions and reaches as arrays over positions.
///
/// A tile of a dimension at a position is the range of indices that the loops from there inwards
/// cover: `reach(dim, position)` long, except where the dimension ends.
public final class Loops {
    private static final int DIMS = Dim.values().length;
    private static final Operand[] OPERANDS = Operand.values();
    private static final int[] INDEXING = indexing();

    private final List<Step> steps;
    private final int[] dim;
    private final int[] extent;
    private final boolean[] time;
    private final boolean[] space;
    private final long[] reach;
    private final int[] loopsOf;
    private final int[] firstLoop = new int[DIMS + 1];

    /// @throws ArithmeticException if the loops of a dimension reach beyond 64 bits
    public Loops(Schedule schedule) {
        steps = schedule.steps();
        int positions = steps.size();
        dim = new int[positions];
        extent = new int[positions];
        time = new boolean[positions];
        space = new boolean[positions];
        reach = new long[(positions + 1) * DIMS];
        Arrays.fill(reach, positions * DIMS, (positions + 1) * DIMS, 1);
        for (int position = positions - 1; position >= 0; position--) {
            Step step = steps.get(position);
            System.arraycopy(reach, (position + 1) * DIMS, reach, position * DIMS, DIMS);
            time[position] = step instanceof For;
            space[position] = step instanceof Spread;
            extent[position] = Schedule.extentOf(step);
            Dim of = Schedule.dimOf(step);
            dim[position] = of == null ? -1 : of.ordinal();
            if (of != null) {
                int slot = position * DIMS + of.ordinal();
                reach[slot] = Math.multiplyExact(reach[slot], (long) extent[position]);
            }
        }
        loopsOf = new int[positions];
        int count = 0;
        for (int of = 0; of < DIMS; of++) {
            firstLoop[of] = count;
            for (int position = 0; position < positions; position++) {
                if (dim[position] == of && extent[position] > 1) {
                    loopsOf[count++] = position;
                }
            }
        }
        firstLoop[DIMS] = count;
    }

    /// How many loops of more than one trip a dimension has.
    public int loops(int dim) {
        return firstLoop[dim + 1] - firstLoop[dim];
    }

    /// Position of one of these loops, the outermost first.
    public int loop(int dim, int index) {
        return loopsOf[firstLoop[dim] + index];
    }

    /// For each operand, the dimensions that index it as bits by ordinal.
    private static int[] indexing() {
        int[] indexing = new int[OPERANDS.length];
        for (Operand operand : OPERANDS) {
            for (Dim dim : operand.dims()) {
                indexing[operand.ordinal()] |= 1 << dim.ordinal();
            }
        }
        return indexing;
    }

    /// Whether a dimension, by ordinal, indexes an operand.
    public static boolean indexes(int dim, Operand operand) {
        return (INDEXING[operand.ordinal()] >> dim & 1) != 0;
    }

    /// Number of steps.
    public int positions() {
        return dim.length;
    }

    /// The step at a position.
    public Step step(int position) {
        return steps.get(position);
    }

    /// Ordinal of the dimension of a loop, or -1 for other steps.
    public int dim(int position) {
        return dim[position];
    }

    /// Trips of a loop, or 1 for other steps.
    public int extent(int position) {
        return extent[position];
    }

    /// The product of the extents of a dimension's loops at this position and inwards.
    public long reach(Dim dim, int position) {
        return reach[position * DIMS + dim.ordinal()];
    }

    /// The same by ordinal.
    public long reach(int dim, int position) {
        return reach[position * DIMS + dim];
    }

    /// Whether the step is a loop in time.
    public boolean isTime(int position) {
        return time[position];
    }

    /// Whether the step is a loop in space.
    public boolean isSpace(int position) {
        return space[position];
    }

    /// The product of the extents of the loops in time in a range of positions.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public long trips(int from, int to) {
        long trips = 1;
        for (int position = from; position < to; position++) {
            if (time[position]) {
                trips = Math.multiplyExact(trips, (long) extent[position]);
            }
        }
        return trips;
    }

    /// The product of the extents of the loops in space outside a position.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public long lanes(int position) {
        long lanes = 1;
        for (int at = 0; at < position; at++) {
            if (space[at]) {
                lanes = Math.multiplyExact(lanes, (long) extent[at]);
            }
        }
        return lanes;
    }

    /// The innermost loop in time outside `position` that indexes the operand, or -1: loops inside
    /// it reuse the tile.
    public int innermostIndexing(Operand operand, int position) {
        for (int at = position - 1; at >= 0; at--) {
            if (time[at] && extent[at] > 1 && indexes(dim[at], operand)) {
                return at;
            }
        }
        return -1;
    }

    /// The position at which an operand is kept in a level, or -1.
    public int keepPosition(Operand operand, String level) {
        for (int position = 0; position < dim.length; position++) {
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
        return dim.length - 1;
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
}
