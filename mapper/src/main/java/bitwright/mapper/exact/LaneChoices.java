package bitwright.mapper.exact;

import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.SpatialArray;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// All uses of an array's processing elements that a dataflow permits: on each axis up to three
/// dimensions, each as far as its count of trips drops, and no place left idle that would make one
/// drop further.
final class LaneChoices {
    private static final int MOST_TOGETHER = 3;
    private static final Dim[] DIMS = Dim.values();

    private final LoopNest nest;
    private final SpatialArray array;
    private final Dataflow dataflow;
    private final Allowed allowed;
    private final int[] tile = new int[DIMS.length];

    /// @param allowed what constraints leave: places that they refuse count as taken
    LaneChoices(
            LoopNest nest,
            SpatialArray array,
            Instruction instruction,
            Dataflow dataflow,
            Allowed allowed) {
        this.allowed = allowed;
        this.nest = nest;
        this.array = array;
        this.dataflow = dataflow;
        Arrays.fill(tile, 1);
        int free = instruction.k();
        List<Dim> depth =
                dataflow == Dataflow.ROW_STATIONARY
                        ? List.of(Dim.C)
                        : List.of(Dim.C, Dim.FX, Dim.FY);
        for (Dim dim : depth) {
            tile[dim.ordinal()] = Math.max(1, Math.min(free, nest.extent(dim)));
            free /= tile[dim.ordinal()];
        }
    }

    /// Every choice, in a fixed order.
    List<Lanes> all() {
        List<Lanes> all = new ArrayList<>();
        int[] left = new int[DIMS.length];
        for (Dim dim : DIMS) {
            left[dim.ordinal()] = Math.ceilDiv(nest.extent(dim), tile[dim.ordinal()]);
        }
        for (Spread rows : spreads(true, left, array.rows(), Dim.FY)) {
            int[] rest = left.clone();
            for (int index = 0; index < rows.dims().size(); index++) {
                int dim = rows.dims().get(index).ordinal();
                rest[dim] = Math.ceilDiv(rest[dim], rows.extents()[index]);
            }
            for (Spread columns : spreads(false, rest, array.columns(), Dim.OY)) {
                all.add(new Lanes(tile, rows, columns));
            }
        }
        return all;
    }

    /// The dimensions that may lie on an axis.
    private List<Dim> dims(boolean onRows) {
        if (!array.timing().skewed()) {
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
        List<Dim> positions = List.of(Dim.OX, Dim.OY, Dim.B);
        return switch (dataflow) {
            case OUTPUT_STATIONARY -> onRows ? positions : List.of(Dim.K);
            case WEIGHT_STATIONARY, ROW_STATIONARY ->
                    onRows ? List.of(Dim.FX, Dim.FY, Dim.C) : List.of(Dim.K);
            case INPUT_STATIONARY -> onRows ? List.of(Dim.FX, Dim.FY, Dim.C) : positions;
        };
    }

    /// Spreads that cannot be raised, of different extents.
    ///
    /// @param first what a row-stationary array has on the axis before anything else, as far as it
    ///   goes there: rows of the filter on its rows, rows of outputs on its columns
    private List<Spread> spreads(boolean onRows, int[] left, int places, Dim first) {
        List<Dim> present = dims(onRows).stream().filter(dim -> left[dim.ordinal()] > 1).toList();
        Map<List<Integer>, Spread> spreads = new LinkedHashMap<>();
        grow(
                onRows,
                present,
                0,
                new ArrayList<>(),
                new ArrayList<>(),
                left,
                places,
                places,
                spreads);
        boolean rowsStay =
                dataflow == Dataflow.ROW_STATIONARY
                        && !array.timing().skewed()
                        && left[first.ordinal()] > 1;
        List<Spread> beginning =
                spreads.values().stream().filter(spread -> spread.of(first) > 1).toList();
        return rowsStay && !beginning.isEmpty() ? beginning : List.copyOf(spreads.values());
    }

    private void grow(
            boolean onRows,
            List<Dim> present,
            int from,
            List<Dim> dims,
            List<Integer> extents,
            int[] left,
            int places,
            int free,
            Map<List<Integer>, Spread> spreads) {
        if (from == present.size() || dims.size() == MOST_TOGETHER) {
            if (cannotBeRaised(onRows, present, dims, extents, left, places)) {
                int[] each = extents.stream().mapToInt(Integer::intValue).toArray();
                List<Integer> key = new ArrayList<>();
                dims.forEach(dim -> key.add(dim.ordinal()));
                key.addAll(extents);
                spreads.putIfAbsent(key, new Spread(List.copyOf(dims), each));
            }
            return;
        }
        Dim dim = present.get(from);
        grow(onRows, present, from + 1, dims, extents, left, places, free, spreads);
        int total = left[dim.ordinal()];
        long most = Math.min(free, allowed.greatest(onRows, dim));
        for (int extent : extents(total, allowed.fixed(onRows, dim), allowed.fixed(dim))) {
            if (extent > 1 && extent <= most) {
                dims.add(dim);
                extents.add(extent);
                grow(
                        onRows,
                        present,
                        from + 1,
                        dims,
                        extents,
                        left,
                        places,
                        free / extent,
                        spreads);
                dims.removeLast();
                extents.removeLast();
            }
        }
    }

    /// Extents at which the count of trips drops, and those that are asked for.
    ///
    /// @param asked what this axis must take, at most 1 if any
    /// @param together what all axes must take together, at most 1 if any
    private static int[] extents(int total, long asked, long together) {
        IntStream ceilings = Arrays.stream(Sizes.ceilings(total));
        IntStream own = asked > 1 && asked <= total ? IntStream.of((int) asked) : IntStream.empty();
        IntStream parts =
                together > 1 && together <= Integer.MAX_VALUE
                        ? IntStream.rangeClosed(2, (int) Math.min(together, total))
                                .filter(part -> together % part == 0)
                        : IntStream.empty();
        return IntStream.concat(ceilings, IntStream.concat(own, parts))
                .distinct()
                .sorted()
                .toArray();
    }

    /// Whether no dimension that is spread, and no other while there are few, can take more places
    /// so that it needs fewer trips.
    private boolean cannotBeRaised(
            boolean onRows,
            List<Dim> present,
            List<Dim> dims,
            List<Integer> extents,
            int[] left,
            int places) {
        int used = 1;
        for (int extent : extents) {
            used *= extent;
        }
        for (Dim dim : present) {
            int at = dims.indexOf(dim);
            if (at < 0 && dims.size() == MOST_TOGETHER || allowed.boundsAllAxes(dim)) {
                continue;
            }
            int own = at < 0 ? 1 : extents.get(at);
            int most =
                    (int)
                            Math.max(
                                    own,
                                    Math.min(places / (used / own), allowed.greatest(onRows, dim)));
            int total = left[dim.ordinal()];
            if (Math.ceilDiv(total, Math.min(most, total)) < Math.ceilDiv(total, own)) {
                return false;
            }
        }
        return true;
    }
}
