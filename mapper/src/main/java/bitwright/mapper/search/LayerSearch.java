package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.machine.TensorProcessor;
import bitwright.arch.machine.VectorProcessor;
import bitwright.mapper.exact.ArraySearch;
import bitwright.sim.cost.EventModel;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.cost.QuickCost;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;
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
    private final MapperOptions options;
    private final Shortfall shortfall;
    private final List<Contender> contenders = new ArrayList<>();
    private double bound = Double.POSITIVE_INFINITY;
    private boolean complete = true;
    private long visited;

    /// A schedule, priced in closed form and simulated.
    private record Contender(
            Objective objective, Schedule schedule, QuickCost expected, LayerCost cost) {
        double expectedValue() {
            return objective.value(expected.cycles(), expected.picojoules());
        }
    }

    LayerSearch(
            LoopNest nest, Precision precision, Accelerator accelerator, MapperOptions options) {
        this.nest = nest;
        this.precision = precision;
        this.accelerator = accelerator;
        this.options = options;
        shortfall = new Shortfall(precision, accelerator);
    }

    /// The best schedule so far, or null.
    @Nullable MappedLayer best() {
        Contender best = null;
        for (Contender each : contenders) {
            if (best == null || better(each, best)) {
                best = each;
            }
        }
        return best == null
                ? null
                : new MappedLayer(
                        precision,
                        best.schedule(),
                        best.cost(),
                        visited,
                        new Proof(
                                best.objective(),
                                best.expected().cycles(),
                                best.expected().picojoules(),
                                bound,
                                complete));
    }

    private boolean better(Contender left, Contender right) {
        if (!options.simulatesFinalists()) {
            return left.objective().better(left.expected(), right.expected());
        }
        return left.objective().better(simulated(left), simulated(right));
    }

    private static QuickCost simulated(Contender contender) {
        return new QuickCost(contender.cost().cycles(), contender.cost().totalPicojoules());
    }

    /// One for all units, as their schedules contend.
    private Objective objective() {
        Objective wanted = options.objective();
        if (wanted != null) {
            return wanted;
        }
        return accelerator.units().stream().allMatch(SpatialArray.class::isInstance)
                ? Objective.EDP
                : Objective.LATENCY_THEN_ENERGY;
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
                if (unit instanceof SpatialArray array) {
                    if (width == 1) {
                        arrays(array, instruction);
                    }
                    continue;
                }
                Finalists finalists = finalists(unit);
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
        boolean latencyCounts =
                objective() == Objective.LATENCY_THEN_ENERGY || objective() == Objective.LATENCY;
        if (!latencyCounts) {
            finalists.consider(shape.tile().apply(sizes), unit.name());
            return;
        }
        long known = Long.MAX_VALUE;
        for (Contender each : contenders) {
            known = Math.min(known, each.cost().cycles());
        }
        if (!finalists.passOver(shape.floor().applyAsLong(sizes), known)) {
            finalists.consider(shape.tile().apply(sizes), unit.name());
        }
    }

    /// Tries all sizes down to the least, until a schedule is found: of the tiles that fit those
    /// that cannot grow.
    void allSizes() {
        boolean onePoint = nest.filterHeight() == 1 && nest.filterWidth() == 1;
        for (AllSizes which : AllSizes.values()) {
            if (contenders.isEmpty() && !(onePoint && which == AllSizes.CUT_FILTERS)) {
                allSizes(which);
            }
        }
    }

    private void allSizes(AllSizes which) {
        for (ComputeUnit unit : accelerator.units()) {
            if (unit instanceof SpatialArray) {
                continue;
            }
            for (Instruction instruction : unit.instructionsFor(precision)) {
                Finalists finalists = finalists(unit);
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

    private Finalists finalists(ComputeUnit unit) {
        LayerConstraints constraints = constraints(unit);
        return new Finalists(
                nest,
                precision,
                accelerator,
                objective(),
                schedule ->
                        constraints == null
                                || constraints.violatedBy(schedule, precision).isEmpty(),
                shortfall);
    }

    /// The constraints on a unit; null where there are none.
    private @Nullable LayerConstraints constraints(ComputeUnit unit) {
        return options.constraints().isNone()
                ? null
                : options.constraints().on(accelerator, unit, nest);
    }

    private void arrays(SpatialArray array, Instruction instruction) {
        Objective objective = objective();
        ArraySearch.Result result =
                ArraySearch.search(
                        nest,
                        accelerator,
                        array,
                        instruction,
                        objective,
                        constraints(array),
                        options.mostVisits());
        visited += result.visited();
        bound = Math.min(bound, result.bound());
        complete &= result.complete();
        result.excessBits().forEach(shortfall::learn);
        if (result.tooManyTiles()) {
            shortfall.learnTooManyTiles();
        }
        for (ArraySearch.Candidate candidate : result.best()) {
            contend(objective, candidate.schedule(), candidate.cost());
            if (!options.simulatesFinalists()) {
                break;
            }
        }
    }

    private void contend(Objective objective, Schedule schedule, QuickCost expected) {
        LayerCost cost = EventModel.simulate(schedule, nest, precision, accelerator);
        contenders.add(new Contender(objective, schedule, expected, cost));
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
            contend(finalists.objective(), finalist.schedule(), finalist.cost());
            bound = Math.min(bound, contenders.getLast().expectedValue());
            if (!options.simulatesFinalists()) {
                break;
            }
        }
    }

    private Space space(ComputeUnit unit, Instruction instruction, boolean alone) {
        return switch (unit) {
            case SpatialArray _ ->
                    throw new IllegalArgumentException("arrays are searched as a whole.");
            case VectorProcessor processor ->
                    new VectorSpace(nest, accelerator, processor, instruction, alone);
            case TensorProcessor processor ->
                    new TensorSpace(nest, accelerator, processor, instruction, alone);
        };
    }
}
