package bitwright.mapper.exact;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.mapper.interpreter.Interpreter;
import bitwright.sim.cost.Accesses;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.Step;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What is read from and written to every level while a schedule runs, the unit's own accesses
/// included, is what the cost model charges: for legal schedules of all kinds, good and bad, as
/// they are enumerated and with their steps in other orders.
///
/// `-Drounds` takes more layers, `-Dseed` others.
final class AccessesLawTest {
    private static final Precision PRECISION = Precision.parse("w8a8");
    private static final int ROUNDS = Integer.getInteger("rounds", 150);
    private static final long SEED = Long.getLong("seed", 71);

    /// Schedules of one layer that run, of so many that are enumerated.
    private static final int TRIED = 12;

    private static final int ENUMERATED = 400;

    private final SplittableRandom seeds = new SplittableRandom(SEED);
    private int executed;
    private int shuffled;

    @Test
    void whatIsCountedIsWhatIsCharged() {
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = seeds.split();
            Accelerator machine =
                    round % 3 == 0
                            ? SmallArrays.skewed(random, PRECISION)
                            : SmallArrays.ofBuses(random, PRECISION);
            LoopNest nest = SmallArrays.layer(random);
            List<Schedule> schedules = new ArrayList<>();
            new Enumeration(nest, machine).each(ENUMERATED, schedules::add);
            for (int tried = 0; tried < TRIED && !schedules.isEmpty(); tried++) {
                Schedule schedule = schedules.get(random.nextInt(schedules.size()));
                executed += compare(schedule, nest, machine, random, round);
                shuffled += compare(shuffled(schedule, random), nest, machine, random, round);
            }
        }
        assertThat(executed).isGreaterThan(4 * ROUNDS);
        assertThat(shuffled).isGreaterThan(ROUNDS);
    }

    /// Some neighbours exchanged, so that loops lie where no search puts them.
    private static Schedule shuffled(Schedule schedule, SplittableRandom random) {
        List<Step> steps = new ArrayList<>(schedule.steps());
        for (int change = 0; change < 3 && steps.size() > 2; change++) {
            int at = random.nextInt(steps.size() - 2);
            steps.add(at, steps.remove(at + 1));
        }
        return new Schedule(schedule.unit(), steps);
    }

    /// 1 if the schedule is legal and was executed.
    private static int compare(
            Schedule schedule,
            LoopNest nest,
            Accelerator machine,
            SplittableRandom random,
            int round) {
        if (!ScheduleCheck.illegalities(schedule, nest, PRECISION, machine).isEmpty()) {
            return 0;
        }
        int[] input = random.ints(nest.elements(Operand.INPUT), -128, 128).toArray();
        int[] weights = random.ints(nest.elements(Operand.WEIGHT), 0, 256).toArray();
        assertThat(
                        Interpreter.execute(schedule, nest, PRECISION, machine, input, weights)
                                .accesses())
                .as("%s %s %s %s", round, nest, schedule, machine)
                .isEqualTo(Accesses.elements(schedule, nest, PRECISION, machine));
        return 1;
    }
}
