package bitwright.sim.cost;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.KernelQuality;
import bitwright.arch.machine.MemoryLevel;
import bitwright.sim.cost.TensorMachines.Parts;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What crosses the second-level cache of a tensor processor: timing, energy and reports count the
/// same bits.
final class TensorTrafficTest {
    /// Two rows by two columns of outputs, a reduction of four.
    private static final LoopNest PRODUCT = LoopNest.matrixProduct(1, 2, 2, 4);

    /// Two multiprocessors share the reduction.
    private static final String SHARED_REDUCTION =
            """
            on tensor
              %s
              spread c 2 over multiprocessors
              keep output in registers
              keep weight in shared
              keep input in shared
              keep weight in registers
              keep input in registers
              spread ox 2 over m
              spread k 2 over n
              spread c 2 over k
              issue mma
            """;

    private static Parts parts(int cluster, boolean outputsStayCached) {
        return new Parts(
                2,
                1,
                cluster,
                2,
                List.of(64L, 64L, 64L, 64L),
                new KernelQuality(1, 1, 0, 0, 0, 0, outputsStayCached),
                0);
    }

    private static LayerCost cost(String kept, Accelerator machine) {
        Schedule schedule = ScheduleText.parse(SHARED_REDUCTION.formatted(kept));
        assertThat(ScheduleCheck.problems(schedule, PRODUCT, TensorMachines.PRECISION, machine))
                .isEmpty();
        return EventModel.simulate(schedule, PRODUCT, TensorMachines.PRECISION, machine);
    }

    @Test
    void theCacheIsBusyForTheBitsThatAreReportedAndTheirEnergyIsCharged() {
        TensorMachines random = new TensorMachines(11);
        int found = 0;
        while (found < 300) {
            LoopNest nest = random.nest();
            Parts parts = random.parts();
            Schedule schedule = random.schedule(nest, parts);
            Accelerator machine = parts.machine();
            if (!ScheduleCheck.illegalities(schedule, nest, TensorMachines.PRECISION, machine)
                    .isEmpty()) {
                continue;
            }
            found++;
            String text = parts + "\n" + nest + "\n" + ScheduleText.print(schedule);
            LayerCost cost = EventModel.simulate(schedule, nest, TensorMachines.PRECISION, machine);
            Map<String, Long> bits = cost.trafficBits();
            long reads = sum(bits, "cache", "/read");
            long writes = sum(bits, "cache", "/write");
            long width = parts.widths().get(1);
            assertThat(cost.busyCycles().get("cache"))
                    .as(text)
                    .isEqualTo(Math.ceilDiv(reads, width) + Math.ceilDiv(writes, width));
            boolean kept = ScheduleText.print(schedule).contains("in cache");
            long filled =
                    kept ? sum(bits, "dram/input", "/read") + sum(bits, "dram/weight", "/read") : 0;
            assertThat(cost.energyPicojoules().get("cache"))
                    .as(text)
                    .isEqualTo((double) (reads + writes + filled));
            assertThat(cost.energyPicojoules().get("dram"))
                    .as(text)
                    .isEqualTo((double) sum(bits, "dram/", ""));
        }
    }

    private static long sum(Map<String, Long> bits, String start, String end) {
        return bits.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(start) && entry.getKey().endsWith(end))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /// Each multiprocessor writes 4 sums of 32 bits, one reads all 8, and 4 outputs of 8 bits
    /// leave.
    @Test
    void sumsOfASharedReductionGoToTheCacheAndBackAtAccumulatorWidth() {
        Map<String, Long> bits = cost("", parts(1, false).machine()).trafficBits();
        assertThat(bits)
                .containsEntry("cache/output/write", 2 * 4 * 32L + 4 * 8)
                .containsEntry("cache/output/read", 2 * 4 * 32L)
                .containsEntry("dram/output/write", 4 * 8L)
                .containsEntry("dram/output/read", 0L);
    }

    /// Both multiprocessors need other halves of the operands: 2 · 2 · 4 elements of 8 bits each.
    @Test
    void aClusterAsksOnceForAllItsMultiprocessors() {
        for (String kept : List.of("", "keep weight in cache")) {
            assertThat(cost(kept, parts(1, false).machine()).trafficBits())
                    .containsEntry("cache/weight/read", 2 * 4 * 8L);
            assertThat(cost(kept, parts(2, false).machine()).trafficBits())
                    .containsEntry("cache/weight/read", 2 * 4 * 8L);
        }
        Schedule rows =
                ScheduleText.parse(
                        SHARED_REDUCTION
                                .formatted("for c 2")
                                .replace("spread c 2 over multi", "spread oy 2 over multi"));
        LoopNest high = new LoopNest(1, 1, 2, 4, 2, 2, 1, 1, PRODUCT.window(), 2, 2);
        for (int cluster = 1; cluster <= 2; cluster++) {
            assertThat(
                            EventModel.simulate(
                                            rows,
                                            high,
                                            TensorMachines.PRECISION,
                                            parts(cluster, false).machine())
                                    .trafficBits())
                    .as("both read all %s weights", high.elements(Operand.WEIGHT))
                    .containsEntry("cache/weight/read", 2 * 8 * 8L / cluster)
                    .containsEntry("dram/weight/read", 8 * 8L);
        }
    }

    /// 4 outputs of 8 bits; the cache holds the weights and 8 bits more.
    @Test
    void outputsStayOnlyWhereTilesOfTheLayerLeaveRoom() {
        Accelerator roomy = parts(1, true).machine();
        assertThat(cost("keep weight in cache", roomy).trafficBits())
                .containsEntry("dram/output/write", 0L);
        LayerCost narrow = cost("keep weight in cache", withCache(roomy, 2 * 4 * 8 + 8));
        assertThat(narrow.trafficBits()).containsEntry("dram/output/write", 3 * 8L);
        assertThat(narrow.energyPicojoules().get("dram"))
                .isEqualTo((double) (8 * 8 + 8 * 8 + 3 * 8));
        assertThat(cost("", withCache(roomy, 2 * 4 * 8 + 8)).trafficBits())
                .containsEntry("dram/output/write", 0L);
    }

    private static Accelerator withCache(Accelerator machine, long capacityBits) {
        List<MemoryLevel> memories = new ArrayList<>(machine.memories());
        memories.set(1, TensorMachines.level("cache", capacityBits, List.of(), 64, 20));
        return new Accelerator(
                machine.name(),
                machine.clockHz(),
                memories,
                machine.units(),
                machine.software(),
                machine.source());
    }
}
