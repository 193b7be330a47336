package bitwright.mapper.search;

import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.SpatialArray;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.List;
import java.util.Map;

/// Writes the first tile on chip of an array that is not skewed: stage after stage from the inside
/// outwards, the spreads where their stages need them.
final class BroadcastDraft {
    private static final Dim[] DIMS = Dim.values();
    private static final List<Dim> OUTWARDS =
            List.of(Dim.FX, Dim.FY, Dim.C, Dim.K, Dim.OX, Dim.OY, Dim.B, Dim.G);

    private final LoopNest nest;
    private final SpatialArray array;
    private final Instruction instruction;
    private final Hierarchy hierarchy;
    private final List<Stage> stages;
    private final LaneChoice lanes;
    private final ElementLoops loops;
    private final Map<Dim, Integer> sizes;
    private final Draft draft;
    private boolean rowsAreSpread;
    private boolean columnsAreSpread;

    private BroadcastDraft(
            LoopNest nest,
            SpatialArray array,
            Instruction instruction,
            Hierarchy hierarchy,
            LaneChoice lanes,
            ElementLoops loops,
            Map<Dim, Integer> sizes) {
        this.nest = nest;
        this.array = array;
        this.instruction = instruction;
        this.hierarchy = hierarchy;
        stages = hierarchy.stages();
        this.lanes = lanes;
        this.loops = loops;
        this.sizes = sizes;
        draft = new Draft(nest, instruction.name());
    }

    /// What an instruction's own tile covers.
    static long[] inTile(Dataflow dataflow, LoopNest nest, Instruction instruction) {
        Draft draft = new Draft(nest, instruction.name());
        spreadTile(draft, dataflow, instruction);
        return draft.reaches();
    }

    /// The tile.
    ///
    /// @param sizes of the first tile; absent means 1
    static Draft tile(
            LoopNest nest,
            SpatialArray array,
            Instruction instruction,
            Hierarchy hierarchy,
            LaneChoice lanes,
            ElementLoops loops,
            Map<Dim, Integer> sizes) {
        return new BroadcastDraft(nest, array, instruction, hierarchy, lanes, loops, sizes)
                .written();
    }

    private static void spreadTile(Draft draft, Dataflow dataflow, Instruction instruction) {
        draft.spreadAll(
                dataflow == Dataflow.ROW_STATIONARY
                        ? List.of(Dim.C)
                        : List.of(Dim.C, Dim.FX, Dim.FY),
                instruction.k(),
                "k");
    }

    private Draft written() {
        spreadTile(draft, lanes.dataflow(), instruction);
        for (int index = 0; index < stages.size(); index++) {
            Stage stage = stages.get(index);
            spread(!stage.inEveryRow(), !stage.inEveryColumn());
            ElementLoops.StageLoops own = loops.stages().get(index);
            for (Dim dim : own.block()) {
                grow(dim, index);
            }
            for (Operand operand : stage.operands()) {
                if (operand != own.stays()) {
                    draft.keep(operand, level(stage, operand));
                }
            }
            if (own.stays() == Operand.WEIGHT && loops.withoutRest()) {
                growPositions(index + 1);
            }
            for (Dim dim : OUTWARDS) {
                if (!own.stays().dims().contains(dim)) {
                    grow(dim, index + 1);
                }
            }
            draft.keep(own.stays(), level(stage, own.stays()));
        }
        spread(true, true);
        draft.loopsTo(loops.around(), sizes);
        for (Operand operand : new Operand[] {Operand.OUTPUT, Operand.WEIGHT, Operand.INPUT}) {
            MemoryLevel first = hierarchy.first().get(operand);
            if (first != null) {
                draft.keep(operand, first.name());
            }
        }
        return draft;
    }

    private static String level(Stage stage, Operand operand) {
        return java.util.Objects.requireNonNull(stage.levels().get(operand)).name();
    }

    private void spread(boolean rows, boolean columns) {
        if (rows && !rowsAreSpread) {
            rowsAreSpread = true;
            spread(lanes.rows(), array.rows(), lanes.halvedRows(), "rows");
        }
        if (columns && !columnsAreSpread) {
            columnsAreSpread = true;
            spread(lanes.columns(), array.columns(), lanes.halvedColumns(), "columns");
        }
    }

    /// Adds loops over columns and rows that together are as long as fits, without rest.
    private void growPositions(int from) {
        long[] reach = draft.reaches();
        int[] columns = sizes(Dim.OX);
        int[] rows = sizes(Dim.OY);
        long most = 0;
        int width = 0;
        int height = 0;
        for (int column : columns) {
            for (int row : rows) {
                boolean rest = columns[0] % column != 0 || rows[0] % row != 0;
                if (rest || (long) column * row <= most) {
                    continue;
                }
                reach[Dim.OX.ordinal()] = column;
                reach[Dim.OY.ordinal()] = row;
                if (fits(reach, from)) {
                    most = (long) column * row;
                    width = column;
                    height = row;
                }
            }
        }
        if (most > 0) {
            draft.loopTo(Dim.OX, width);
            draft.loopTo(Dim.OY, height);
        }
    }

    /// What a dimension may be grown to, the largest first; what is covered already is the last.
    private int[] sizes(Dim dim) {
        long covered = draft.reach(dim);
        long whole = Math.min(sizes.getOrDefault(dim, 1), nest.extent(dim));
        long most = Math.max(covered, Math.ceilDiv(whole, pending(dim, true, true)));
        return TileSizes.of((int) most, (int) covered, 4);
    }

    private void spread(List<Dim> dims, int places, int halved, String axis) {
        int free = places;
        for (int index = 0; index < dims.size(); index++) {
            boolean half = index == halved && index + 1 < dims.size();
            free /= draft.spread(dims.get(index), half ? Math.max(1, free / 2) : free, axis);
        }
    }

    /// Adds a loop that is as long as fits into this stage and those outside, leaving no lane idle.
    private void grow(Dim dim, int from) {
        int[] sizes = sizes(dim);
        long[] reach = draft.reaches();
        for (int size : sizes) {
            reach[dim.ordinal()] = size;
            boolean rest = loops.withoutRest() && sizes[0] % size != 0;
            if (!rest && fits(reach, from)) {
                draft.loopTo(dim, size);
                return;
            }
        }
    }

    private boolean fits(long[] reach, int from) {
        long[] inInstance = new long[DIMS.length];
        for (int index = from; index < stages.size(); index++) {
            Stage stage = stages.get(index);
            for (Dim dim : DIMS) {
                inInstance[dim.ordinal()] =
                        Math.multiplyExact(
                                reach[dim.ordinal()],
                                pending(dim, !stage.inEveryRow(), !stage.inEveryColumn()));
            }
            if (!stage.fits(inInstance, nest, instruction.precision())) {
                return false;
            }
        }
        return true;
    }

    /// Lanes of a dimension that are still to be spread.
    private long pending(Dim dim, boolean rows, boolean columns) {
        return (rows && !rowsAreSpread ? lanes.rowLanes()[dim.ordinal()] : 1)
                * (columns && !columnsAreSpread ? lanes.columnLanes()[dim.ordinal()] : 1);
    }
}
