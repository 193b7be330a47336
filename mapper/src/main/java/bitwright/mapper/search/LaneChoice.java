package bitwright.mapper.search;

import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.SpatialArray;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What lies side by side on an array that is not skewed: dimensions in the order in which they
/// take the places of rows and columns, and how many lanes each gets where no loop inside the
/// processing elements covers any of it.
///
/// @param dataflow the dataflow that the spreads belong to
/// @param rows dimensions on the rows, the innermost first
/// @param columns dimensions on the columns, the innermost first
/// @param rowLanes lanes on the rows, by ordinal of the dimension
/// @param columnLanes lanes on the columns, by ordinal of the dimension
/// @param steps trips in time that are left
record LaneChoice(
        Dataflow dataflow,
        List<Dim> rows,
        List<Dim> columns,
        long[] rowLanes,
        long[] columnLanes,
        long steps) {
    private static final int MOST_TOGETHER = 3;

    /// Choices of a dataflow, those that leave the fewest steps first.
    ///
    /// @param inTile what an instruction's own tile covers, by ordinal of the dimension
    /// @param most how many are given
    static List<LaneChoice> of(
            Dataflow dataflow, LoopNest nest, SpatialArray array, long[] inTile, int most) {
        Map<List<Long>, LaneChoice> choices = new LinkedHashMap<>();
        long[] left = new long[Dim.values().length];
        for (Dim dim : Dim.values()) {
            left[dim.ordinal()] = Math.ceilDiv((long) nest.extent(dim), inTile[dim.ordinal()]);
        }
        for (List<Dim> rows : sequences(dims(dataflow, true), left)) {
            for (List<Dim> columns : sequences(dims(dataflow, false), left)) {
                LaneChoice choice = of(dataflow, rows, columns, array, left);
                choices.putIfAbsent(choice.lanes(), choice);
            }
        }
        return choices.values().stream()
                .sorted(Comparator.comparingLong(LaneChoice::steps))
                .limit(most)
                .toList();
    }

    private static LaneChoice of(
            Dataflow dataflow,
            List<Dim> rows,
            List<Dim> columns,
            SpatialArray array,
            long[] extents) {
        long[] left = extents.clone();
        long[] rowLanes = place(rows, array.rows(), left);
        long[] columnLanes = place(columns, array.columns(), left);
        long steps = 1;
        for (long trips : left) {
            steps = Math.multiplyExact(steps, trips);
        }
        return new LaneChoice(dataflow, rows, columns, rowLanes, columnLanes, steps);
    }

    /// Deals places to dimensions; what is left of them shrinks.
    private static long[] place(List<Dim> dims, long places, long[] left) {
        long[] lanes = new long[left.length];
        java.util.Arrays.fill(lanes, 1);
        long free = places;
        for (Dim dim : dims) {
            int of = dim.ordinal();
            lanes[of] = Math.min(free, left[of]);
            left[of] = Math.ceilDiv(left[of], lanes[of]);
            free /= lanes[of];
        }
        return lanes;
    }

    /// The dimensions that a dataflow spreads: those that index the operand that stays.
    private static List<Dim> dims(Dataflow dataflow, boolean onRows) {
        return switch (dataflow) {
            case WEIGHT_STATIONARY -> List.copyOf(Operand.WEIGHT.dims());
            case OUTPUT_STATIONARY -> List.copyOf(Operand.OUTPUT.dims());
            case INPUT_STATIONARY -> List.copyOf(Operand.INPUT.dims());
            case ROW_STATIONARY ->
                    onRows
                            ? List.of(Dim.FY, Dim.OY, Dim.K, Dim.C, Dim.G, Dim.B)
                            : List.of(Dim.OY, Dim.K, Dim.C, Dim.G, Dim.B);
        };
    }

    /// Ordered choices of up to three of the dimensions that have more than one index.
    private static List<List<Dim>> sequences(List<Dim> dims, long[] left) {
        List<Dim> present = dims.stream().filter(dim -> left[dim.ordinal()] > 1).toList();
        List<List<Dim>> sequences = new ArrayList<>();
        sequences.add(List.of());
        int from = 0;
        for (int length = 1; length <= MOST_TOGETHER; length++) {
            int to = sequences.size();
            for (List<Dim> shorter : List.copyOf(sequences.subList(from, to))) {
                for (Dim dim : present) {
                    if (!shorter.contains(dim)) {
                        List<Dim> longer = new ArrayList<>(shorter);
                        longer.add(dim);
                        sequences.add(List.copyOf(longer));
                    }
                }
            }
            from = to;
        }
        return sequences;
    }

    /// Lanes of a dimension on both axes together.
    long lanes(Dim dim) {
        return rowLanes[dim.ordinal()] * columnLanes[dim.ordinal()];
    }

    private List<Long> lanes() {
        List<Long> lanes = new ArrayList<>();
        for (int dim = 0; dim < rowLanes.length; dim++) {
            lanes.add(rowLanes[dim]);
            lanes.add(columnLanes[dim]);
        }
        return lanes;
    }
}
