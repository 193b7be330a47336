package bitwright.mapper.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.SpatialArray;
import bitwright.mapper.search.Constraints;
import bitwright.mapper.search.LayerConstraints;
import bitwright.mapper.search.Objective;
import bitwright.sim.cost.QuickCost;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The proven search under constraints against all schedules that keep to them, one by one. The
/// constraints are read off some schedule, so that there is one.
///
/// `-Drounds` takes more layers, `-Dseed` others, `-Dmost` such with more schedules.
final class ConstrainedExhaustiveTest {
    private static final Precision PRECISION = Precision.parse("w8a8");
    private static final int ROUNDS = Integer.getInteger("rounds", 150);
    private static final long SEED = Long.getLong("seed", 43);
    private static final long MOST = Long.getLong("most", 800);

    @Test
    void theBestOfASkewedArrayIsTheBestOfAllThatAreWanted() {
        SplittableRandom seeds = new SplittableRandom(SEED);
        int compared = 0;
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = seeds.split();
            compared += compare(SmallArrays.skewed(random, PRECISION), random, "" + round);
        }
        assertThat(compared).isGreaterThan(ROUNDS / 3);
    }

    @Test
    void theBestOfAnArrayOfBusesIsTheBestOfAllThatAreWanted() {
        SplittableRandom seeds = new SplittableRandom(SEED + 1);
        int compared = 0;
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = seeds.split();
            compared += compare(SmallArrays.ofBuses(random, PRECISION), random, "" + round);
        }
        assertThat(compared).isGreaterThan(ROUNDS / 3);
    }

    /// 1 if the layer has few enough schedules to be compared.
    private static int compare(Accelerator machine, SplittableRandom random, String round) {
        LoopNest nest = SmallArrays.layer(random);
        Objective objective = Objective.values()[random.nextInt(4)];
        List<Schedule> all = new ArrayList<>();
        if (new Enumeration(nest, machine).each(MOST, all::add) >= MOST || all.isEmpty()) {
            return 0;
        }
        SpatialArray array = (SpatialArray) machine.units().getFirst();
        Constraints rules =
                RulesOfSchedules.some(all.get(random.nextInt(all.size())), machine, random);
        LayerConstraints constraints = rules.on(machine, array, nest);
        Enumeration wanted = new Enumeration(nest, machine, constraints);
        ArraySearch.Candidate expected = wanted.best(objective);
        ArraySearch.Result result =
                ArraySearch.search(
                        nest,
                        machine,
                        array,
                        array.instructions().getFirst(),
                        objective,
                        constraints,
                        Long.MAX_VALUE);
        String what = round + " " + objective + " " + nest + " under " + rules + " on " + machine;
        if (expected == null) {
            assertThat(result.best()).as(what).isEmpty();
            return 0;
        }
        what += "\nthe best is\n" + ScheduleText.print(expected.schedule());
        assertThat(result.best()).as(what).isNotEmpty();
        ArraySearch.Candidate found = result.best().getFirst();
        what += "the search finds\n" + ScheduleText.print(found.schedule());
        assertThat(constraints.violatedBy(found.schedule(), PRECISION)).as(what).isEmpty();
        double value = value(objective, expected.cost());
        assertThat(value(objective, found.cost())).as(what).isCloseTo(value, within(1e-9 * value));
        assertThat(result.bound()).as(what).isCloseTo(value, within(1e-9 * value));
        return 1;
    }

    private static double value(Objective objective, QuickCost cost) {
        return objective.value(cost.cycles(), cost.picojoules());
    }
}
