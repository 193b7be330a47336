package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.machine.TensorProcessor;
import bitwright.arch.machine.VectorProcessor;
import bitwright.sim.cost.EventModel;
import bitwright.sim.cost.LayerCost;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The search for one layer at one precision, over all units and instructions that take it.
final class LayerSearch {
    /// Most tiles that the finalists of a search over all sizes are simulated with, together; the
    /// best one always is.
    private static final long SIMULATED_TILES = EventModel.MAXIMUM_TILES / 4;

    /// Which tiles are tried where none of the largest sizes fits, in this order.
    private enum AllSizes {
        /// All lanes work on whole filters.
        WHOLE_FILTERS,
        /// All lanes work; a tile may hold a part of the filter.
        CUT_FILTERS,
        /// One thread or sub-core works; a tile may hold a part of the filter.
        ALONE
    }

    private final LoopNest nest;
    private final Precision precision;
    private final Accelerator accelerator;
    private final Shortfall shortfall;
    private @Nullable MappedLayer best;
    private long visited;

    LayerSearch(LoopNest nest, Precision precision, Accelerator accelerator) {
        this.nest = nest;
        this.precision = precision;
        this.accelerator = accelerator;
        shortfall = new Shortfall(precision, accelerator);
    }

    /// The best schedule so far, or null.
    @Nullable MappedLayer best() {
        return best == null
                ? null
                : new MappedLayer(precision, best.schedule(), best.cost(), visited);
    }

    /// The line that says why there is none, after `allSizes`.
    String whyNothingIsFound() {
        return shortfall.whyNothingIsFound();
    }

    /// Whether any unit takes the precision.
    boolean possible() {
        return accelerator.units().stream()
                .anyMatch(unit -> !unit.instructionsFor(precision).isEmpty());
    }

    /// Tries the largest sizes.
    void largestSizes(int width) {
        for (ComputeUnit unit : accelerator.units()) {
            for (Instruction instruction : unit.instructionsFor(precision)) {
                Finalists finalists = finalists();
                Space space = space(unit, instruction, false);
                if (space.choosesSizes()) {
                    whole(space, finalists, unit);
                } else {
                    space.shapes(shape ->
                            TileChoices.all(
                                    nest,
                                    shape.bases(),
                                    width,
                                    space.mostSizes() * width,
                                    sizes -> consider(finalists, shape, sizes, unit)));
                }
                simulate(finalists, Long.MAX_VALUE);
            }
        }
    }

    private void consider(
            Finalists finalists, Space.Shape shape, Map<Dim, Integer> sizes, ComputeUnit unit) {
        long known = best == null ? Long.MAX_VALUE : best.cost().cycles();
        if (!finalists.passOver(shape.floor().applyAsLong(sizes), known)) {
            finalists.consider(shape.tile().apply(sizes), unit.name());
        }
    }

    /// Tries all sizes down to the least, until a schedule is found: of the tiles that fit those
    /// that cannot grow.
    void allSizes() {
        boolean onePoint = nest.filterHeight() == 1 && nest.filterWidth() == 1;
        for (AllSizes which : AllSizes.values()) {
            if (best == null && !(onePoint && which == AllSizes.CUT_FILTERS)) {
                allSizes(which);
            }
        }
    }

    private void allSizes(AllSizes which) {
        for (ComputeUnit unit : accelerator.units()) {
            for (Instruction instruction : unit.instructionsFor(precision)) {
                Finalists finalists = finalists();
                Space space = space(unit, instruction, which == AllSizes.ALONE);
                if (space.choosesSizes()) {
                    whole(space, finalists, unit);
                } else {
                    space.shapes(shape ->
                            new TileLattice(nest, shape.bases(), which != AllSizes.WHOLE_FILTERS)
                                    .largestThatFit(
                                            sizes ->
                                                    finalists.fits(
                                                            shape.tile().apply(sizes), unit.name()),
                                            sizes ->
                                                    finalists.consider(
                                                            shape.tile().apply(sizes),
                                                            unit.name())));
                }
                simulate(finalists, SIMULATED_TILES);
            }
        }
    }

    private static void whole(Space space, Finalists finalists, ComputeUnit unit) {
        space.shapes(shape -> finalists.consider(shape.tile().apply(Map.of()), unit.name()));
    }

    private Finalists finalists() {
        return new Finalists(nest, precision, accelerator, shortfall);
    }

    /// Simulates the best finalist, and the others as long as the tiles together stay within a
    /// limit.
    private void simulate(Finalists finalists, long mostTiles) {
        visited += finalists.visited();
        long tiles = 0;
        for (Finalists.Ranked finalist : finalists.best()) {
            boolean first = tiles == 0;
            tiles += finalist.tiles();
            if (tiles > mostTiles && !first) {
                break;
            }
            LayerCost cost = EventModel.simulate(finalist.schedule(), nest, precision, accelerator);
            if (best == null || better(cost, best.cost())) {
                best = new MappedLayer(precision, finalist.schedule(), cost, 0);
            }
        }
    }

    private Space space(ComputeUnit unit, Instruction instruction, boolean alone) {
        return switch (unit) {
            case SpatialArray array when array.timing().skewed() ->
                    new ArraySpace(nest, accelerator, array, instruction);
            case SpatialArray array -> new BroadcastSpace(nest, accelerator, array, instruction);
            case VectorProcessor processor ->
                    new VectorSpace(nest, accelerator, processor, instruction, alone);
            case TensorProcessor processor ->
                    new TensorSpace(nest, accelerator, processor, instruction, alone);
        };
    }

    private static boolean better(LayerCost left, LayerCost right) {
        return left.cycles() != right.cycles()
                ? left.cycles() < right.cycles()
                : left.totalPicojoules() < right.totalPicojoules();
    }
}
