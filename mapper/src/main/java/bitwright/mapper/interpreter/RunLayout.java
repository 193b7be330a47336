package bitwright.mapper.interpreter;

import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.Operand;

/// Where a schedule keeps operands and where their tiles come from, by the position of the keep.
final class RunLayout {
    private static final Dim[] DIMS = Dim.values();
    private static final int OPERANDS = Operand.values().length;

    final Loops loops;

    /// Position of the innermost keep; -1 if there is none.
    final int lastKeep;

    /// Index of the level of a keep, and of the level that its tiles come from.
    final int[] level;

    final int[] sourceLevel;

    /// Position of the keep that tiles come from; -1 for the outermost memory.
    final int[] sourcePosition;

    /// The innermost loop that makes the tile move; -1 if none does.
    final int[] movedBy;

    /// Instances of the keep's level that the spreads around it need.
    final int[] instances;

    /// By operand, index of the innermost level that holds it, and the position of that keep.
    final int[] innermostLevel = new int[OPERANDS];

    final int[] innermostPosition = {-1, -1, -1};

    RunLayout(Resolution schedule, Run.Reuse reuse) {
        loops = schedule.loops();
        int positions = loops.positions();
        level = new int[positions];
        sourceLevel = new int[positions];
        sourcePosition = new int[positions];
        movedBy = new int[positions];
        instances = new int[positions];
        int last = -1;
        for (int position = 0; position < positions; position++) {
            if (loops.step(position) instanceof Step.Keep keep) {
                last = position;
                int operand = keep.operand().ordinal();
                level[position] = schedule.level(position);
                sourceLevel[position] = innermostLevel[operand];
                sourcePosition[position] = innermostPosition[operand];
                innermostLevel[operand] = level[position];
                innermostPosition[operand] = position;
                movedBy[position] = reuse.innermostIndexing(loops, keep.operand(), position);
                instances[position] = Math.toIntExact(loops.lanes(position));
            }
        }
        lastKeep = last;
    }

    /// Which visit a tile's is: the digits of the loops in time that make it move, as one number.
    long key(int position, long[] digit) {
        long key = 0;
        for (int at = 0; at <= movedBy[position]; at++) {
            if (loops.isTime(at)) {
                key = key * loops.extent(at) + digit[at];
            }
        }
        return key;
    }

    /// Whether a visit of an output tile is not its first.
    boolean revisited(int position, long[] digit) {
        for (int at = 0; at < movedBy[position]; at++) {
            if (loops.isTime(at) && DIMS[loops.dim(at)].isReduction() && digit[at] > 0) {
                return true;
            }
        }
        return false;
    }

    /// Whether several instances inside one source hold the same tile, or sums of the same outputs.
    boolean alike(int position) {
        for (int at = sourcePosition[position] + 1; at < position; at++) {
            if (isAlike(position, at)) {
                return true;
            }
        }
        return false;
    }

    /// Whether this instance is the first of those that are alike: the one that is counted for all.
    boolean firstOfAlike(int position, long[] digit) {
        for (int at = sourcePosition[position] + 1; at < position; at++) {
            if (digit[at] > 0 && isAlike(position, at)) {
                return false;
            }
        }
        return true;
    }

    private boolean isAlike(int position, int at) {
        return loops.isSpace(at)
                && loops.extent(at) > 1
                && !Loops.indexes(loops.dim(at), operand(position));
    }

    private Operand operand(int position) {
        if (loops.step(position) instanceof Step.Keep keep) {
            return keep.operand();
        }
        throw new IllegalArgumentException("step " + position + " keeps nothing");
    }
}
