package bitwright.mapper.exact;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.SpatialArray;
import bitwright.mapper.search.LayerConstraints;
import bitwright.mapper.search.Objective;
import bitwright.sim.cost.QuickCost;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The best schedules of a layer on a spatial array, with a bound over the whole space that ADR
/// 0008 states.
public final class ArraySearch {
    /// How many families of a way of residence are looked at before its outline is worth its time.
    private static final int FAMILIES_BEFORE_OUTLINE = 6;

    private ArraySearch() {}

    /// A schedule and what the closed-form model says that it costs.
    public record Candidate(QuickCost cost, Schedule schedule) {}

    /// @param best the best schedules, the best first; empty if nothing fits
    /// @param bound what no schedule of the space undercuts, in the objective's figure; infinite if
    ///   the space is empty
    /// @param visited shapes and schedules looked at
    /// @param excessBits where nothing fits, for uses of lanes and memories what their least tiles
    ///   lack of each level, 0 where there is room
    /// @param tooManyTiles whether something fits but in more tiles than the event model takes
    /// @param complete whether nothing was left out that may be better: by the limit of visits, by
    ///   thinned sizes, or for too many tiles
    public record Result(
            List<Candidate> best,
            double bound,
            long visited,
            List<long[]> excessBits,
            boolean tooManyTiles,
            boolean complete) {}

    /// How closely a family's least cost is known.
    enum Stage {
        /// Everything comes once.
        CHEAP,
        /// What fits at the innermost boundary has had a say.
        FLOORED,
        /// The least of its way of residence, whatever lies in lanes, has.
        OUTLINED,
        /// All tile shapes have.
        SHAPED
    }

    /// One family of schedules and the least that it may cost.
    ///
    /// @param product what energy times cycles is at least, 0 if nothing is known of it
    /// @param stage what has had a say in it
    record Item(
            int number,
            Chain chain,
            Lanes lanes,
            int[] needed,
            long cycles,
            double picojoules,
            double product,
            Stage stage) {
        /// The same family with the bounds of a closer look, which take the former ones in.
        Item raised(Stage next, long leastCycles, double leastPicojoules, double leastProduct) {
            return new Item(
                    number,
                    chain,
                    lanes,
                    needed,
                    leastCycles,
                    leastPicojoules,
                    Math.max(product, leastProduct),
                    next);
        }

        double rank(Objective objective) {
            return Math.max(objective.rank(cycles, picojoules), product);
        }
    }

    /// Searches one instruction of an array.
    ///
    /// @param constraints which schedules are wanted; null for any
    /// @param mostVisits after how many visits the search ends without proof; without constraints
    ///   not before there is a schedule
    public static Result search(
            LoopNest nest,
            Accelerator accelerator,
            SpatialArray array,
            Instruction instruction,
            Objective objective,
            @Nullable LayerConstraints constraints,
            long mostVisits) {
        Incumbent incumbent =
                new Incumbent(
                        nest,
                        instruction.precision(),
                        accelerator,
                        objective,
                        schedule ->
                                constraints == null
                                        || constraints
                                                .violatedBy(schedule, instruction.precision())
                                                .isEmpty());
        Limit limit = new Limit(mostVisits, objective, constraints != null);
        List<Item> items = new ArrayList<>();
        Allowed allowed = new Allowed(constraints, array);
        int levels = accelerator.memories().size();
        boolean overlaps = nest.filterHeight() > 1 || nest.filterWidth() > 1;
        boolean sharesWindows =
                overlaps
                        && accelerator.memories().stream()
                                .anyMatch(each -> each.filling().sharedWindows());
        List<List<Boundary>> ways =
                Boundaries.of(accelerator, allowed.tellsLevelsApart()).stream()
                        .filter(way -> allowed.residences(way, levels))
                        .toList();
        for (Dataflow dataflow : array.dataflows()) {
            if (!allowed.dataflow(dataflow)) {
                continue;
            }
            List<Lanes> lanes =
                    new LaneChoices(nest, array, instruction, dataflow, allowed)
                            .all().stream().filter(allowed::lanes).toList();
            for (List<Boundary> boundaries : ways) {
                Chain chain =
                        new Chain(nest, accelerator, array, instruction, dataflow, boundaries);
                Set<List<Integer>> seen = new HashSet<>();
                for (Lanes each : lanes) {
                    // Constraints may tell rows from columns where costs do not, as do windows
                    // that neighbours share.
                    if (constraints != null
                            || sharesWindows
                            || chain.tellsRowsFromColumns()
                            || seen.add(each.covered())) {
                        items.add(item(items.size(), chain, each));
                    }
                }
            }
        }
        PriorityQueue<Item> queue =
                new PriorityQueue<>(
                        Comparator.<Item>comparingDouble(item -> item.rank(objective))
                                .thenComparingInt(Item::number));
        queue.addAll(items);
        Lattices lattices = new Lattices(Lattices.MOST_SHAPES);
        Map<Object, Integer> floored = new IdentityHashMap<>();
        Map<Object, Outline> outlines = new IdentityHashMap<>();
        ChainSearch shaped = null;
        int shapedLast = -1;
        while (!queue.isEmpty()) {
            Item item = queue.remove();
            incumbent.visit(1);
            if (!incumbent.mayBeBeaten(item.cycles(), item.picojoules(), item.product())) {
                continue;
            }
            if (limit.isReached(incumbent)) {
                limit.leave(item.cycles(), item.picojoules(), item.product());
                continue;
            }
            Lattice lattice = lattices.of(item.needed());
            // Without anything that streams all dataflows have the same outline.
            Object way = item.chain().streams() ? item.chain() : item.chain().boundaries();
            if (item.stage() == Stage.FLOORED
                    && floored.merge(way, 1, Integer::sum) > FAMILIES_BEFORE_OUTLINE) {
                Outline outline = outlines.get(way);
                if (outline == null) {
                    double worth = incumbent.cycleWorth(item.cycles(), item.picojoules());
                    outline = new Outline(item.chain(), worth, Outline.MOST_SHAPES);
                    outlines.put(way, outline);
                }
                queue.add(outlined(item, lattice, outline));
                continue;
            }
            if (item.stage() == Stage.SHAPED && item.number() == shapedLast && shaped != null) {
                shaped.run();
                continue;
            }
            double worth = incumbent.cycleWorth(item.cycles(), item.picojoules());
            Prices prices = new Prices(item.chain(), item.lanes(), lattice, item.needed(), worth);
            if (item.stage() == Stage.CHEAP) {
                queue.add(floored(item, prices));
                continue;
            }
            LevelRules rules = new LevelRules(constraints, item.chain(), lattice, item.needed());
            shaped = new ChainSearch(prices, incumbent, limit, rules);
            shapedLast = item.number();
            if (item.stage() == Stage.SHAPED) {
                shaped.run();
            } else {
                shaped.least(item.cycles(), item.picojoules());
                queue.add(
                        item.raised(
                                Stage.SHAPED,
                                shaped.leastCycles(),
                                shaped.leastPicojoules(),
                                shaped.leastProduct()));
            }
        }
        List<Candidate> best =
                incumbent.found().stream()
                        .map(found -> new Candidate(found.cost(), found.schedule()))
                        .toList();
        double found =
                best.isEmpty()
                        ? Double.POSITIVE_INFINITY
                        : objective.value(
                                best.getFirst().cost().cycles(),
                                best.getFirst().cost().picojoules());
        return new Result(
                best,
                Math.min(found, limit.left()),
                incumbent.visited(),
                best.isEmpty() ? lacking(items) : List.of(),
                incumbent.sawTooManyTiles(),
                !limit.mayHoldBetter(best.isEmpty() ? null : best.getFirst().cost())
                        && !incumbent.leftOutBetter()
                        && !lattices.anyThinned());
    }

