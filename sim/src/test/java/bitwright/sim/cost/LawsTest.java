package bitwright.sim.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.machine.Accelerator;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import bitwright.sim.schedule.SmallMachine;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Laws 1 to 3 on random nests under random legal schedules, not only those that a mapper likes.
final class LawsTest {
    private static final int CASES = 1000;

    /// A legal schedule of a nest on a machine.
    private record Case(LoopNest nest, Schedule schedule, SmallMachine small) {
        Accelerator machine() {
            return small.accelerator();
        }

        LayerCost cost() {
            return EventModel.simulate(schedule, nest, SmallMachine.PRECISION, machine());
        }

        long bound(SmallMachine on) {
            return BoundModel.cycles(schedule, nest, SmallMachine.PRECISION, on.accelerator());
        }

        Flows flows() {
            return Flows.of(schedule, nest, SmallMachine.PRECISION, machine());
        }

        String text() {
            return nest + " on " + small + "\n" + ScheduleText.print(schedule);
        }
    }

    private interface Law {
        void holds(Case on);
    }

    private static void forAll(long seed, Law law) {
        RandomSchedules random = new RandomSchedules(seed);
        int found = 0;
        for (int attempt = 0; found < CASES; attempt++) {
            assertThat(attempt).as("attempts").isLessThan(4 * CASES);
            LoopNest nest = random.nest();
            SmallMachine small =
                    new SmallMachine(
                            random.upTo(5),
                            random.upTo(5),
                            random.upTo(200),
                            random.coin(),
                            1 << 24,
                            random.upTo(400),
                            random.upTo(3));
            Schedule schedule = random.schedule(nest, small.rows(), small.columns());
            if (ScheduleCheck.problems(schedule, nest, SmallMachine.PRECISION, small.accelerator())
                    .isEmpty()) {
                found++;
                law.holds(new Case(nest, schedule, small));
            }
        }
    }

    @Test
    void nothingIsFasterThanItsBoundNorThanAnyBusyResource() {
        forAll(
                1,
                on -> {
                    LayerCost cost = on.cost();
                    assertThat(cost.cycles())
                            .as(on.text())
                            .isGreaterThanOrEqualTo(cost.boundCycles());
                    assertThat(cost.boundCycles()).isEqualTo(on.bound(on.small()));
                    assertThat(cost.busyCycles()).containsKeys("array", "buffer read", "overhead");
                    cost.busyCycles()
                            .forEach((resource, busy) ->
                                    assertThat(cost.cycles())
                                            .as("%s: %s", resource, on.text())
                                            .isGreaterThanOrEqualTo(busy));
                    assertThat(cost.busyCycles().get(cost.bottleneck()))
                            .isEqualTo(
                                    cost.busyCycles().values().stream()
                                            .mapToLong(b -> b)
                                            .max()
                                            .orElse(0));
                    assertThat(cost.utilization()).as(on.text()).isBetween(0.0, 1.0);
                });
    }

    @Test
    void theWalkOverTheTilesMovesWhatTheClosedFormSays() {
        forAll(
                2,
                on -> {
                    Flows flows = on.flows();
                    TileWalk walk = new TileWalk(flows);
                    long inputs = 0;
                    long weights = 0;
                    long writes = 0;
                    long readBack = 0;
                    while (walk.next()) {
                        if (walk.valid()) {
                            inputs += walk.fetchBits(Operand.INPUT);
                            weights += walk.fetchBits(Operand.WEIGHT);
                            writes += walk.writeBackBits();
                            readBack += walk.readBackBits();
                        }
                    }
                    writes += walk.lastWriteBits();
                    Map<String, Long> closed = Accesses.trafficBits(flows);
                    assertThat(inputs).as(on.text()).isEqualTo(closed.get("outer/input/read"));
                    assertThat(weights).as(on.text()).isEqualTo(closed.get("outer/weight/read"));
                    assertThat(readBack).as(on.text()).isEqualTo(closed.get("outer/output/read"));
                    assertThat(writes).as(on.text()).isEqualTo(closed.get("outer/output/write"));
                    assertThat(weights)
                            .isGreaterThanOrEqualTo(8 * on.nest().elements(Operand.WEIGHT));
                    assertThat(writes)
                            .isGreaterThanOrEqualTo(8 * on.nest().elements(Operand.OUTPUT));
                });
    }

    @Test
    void everyMultiplicationIsIssued() {
        forAll(
                3,
                on ->
                        assertThat(on.flows().issues())
                                .as(on.text())
                                .isGreaterThanOrEqualTo(on.nest().macs()));
    }

    @Test
    void moreBandwidthOrCapacityNeverRaisesTheBound() {
        forAll(
                4,
                on -> {
                    SmallMachine at = on.small();
                    long bound = on.bound(at);
                    for (int more : new int[] {1, 13, 1000}) {
                        assertThat(on.bound(machine(at, more, 0, 0, at.shared())))
                                .isLessThanOrEqualTo(bound);
                        assertThat(on.bound(machine(at, 0, more, 0, at.shared())))
                                .isLessThanOrEqualTo(bound);
                        assertThat(on.bound(machine(at, 0, 0, more, at.shared()))).isEqualTo(bound);
                    }
                    assertThat(on.bound(machine(at, 0, 0, 0, false))).isLessThanOrEqualTo(bound);
                });
    }

    private static SmallMachine machine(
            SmallMachine at, int outer, int buffer, int capacity, boolean shared) {
        return new SmallMachine(
                at.rows(),
                at.columns(),
                at.outerBits() + outer,
                shared,
                at.bufferCapacityBits() + capacity,
                at.bufferBits() + buffer,
                at.interval());
    }

    /// Issues at 2 pJ; the outer memory at 8 and 9, the buffer at 0.5 and 0.25 pJ a bit.
    @Test
    void energyIsThatOfEveryIssueAndEveryBit() {
        forAll(
                5,
                on -> {
                    LayerCost cost = on.cost();
                    Map<String, Long> bits = cost.trafficBits();
                    long outerReads =
                            bits.getOrDefault("outer/input/read", -1L)
                                    + bits.getOrDefault("outer/weight/read", -1L)
                                    + bits.getOrDefault("outer/output/read", -1L);
                    long outerWrites = bits.getOrDefault("outer/output/write", -1L);
                    long bufferReads =
                            bits.getOrDefault("buffer/input/read", -1L)
                                    + bits.getOrDefault("buffer/weight/read", -1L)
                                    + bits.getOrDefault("buffer/output/read", -1L)
                                    + outerWrites;
                    long bufferWrites = bits.getOrDefault("buffer/output/write", -1L) + outerReads;
                    double issues = on.flows().issues() * 2.0;
                    assertThat(cost.energyPicojoules())
                            .containsOnlyKeys("array", "outer", "buffer");
                    assertThat(cost.energyPicojoules().get("array")).isEqualTo(issues);
                    assertThat(cost.energyPicojoules().get("outer"))
                            .as(on.text())
                            .isEqualTo(outerReads * 8.0 + outerWrites * 9.0);
                    assertThat(cost.energyPicojoules().get("buffer"))
                            .as(on.text())
                            .isEqualTo(bufferReads * 0.5 + bufferWrites * 0.25);
                    assertThat(cost.totalPicojoules())
                            .isCloseTo(
                                    issues
                                            + outerReads * 8.0
                                            + outerWrites * 9.0
                                            + bufferReads * 0.5
                                            + bufferWrites * 0.25,
                                    within(1e-6));
                });
    }
}
