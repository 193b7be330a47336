package bitwright.sim.cost;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.machine.Accelerator;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import bitwright.sim.schedule.SmallMachine;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Laws 1 and 2 on arrays of buses whose processing elements have memories of their own, with
/// single buffers, sliding and shared windows, bursts and ports by operand.
final class LaneLawsTest {
    private static final int CASES = 2000;

    private interface Law {
        void holds(Schedule schedule, LoopNest nest, Accelerator machine, String text);
    }

    private static void forAll(long seed, Law law) {
        LaneMachines machines = new LaneMachines(seed);
        RandomSchedules nests = new RandomSchedules(seed + 1);
        int found = 0;
        for (int attempt = 0; found < CASES; attempt++) {
            assertThat(attempt).as("attempts").isLessThan(40 * CASES);
            LoopNest nest = nests.nest();
            Accelerator machine = machines.machine();
            Schedule schedule = machines.schedule(nest, machine);
            if (ScheduleCheck.illegalities(schedule, nest, SmallMachine.PRECISION, machine)
                    .isEmpty()) {
                found++;
                law.holds(
                        schedule,
                        nest,
                        machine,
                        nest + "\n" + ScheduleText.print(schedule) + LaneMachines.show(machine));
            }
        }
    }

    @Test
    void nothingIsFasterThanItsBoundNorThanAnyBusyResource() {
        forAll(
                11,
                (schedule, nest, machine, text) -> {
                    LayerCost cost =
                            EventModel.simulate(schedule, nest, SmallMachine.PRECISION, machine);
                    assertThat(cost.cycles()).as(text).isGreaterThanOrEqualTo(cost.boundCycles());
                    cost.busyCycles()
                            .forEach((resource, busy) ->
                                    assertThat(cost.cycles())
                                            .as("%s: %s", resource, text)
                                            .isGreaterThanOrEqualTo(busy));
                    Evaluator evaluator =
                            new Evaluator(
                                    nest,
                                    SmallMachine.PRECISION,
                                    machine,
                                    Resolution.of(schedule, SmallMachine.PRECISION, machine));
                    assertThat(evaluator.boundCycles()).isEqualTo(cost.boundCycles());
                    assertThat(evaluator.boundPicojoules())
                            .as(text)
                            .isLessThanOrEqualTo(cost.totalPicojoules() * (1 + 1e-12));
                });
    }

    @Test
    void theWalkOverTheTilesMovesWhatTheClosedFormSays() {
        forAll(
                12,
                (schedule, nest, machine, text) -> {
                    Flows flows = Flows.of(schedule, nest, SmallMachine.PRECISION, machine);
                    TileWalk walk = new TileWalk(flows);
                    long[] read = new long[Operand.values().length];
                    long writes = 0;
                    while (walk.next()) {
                        if (walk.valid()) {
                            writes += walk.writeBackBits();
                            read[Operand.OUTPUT.ordinal()] += walk.readBackBits();
                            read[Operand.INPUT.ordinal()] += walk.fetchBits(Operand.INPUT);
                            read[Operand.WEIGHT.ordinal()] += walk.fetchBits(Operand.WEIGHT);
                        }
                    }
                    writes += walk.lastWriteBits();
                    Map<String, Long> closed = Accesses.trafficBits(flows);
                    for (Operand operand : Operand.values()) {
                        assertThat(read[operand.ordinal()])
                                .as("%s: %s", operand, text)
                                .isEqualTo(closed.get("outer/" + operand.label() + "/read"));
                    }
                    assertThat(writes).as(text).isEqualTo(closed.get("outer/output/write"));
                });
    }

    /// What enters a level is at least what it holds of the operand, and no less than what leaves
    /// it if nothing is used twice; every multiplication is issued.
    @Test
    void nothingIsUsedThatDidNotComeIn() {
        forAll(
                13,
                (schedule, nest, machine, text) -> {
                    Flows flows = Flows.of(schedule, nest, SmallMachine.PRECISION, machine);
                    assertThat(flows.issues()).as(text).isGreaterThanOrEqualTo(nest.macs());
                    for (int index = 0; index < flows.count; index++) {
                        Operand operand = flows.operand[index];
                        if (operand == Operand.OUTPUT) {
                            assertThat(flows.up[index])
                                    .as(text)
                                    .isGreaterThanOrEqualTo(nest.elements(operand));
                            assertThat(flows.down[index]).isLessThan(flows.up[index]);
                        } else if (operand == Operand.WEIGHT) {
                            assertThat(flows.down[index])
                                    .as(text)
                                    .isGreaterThanOrEqualTo(nest.elements(operand));
                            assertThat(flows.received[index])
                                    .isGreaterThanOrEqualTo(flows.down[index]);
                        } else {
                            assertThat(flows.received[index])
                                    .as(text)
                                    .isGreaterThanOrEqualTo(flows.down[index]);
                        }
                    }
                });
    }
}
