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
/// @param halvedRows index of the dimension on the rows that leaves half of the places to the next,
///   or -1
/// @param halvedColumns the same on the columns
record LaneChoice(
        Dataflow dataflow,
        List<Dim> rows,
        List<Dim> columns,
        long[] rowLanes,
        long[] columnLanes,
        long steps,
        int halvedRows,
        int halvedColumns) {
    private static final int MOST_TOGETHER = 3;

    /// Choices of a dataflow. Of those that begin rows and columns with the same dimensions the
    /// ones that leave the fewest steps are taken, a round for each rank, until there are enough:
    /// what fills the most lanes need not be what memories can feed.
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
        List<Dim> firstOnRows = first(dataflow, true, left);
        List<Dim> firstOnColumns = first(dataflow, false, left);
        for (List<Dim> rows : sequences(dims(dataflow, true), left, firstOnRows)) {
            for (List<Dim> columns : sequences(dims(dataflow, false), left, firstOnColumns)) {
                for (int halved : new int[] {-1, firstOnRows.size()}) {
                    for (int halvedColumns : new int[] {-1, 0}) {
                        LaneChoice choice =
                                of(dataflow, rows, columns, array, left, halved, halvedColumns);
                        choices.putIfAbsent(choice.lanes(), choice);
                    }
                }
            }
        }
        Map<List<List<Dim>>, List<LaneChoice>> groups = new LinkedHashMap<>();
        choices.values().stream()
                .sorted(Comparator.comparingLong(LaneChoice::steps))
                .forEach(choice ->
                        groups.computeIfAbsent(choice.beginnings(), key -> new ArrayList<>())
                                .add(choice));
        List<LaneChoice> taken = new ArrayList<>();
        for (int rank = 0; taken.size() < most; rank++) {
            int before = taken.size();
            for (List<LaneChoice> group : groups.values()) {
                if (rank < group.size() && taken.size() < most) {
                    taken.add(group.get(rank));
                }
            }
            if (taken.size() == before) {
                break;
            }
        }
        return taken;
    }

    private List<List<Dim>> beginnings() {
        return List.of(
                rows.subList(0, Math.min(1, rows.size())),
                columns.subList(0, Math.min(1, columns.size())));
    }

    /// What an axis must begin with: where rows stay, filter rows lie on rows and output rows on
    /// columns before anything else does.
    private static List<Dim> first(Dataflow dataflow, boolean onRows, long[] left) {
        Dim dim = onRows ? Dim.FY : Dim.OY;
        return dataflow == Dataflow.ROW_STATIONARY && left[dim.ordinal()] > 1
                ? List.of(dim)
                : List.of();
    }

    private static LaneChoice of(
            Dataflow dataflow,
            List<Dim> rows,
            List<Dim> columns,
            SpatialArray array,
            long[] extents,
            int halvedRows,
            int halvedColumns) {
        long[] left = extents.clone();
        long[] rowLanes = place(rows, array.rows(), left, halvedRows);
        long[] columnLanes = place(columns, array.columns(), left, halvedColumns);
        long steps = 1;
        for (long trips : left) {
            steps = Math.multiplyExact(steps, trips);
        }
        return new LaneChoice(
                dataflow, rows, columns, rowLanes, columnLanes, steps, halvedRows, halvedColumns);
    }

    /// Deals places to dimensions; what is left of them shrinks.
    ///
    /// @param halved index of the dimension that leaves half of the places to those after it, or -1
    private static long[] place(List<Dim> dims, long places, long[] left, int halved) {
        long[] lanes = new long[left.length];
        java.util.Arrays.fill(lanes, 1);
        long free = places;
        for (int index = 0; index < dims.size(); index++) {
            int of = dims.get(index).ordinal();
            boolean half = index == halved && index + 1 < dims.size();
            lanes[of] = Math.min(half ? Math.max(1, free / 2) : free, left[of]);
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

    /// Ordered choices of up to three of the dimensions that have more than one index, all with the
    /// same beginning.
    private static List<List<Dim>> sequences(List<Dim> dims, long[] left, List<Dim> first) {
        List<Dim> present = dims.stream().filter(dim -> left[dim.ordinal()] > 1).toList();
        List<List<Dim>> sequences = new ArrayList<>();
        sequences.add(first);
        int from = 0;
        for (int length = first.size() + 1; length <= MOST_TOGETHER; length++) {
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
