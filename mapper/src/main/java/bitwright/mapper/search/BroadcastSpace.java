package bitwright.mapper.search;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.SpatialArray;
import bitwright.sim.cost.Evaluator;
import bitwright.sim.cost.QuickCost;
import bitwright.sim.schedule.Capacities;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The schedules that the mapper considers on an array whose operands reach all processing elements
/// in the same cycle (buses, adder trees): what lies on rows and columns, and what stays in the
/// memories of rows, columns and processing elements.
///
/// All combinations are priced as if the first tile on chip were the whole layer; the best few are
/// tried with every tile of it.
record BroadcastSpace(
        LoopNest nest, Accelerator accelerator, SpatialArray array, Instruction instruction)
        implements Space {
    private static final int MOST_SIZES = 9;
    private static final int MOST_LANE_CHOICES = 40;
    private static final int MOST_SHAPES = 8;
    private static final int ROUNDS = 2;

    @Override
    public int mostSizes() {
        return MOST_SIZES;
    }

    @Override
    public void shapes(Consumer<Shape> visitor) {
        for (Hierarchy hierarchy : Hierarchy.of(accelerator.memories())) {
            for (Candidate candidate : candidates(hierarchy)) {
                visitor.accept(
                        new Shape(
                                bases(candidate.lanes()),
                                sizes ->
                                        tile(
                                                hierarchy,
                                                candidate.lanes(),
                                                candidate.loops(),
                                                sizes)));
            }
        }
    }

    private List<Candidate> candidates(Hierarchy hierarchy) {
        Prices prices = new Prices(hierarchy);
        for (Dataflow dataflow : array.dataflows()) {
            long[] inTile = BroadcastDraft.inTile(dataflow, nest, instruction);
            for (LaneChoice lanes :
                    LaneChoice.of(dataflow, nest, array, inTile, MOST_LANE_CHOICES)) {
                for (ElementLoops loops : ElementLoops.first(hierarchy.stages())) {
                    prices.add(lanes, loops);
                }
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Candidate candidate : prices.best()) {
                for (ElementLoops loops : candidate.loops().neighbours(hierarchy.stages())) {
                    prices.add(candidate.lanes(), loops);
                }
            }
        }
        return prices.best();
    }

    private Draft tile(
            Hierarchy hierarchy, LaneChoice lanes, ElementLoops loops, Map<Dim, Integer> sizes) {
        return BroadcastDraft.tile(nest, array, instruction, hierarchy, lanes, loops, sizes);
    }

    private Map<Dim, Integer> bases(LaneChoice lanes) {
        long[] inTile = BroadcastDraft.inTile(lanes.dataflow(), nest, instruction);
        Map<Dim, Integer> bases = new EnumMap<>(Dim.class);
        for (Dim dim : Dim.values()) {
            bases.put(dim, Math.toIntExact(lanes.lanes(dim) * inTile[dim.ordinal()]));
        }
        return bases;
    }

    /// @param cost with a first tile that is the whole layer
    private record Candidate(LaneChoice lanes, ElementLoops loops, QuickCost cost) {}

    /// Candidates priced as if the first tile on chip were the whole layer.
    private final class Prices {
        private final Hierarchy hierarchy;
        private final Map<Dim, Integer> whole = new EnumMap<>(Dim.class);
        private final Map<Schedule, Candidate> candidates = new LinkedHashMap<>();
        private @Nullable Evaluator evaluator;

        Prices(Hierarchy hierarchy) {
            this.hierarchy = hierarchy;
            for (Dim dim : Dim.values()) {
                whole.put(dim, nest.extent(dim));
            }
        }

        void add(LaneChoice lanes, ElementLoops loops) {
            Schedule schedule =
                    OuterLoops.any(tile(hierarchy, lanes, loops, whole)).schedule(array.name());
            if (!candidates.containsKey(schedule)) {
                candidates.put(schedule, new Candidate(lanes, loops, price(schedule)));
            }
        }

        /// The best few, the best first, all of different cost.
        List<Candidate> best() {
            List<Candidate> sorted = new ArrayList<>(candidates.values());
            sorted.sort(Comparator.comparing(Candidate::cost));
            Map<QuickCost, Candidate> best = new LinkedHashMap<>();
            for (Candidate candidate : sorted) {
                if (best.size() < MOST_SHAPES) {
                    best.putIfAbsent(candidate.cost(), candidate);
                }
            }
            return List.copyOf(best.values());
        }

        /// What a schedule costs; the most there is if what lies inside the first level does not
        /// fit.
        private QuickCost price(Schedule schedule) {
            Resolution resolution = Resolution.of(schedule, instruction.precision(), accelerator);
            if (!fits(resolution)) {
                return new QuickCost(Long.MAX_VALUE, Double.MAX_VALUE);
            }
            if (evaluator == null) {
                evaluator = new Evaluator(nest, instruction.precision(), accelerator, resolution);
            } else {
                evaluator.evaluate(resolution);
            }
            return new QuickCost(evaluator.expectedCycles(), evaluator.picojoules());
        }

        private boolean fits(Resolution resolution) {
            List<MemoryLevel> memories = accelerator.memories();
            for (int level = 1; level < memories.size(); level++) {
                MemoryLevel memory = memories.get(level);
                if (!hierarchy.isFirst(memory)
                        && Capacities.residentBits(resolution, nest, instruction.precision(), level)
                                > memory.capacityBits()) {
                    return false;
                }
            }
            return true;
        }
    }
}
