package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ParallelAxis;
import bitwright.arch.machine.SpatialArray;
import bitwright.mapper.exact.ArraySearch;
import bitwright.mapper.search.Constraints.Extent;
import bitwright.mapper.search.Constraints.Relation;
import bitwright.mapper.search.Constraints.Residence;
import bitwright.mapper.search.Constraints.ResidenceRule;
import bitwright.mapper.search.Constraints.SpreadRule;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Constraints on spreads and residences cut the search before any tile has a shape. They are read
/// off schedules of the free search, each rule with some chance: every schedule of that search that
/// keeps to them is an upper bound of the answer.
final class EarlyCutsTest {
    private static final Precision PRECISION = Precision.parse("w8a8");
    private static final long VISITS = 10_000;

    private static ArraySearch.Result search(
            Accelerator machine,
            LoopNest nest,
            Objective objective,
            @Nullable LayerConstraints constraints) {
        SpatialArray array = (SpatialArray) machine.units().getFirst();
        return ArraySearch.search(
                nest,
                machine,
                array,
                array.instructionsFor(PRECISION).getFirst(),
                objective,
                constraints,
                VISITS);
    }

    @Test
    void theAnswerIsNoWorseThanWhatTheFreeSearchLetsPassAndKeepsToTheConstraints() {
        SplittableRandom random = new SplittableRandom(77);
        int asked = 0;
        for (int round = 0; round < 6; round++) {
            Accelerator machine = BusMachines.next(random, PRECISION);
            LoopNest nest = SchedulesRunTest.randomNest(random);
            Objective objective = Objective.values()[random.nextInt(Objective.values().length)];
            ArraySearch.Result free = search(machine, nest, objective, null);
            for (ArraySearch.Candidate candidate : free.best()) {
                Constraints some = some(candidate.schedule(), machine, random);
                LayerConstraints constraints = some.on(machine, machine.units().getFirst(), nest);
                ArraySearch.Result cut = search(machine, nest, objective, constraints);
                String what = nest + " under " + some;
                assertThat(cut.best()).as(what).isNotEmpty();
                for (ArraySearch.Candidate each : cut.best()) {
                    assertThat(constraints.violatedBy(each.schedule(), PRECISION)).isEmpty();
                }
                for (ArraySearch.Candidate other : free.best()) {
                    if (constraints.violatedBy(other.schedule(), PRECISION).isEmpty()) {
                        assertThat(value(objective, cut.best().getFirst()))
                                .as(what)
                                .isLessThanOrEqualTo(value(objective, other) * (1 + 1e-9));
                    }
                }
                asked++;
            }
        }
        assertThat(asked).isGreaterThan(6);
    }

    private static double value(Objective objective, ArraySearch.Candidate candidate) {
        return objective.value(candidate.cost().cycles(), candidate.cost().picojoules());
    }

    /// Rules that a schedule keeps to.
    private static Constraints some(
            Schedule schedule, Accelerator machine, SplittableRandom random) {
        List<SpreadRule> spreads = new ArrayList<>();
        for (ParallelAxis axis : machine.units().getFirst().axes()) {
            for (Dim dim : Dim.values()) {
                int places = 1;
                for (Step step : schedule.steps()) {
                    if (step instanceof Step.Spread spread
                            && spread.dim() == dim
                            && spread.axis().equals(axis.name())) {
                        places *= spread.extent();
                    }
                }
                if (random.nextInt(3) == 0) {
                    Relation relation = random.nextBoolean() ? Relation.EXACTLY : Relation.AT_MOST;
                    spreads.add(new SpreadRule(axis.name(), dim, new Extent(relation, places)));
                }
            }
        }
        List<ResidenceRule> residences = new ArrayList<>();
        for (int level = 1; level < machine.memories().size(); level++) {
            String name = machine.memories().get(level).name();
            for (Operand operand : Operand.values()) {
                boolean kept = schedule.steps().contains(new Step.Keep(operand, name));
                if (random.nextInt(3) == 0) {
                    residences.add(
                            new ResidenceRule(
                                    name, operand, kept ? Residence.KEEP : Residence.BYPASS));
                }
            }
        }
        return new Constraints(null, List.of(), spreads, List.of(), residences, 0, 1);
    }
}
