package bitwright.sim.cost;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.machine.Accelerator;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import bitwright.sim.schedule.SmallMachine;
import bitwright.workload.LoopNest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Laws 1 and 8 on vector processors: nothing beats the bound or a busy slot, and the closed form
/// counts what a thread does that is walked issue by issue.
final class VectorLawsTest {
    private static final int CASES = 1000;

    /// Most multiplications of a nest that the walk takes.
    private static final long WALKED = 20_000;

    private int binding;

    private interface Law {
        void holds(Schedule schedule, LoopNest nest, Accelerator machine, String text);
    }

    private static void forAll(long seed, Law law) {
        VectorMachines machines = new VectorMachines(seed);
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
                        nest + "\n" + ScheduleText.print(schedule) + machine.units());
            }
        }
    }

    @Test
    void nothingIsFasterThanItsBoundNorThanAnyBusyResource() {
        forAll(
                21,
                (schedule, nest, machine, text) -> {
                    LayerCost cost =
                            EventModel.simulate(schedule, nest, SmallMachine.PRECISION, machine);
                    assertThat(cost.cycles()).as(text).isGreaterThanOrEqualTo(cost.boundCycles());
                    assertThat(cost.busyCycles())
                            .containsKeys("simd", "simd multiply", "simd accumulation");
                    cost.busyCycles()
                            .forEach((resource, busy) ->
                                    assertThat(cost.cycles())
                                            .as("%s: %s", resource, text)
                                            .isGreaterThanOrEqualTo(busy));
                    assertThat(cost.utilization()).as(text).isBetween(0.0, 1.0);
                    assertThat(cost.bottleneck()).as(text).isNotIn("simd", "simd packets");
                    if (cost.bottleneck().startsWith("simd ")) {
                        binding++;
                        long most = cost.busyCycles().getOrDefault(cost.bottleneck(), -1L);
                        cost.busyCycles()
                                .forEach((resource, busy) -> {
                                    if (resource.startsWith("simd ")
                                            && !resource.equals("simd packets")) {
                                        assertThat(busy).as(text).isLessThanOrEqualTo(most);
                                    }
                                });
                    }
                });
        assertThat(binding).isPositive();
    }

    @Test
    void theClosedFormCountsWhatAThreadDoes() {
        forAll(
                22,
                (schedule, nest, machine, text) -> {
                    Resolution resolution =
                            Resolution.of(schedule, SmallMachine.PRECISION, machine);
                    if (resolution.loops().trips(0, resolution.loops().issuePosition()) > WALKED) {
                        return;
                    }
                    Map<String, Long> busy =
                            EventModel.simulate(schedule, nest, SmallMachine.PRECISION, machine)
                                    .busyCycles();
                    VectorThread thread = new VectorThread(resolution);
                    thread.slotCycles()
                            .forEach((slot, cycles) ->
                                    assertThat(busy.get("simd " + slot))
                                            .as("%s: %s", slot, text)
                                            .isEqualTo(cycles));
                    assertThat(busy.getOrDefault("simd issue width", thread.issueWidth()))
                            .as(text)
                            .isEqualTo(thread.issueWidth());
                    assertThat(busy.get("simd packets")).as(text).isEqualTo(thread.packets());
                    assertThat(busy.get("simd accumulation"))
                            .as(text)
                            .isLessThanOrEqualTo(thread.issueCycles());
                });
    }

    /// Eight products a sum, a result usable after 4 cycles: one sum waits 3 of 4 cycles, four sums
    /// side by side never.
    @Test
    void registerBlocksHideTheLatencyOfSums() {
        assertThat(accumulation(1)).isEqualTo(4 * (7 * 4 + 1));
        assertThat(accumulation(2)).isEqualTo(2 * (7 * 4 + 1));
        assertThat(accumulation(4)).isEqualTo(7 * 4 + 1);
    }

    /// Cycles of the sums of 4 outputs of 8 products, so many of them side by side.
    private static long accumulation(int block) {
        LoopNest nest = LoopNest.matrixProduct(1, 4, 1, 8);
        Schedule schedule =
                ScheduleText.parse(
                        """
                        on simd
                          keep input in cache
                            keep weight in cache
                              keep output in cache
                                for ox %d
                                  for c 8
                                    for ox %d
                                      issue mac
                        """
                                .formatted(4 / block, block));
        return EventModel.simulate(
                        schedule, nest, SmallMachine.PRECISION, VectorMachines.waiting(4))
                .busyCycles()
                .getOrDefault("simd accumulation", 0L);
    }
}
