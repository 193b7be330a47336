package bitwright.mapper.exact;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.ParallelAxis;
import bitwright.mapper.search.Constraints;
import bitwright.mapper.search.Constraints.Extent;
import bitwright.mapper.search.Constraints.LoopRule;
import bitwright.mapper.search.Constraints.OrderRule;
import bitwright.mapper.search.Constraints.Relation;
import bitwright.mapper.search.Constraints.Residence;
import bitwright.mapper.search.Constraints.ResidenceRule;
import bitwright.mapper.search.Constraints.SpreadRule;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Constraints that a given schedule keeps to, drawn at random.
final class RulesOfSchedules {
    private static final Dim[] DIMS = Dim.values();

    private RulesOfSchedules() {}

    static Constraints some(Schedule schedule, Accelerator machine, SplittableRandom random) {
        List<String> levels = machine.memories().stream().map(MemoryLevel::name).toList();
        int[][] trips = new int[levels.size()][DIMS.length];
        List<List<Dim>> innermost = new ArrayList<>();
        levels.forEach(level -> innermost.add(new ArrayList<>()));
        int at = 0;
        for (Step step : schedule.steps()) {
            if (step instanceof Step.Keep keep) {
                at = Math.max(at, levels.indexOf(keep.level()));
            } else if (step instanceof Step.For loop) {
                int dim = loop.dim().ordinal();
                trips[at][dim] = Math.max(1, trips[at][dim]) * loop.extent();
                innermost.get(at).addFirst(loop.dim());
            }
        }
        List<LoopRule> loops = new ArrayList<>();
        List<OrderRule> orders = new ArrayList<>();
        List<ResidenceRule> residences = new ArrayList<>();
        int share = 2 + random.nextInt(4);
        for (int level = 0; level < levels.size(); level++) {
            for (Dim dim : DIMS) {
                if (random.nextInt(share) == 0) {
                    int count = Math.max(1, trips[level][dim.ordinal()]);
                    loops.add(new LoopRule(levels.get(level), dim, extent(count, random)));
                }
            }
            List<Dim> order = innermost.get(level).stream().distinct().toList();
            if (order.size() == innermost.get(level).size() && random.nextInt(share) == 0) {
                int kept = random.nextInt(order.size() + 1);
                orders.add(new OrderRule(levels.get(level), order.subList(0, kept)));
            }
            for (Operand operand : Operand.values()) {
                boolean kept = schedule.steps().contains(new Step.Keep(operand, levels.get(level)));
                if (level > 0 && random.nextInt(share) == 0) {
                    Residence residence = kept ? Residence.KEEP : Residence.BYPASS;
                    residences.add(new ResidenceRule(levels.get(level), operand, residence));
                }
            }
        }
        return new Constraints(
                null, loops, spreads(schedule, machine, random), orders, residences, 0, 1);
    }

    private static List<SpreadRule> spreads(
            Schedule schedule, Accelerator machine, SplittableRandom random) {
        List<SpreadRule> spreads = new ArrayList<>();
        for (ParallelAxis axis : machine.units().getFirst().axes()) {
            for (Dim dim : DIMS) {
                int places = 1;
                for (Step step : schedule.steps()) {
                    if (step instanceof Step.Spread spread
                            && spread.dim() == dim
                            && spread.axis().equals(axis.name())) {
                        places *= spread.extent();
                    }
                }
                if (random.nextInt(4) == 0) {
                    spreads.add(new SpreadRule(axis.name(), dim, extent(places, random)));
                }
            }
        }
        return spreads;
    }

    private static Extent extent(int count, SplittableRandom random) {
        return new Extent(random.nextBoolean() ? Relation.EXACTLY : Relation.AT_MOST, count);
    }
}
