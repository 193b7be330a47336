package bitwright.sim.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Filling;
import bitwright.arch.machine.MemoryLevel;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An outer memory that takes no partial sums.
final class PartialSumsTest {
    /// 10 x 6 by 6 x 7.
    private static final LoopNest NEST = LoopNest.matrixProduct(1, 10, 7, 6);

    private static final String KEEPS =
            "keep input in buffer\nkeep weight in buffer\nkeep output in buffer\n";
    private static final String INSIDE =
            KEEPS + "spread ox 4 over rows\nspread k 3 over columns\nfor c 3\nissue mac";

    private static Accelerator machine(boolean partialSums) {
        Accelerator machine = SmallMachine.PLAIN.accelerator();
        List<MemoryLevel> memories = new ArrayList<>(machine.memories());
        MemoryLevel outer = memories.getFirst();
        memories.set(
                0,
                new MemoryLevel(
                        outer.name(),
                        outer.capacityBits(),
                        outer.holds(),
                        outer.perAxes(),
                        outer.ports(),
                        outer.latencyCycles(),
                        outer.burstBits(),
                        new Filling(true, false, false, partialSums),
                        outer.energy(),
                        outer.source()));
        return machine.withMemories(memories);
    }

    private static List<String> illegalities(String steps, boolean partialSums) {
        return ScheduleCheck.illegalities(
                ScheduleText.parse("on array\n" + steps),
                NEST,
                SmallMachine.PRECISION,
                machine(partialSums));
    }

    @Test
    void sumsMayNotComeBackFromIt() {
        String spilling = "for c 2\nfor ox 3\nfor k 3\n" + INSIDE;
        assertThat(illegalities(spilling, true)).isEmpty();
        assertThat(illegalities(spilling, false))
                .singleElement()
                .asString()
                .contains("before they are complete");
    }

    @Test
    void reductionsInsideTheirOutputsAreNoMatter() {
        assertThat(illegalities("for ox 3\nfor k 3\nfor c 2\n" + INSIDE, false)).isEmpty();
    }
}