    /// What the least tiles lack of each level, the different ones.
    private static List<long[]> lacking(List<Item> items) {
        Map<List<Long>, long[]> lacking = new LinkedHashMap<>();
        for (Item item : items) {
            Lattice lattice = Lattice.ofExtremes(item.needed());
            Prices prices = new Prices(item.chain(), item.lanes(), lattice, item.needed(), 0);
            long[] excess = prices.excessBits(0);
            if (Arrays.stream(excess).anyMatch(bits -> bits > 0)) {
                lacking.putIfAbsent(Arrays.stream(excess).boxed().toList(), excess);
            }
        }
        return List.copyOf(lacking.values());
    }

    static Item outlined(Item item, Lattice lattice, Outline outline) {
        Prices prices =
                new Prices(item.chain(), item.lanes(), lattice, item.needed(), outline.cycleWorth);
        return raised(item, Stage.OUTLINED, prices, outline.of(prices));
    }

    static Item floored(Item item, Prices prices) {
        return raised(item, Stage.FLOORED, prices, Floor.of(prices));
    }

    private static Item raised(Item item, Stage stage, Prices prices, double[] cost) {
        int whole = prices.lattice.whole();
        long unit = prices.unitCycles(whole, whole);
        double working = unit + cost[Prices.WAITING];
        double most = Math.max(Math.max(working, cost[Prices.OUTER]), prices.portCycles(cost));
        if (Math.max(most, cost[Prices.ENERGY]) == Double.POSITIVE_INFINITY) {
            return item.raised(
                    stage, Long.MAX_VALUE, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        long cycles =
                (long) Math.ceil(most - 1e-6)
                        + prices.chain.accelerator().software().layerOverheadCycles();
        double picojoules = prices.picojoules(cost, cycles);
        return item.raised(
                stage,
                Math.max(item.cycles(), cycles),
                Math.max(item.picojoules(), picojoules),
                prices.product(cost, unit, 0, cycles, picojoules));
    }

    /// What a family costs at least: every boundary crossed once, every loop without rest.
    static Item item(int number, Chain chain, Lanes lanes) {
        int[] needed = Prices.needed(chain.nest(), lanes);
        Lattice whole = Lattice.ofExtremes(needed);
        Prices prices = new Prices(chain, lanes, whole, needed, 0);
        double[] cost = prices.fixed.clone();
        prices.addOnce(false, cost);
        Item nothing = new Item(number, chain, lanes, needed, 0, 0, 0, Stage.CHEAP);
        return raised(nothing, Stage.CHEAP, prices, cost);
    }
}
