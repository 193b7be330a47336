package bitwright.mapper.search;

import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How one wave of thread blocks lies over the multiprocessors.
///
/// @param positions multiprocessors side by side over output positions, images and groups
/// @param columns multiprocessors side by side over output channels
/// @param split multiprocessors that share the reduction of one output
/// @param count waves that the layer takes
/// @param fetched rows and columns that a wave fetches
record Waves(int positions, int columns, int split, long count, long fetched) {
    private static final String AXIS = "multiprocessors";
    private static final int KEPT = 2;
    private static final List<Dim> POSITIONS = List.of(Dim.OY, Dim.OX, Dim.B, Dim.G);

    /// The arrangements with the fewest waves, and among equals those that fetch least; none that
    /// leaves a multiprocessor idle which a further block could take, and none that splits a
    /// reduction without need or beyond its stages.
    ///
    /// @param block one thread block up to one stage
    static List<Waves> best(LoopNest nest, Draft block, int places, int split) {
        long stages = Math.ceilDiv((long) nest.extent(Dim.C), block.reach(Dim.C));
        long columnBlocks = blocks(nest, block, Dim.K);
        long rowBlocks = 1;
        for (Dim dim : POSITIONS) {
            rowBlocks *= blocks(nest, block, dim);
        }
        long tiles = columnBlocks * rowBlocks;
        if (split > 1 && (stages < split || split > places || tiles * split > 2L * places)) {
            return List.of();
        }
        int free = places / split;
        List<Waves> found = new ArrayList<>();
        long tried = -1;
        int most = (int) Math.min(free, rowBlocks);
        for (int positions = 1; positions <= most; positions++) {
            long[] lanes = lanes(nest, block, positions);
            long taken = product(lanes);
            if (taken != positions || taken == tried) {
                continue;
            }
            tried = taken;
            long columns = Math.min(columnBlocks, free / taken);
            if (columns < columnBlocks || !couldTakeMore(nest, block, lanes, free / columns)) {
                long count = Math.ceilDiv(columnBlocks, columns);
                for (int index = 0; index < lanes.length; index++) {
                    long of = blocks(nest, block, POSITIONS.get(index));
                    count *= Math.ceilDiv(of, lanes[index]);
                }
                if (!couldTakeMore(nest, block, lanes, free / columns)) {
                    long rows = 1;
                    for (Dim dim : POSITIONS) {
                        rows *= block.reach(dim);
                    }
                    found.add(
                            new Waves(
                                    (int) taken,
                                    (int) columns,
                                    split,
                                    count,
                                    taken * rows + columns * block.reach(Dim.K)));
                }
            }
        }
        found.sort(Comparator.comparingLong(Waves::count).thenComparingLong(Waves::fetched));
        return List.copyOf(found.subList(0, Math.min(KEPT, found.size())));
    }

    /// Spreads a wave of a finished thread block.
    void spread(Draft draft) {
        draft.spread(Dim.K, columns, AXIS);
        draft.spreadAll(POSITIONS, positions, AXIS);
        draft.spread(Dim.C, split, AXIS);
    }

    private static long blocks(LoopNest nest, Draft block, Dim dim) {
        return Math.ceilDiv((long) nest.extent(dim), block.reach(dim));
    }

    /// What a greedy spread takes of each dimension.
    private static long[] lanes(LoopNest nest, Draft block, int positions) {
        long[] lanes = new long[POSITIONS.size()];
        long left = positions;
        for (int index = 0; index < lanes.length; index++) {
            lanes[index] = Math.min(left, blocks(nest, block, POSITIONS.get(index)));
            left /= lanes[index];
        }
        return lanes;
    }

    private static long product(long[] lanes) {
        long product = 1;
        for (long each : lanes) {
            product *= each;
        }
        return product;
    }

    /// Whether a dimension that the lanes do not cover could take one more.
    private static boolean couldTakeMore(LoopNest nest, Draft block, long[] lanes, long places) {
        long taken = product(lanes);
        for (int index = 0; index < lanes.length; index++) {
            if (lanes[index] < blocks(nest, block, POSITIONS.get(index))
                    && taken / lanes[index] * (lanes[index] + 1) <= places) {
                return true;
            }
        }
        return false;
    }
}
