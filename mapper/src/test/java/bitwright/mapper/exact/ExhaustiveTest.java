package bitwright.mapper.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.SpatialArray;
import bitwright.mapper.search.Objective;
import bitwright.sim.cost.QuickCost;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.LoopNest;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The proven search against all schedules of small layers on small arrays, one by one: the best
/// costs the same, it is legal, and no bound lies above it, that of a search cut short included.
///
/// `-Drounds` takes more layers, `-Dseed` others, `-Dmost` such with more schedules.
final class ExhaustiveTest {
    private static final Precision PRECISION = Precision.parse("w8a8");
    private static final int ROUNDS = Integer.getInteger("rounds", 200);
    private static final long SEED = Long.getLong("seed", 41);
    private static final long MOST = Long.getLong("most", 800);

    @Test
    void theBestOfASkewedArrayIsTheBestOfAllItsSchedules() {
        SplittableRandom seeds = new SplittableRandom(SEED);
        int compared = 0;
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = seeds.split();
            compared += compare(SmallArrays.skewed(random, PRECISION), random, "" + round);
        }
        assertThat(compared).isGreaterThan(ROUNDS / 2);
    }

    @Test
    void theBestOfAnArrayOfBusesIsTheBestOfAllItsSchedules() {
        SplittableRandom seeds = new SplittableRandom(SEED + 1);
        int compared = 0;
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = seeds.split();
            compared += compare(SmallArrays.ofBuses(random, PRECISION), random, "" + round);
        }
        assertThat(compared).isGreaterThan(ROUNDS / 2);
    }

    /// Cycles are known soon, energy is not: a gap of 0 says nothing of it.
    @Test
    void aGapOfZeroThatLeavesEnergyOpenSaysSo() {
        SplittableRandom seeds = new SplittableRandom(SEED + 2);
        Objective objective = Objective.LATENCY_THEN_ENERGY;
        int open = 0;
        for (int round = 0; round < 40; round++) {
            SplittableRandom random = seeds.split();
            Accelerator machine = SmallArrays.skewed(random, PRECISION);
            LoopNest nest = SmallArrays.layer(random);
            ArraySearch.Result all = search(nest, machine, objective, Long.MAX_VALUE);
            ArraySearch.Result cutShort = search(nest, machine, objective, 10);
            if (all.best().isEmpty()) {
                continue;
            }
            QuickCost best = all.best().getFirst().cost();
            QuickCost found = cutShort.best().getFirst().cost();
            boolean gapIsZero = cutShort.bound() >= value(objective, found);
            if (gapIsZero && best.picojoules() < found.picojoules() * (1 - 1e-9)) {
                open++;
                assertThat(cutShort.complete()).as("%d %s", round, nest).isFalse();
            }
        }
        assertThat(open).isPositive();
    }

    /// 1 if the layer has few enough schedules to be compared.
    private static int compare(Accelerator machine, SplittableRandom random, String round) {
        LoopNest nest = SmallArrays.layer(random);
        Objective objective = Objective.values()[random.nextInt(4)];
        Enumeration all = new Enumeration(nest, machine);
        if (all.each(MOST, schedule -> {}) >= MOST) {
            return 0;
        }
        ArraySearch.Result result = search(nest, machine, objective, Long.MAX_VALUE);
        String what = round + " " + objective + " " + nest + " " + machine;
        ArraySearch.Candidate expected = all.best(objective);
        if (expected == null) {
            assertThat(result.best()).as(what).isEmpty();
            return 1;
        }
        what += "\nthe best is\n" + ScheduleText.print(expected.schedule());
        assertThat(result.best()).as(what).isNotEmpty();
        ArraySearch.Candidate found = result.best().getFirst();
        what += "the search finds\n" + ScheduleText.print(found.schedule());
        assertThat(ScheduleCheck.illegalities(found.schedule(), nest, PRECISION, machine))
                .as(what)
                .isEmpty();
        double value = value(objective, expected.cost());
        assertThat(value(objective, found.cost())).as(what).isCloseTo(value, within(1e-9 * value));
        assertThat(result.bound()).as(what).isCloseTo(value, within(1e-9 * value));
        if (objective == Objective.LATENCY_THEN_ENERGY) {
            double picojoules = expected.cost().picojoules();
            assertThat(found.cost().picojoules())
                    .as(what)
                    .isCloseTo(picojoules, within(1e-9 * picojoules));
        }
        ArraySearch.Result cutShort = search(nest, machine, objective, random.nextInt(100));
        assertThat(cutShort.bound()).as(what).isLessThanOrEqualTo(value * (1 + 1e-9));
        assertThat(result.complete()).as(what).isTrue();
        if (cutShort.complete()) {
            QuickCost claimed = cutShort.best().getFirst().cost();
            assertThat(
                            objective.mayBeat(
                                    expected.cost().cycles(),
                                    expected.cost().picojoules(),
                                    claimed))
                    .as(what)
                    .isFalse();
        }
        return 1;
    }

    private static ArraySearch.Result search(
            LoopNest nest, Accelerator machine, Objective objective, long mostVisits) {
        SpatialArray array = (SpatialArray) machine.units().getFirst();
        return ArraySearch.search(
                nest, machine, array, array.instructions().getFirst(), objective, null, mostVisits);
    }

    private static double value(Objective objective, QuickCost cost) {
        return objective.value(cost.cycles(), cost.picojoules());
    }
}
