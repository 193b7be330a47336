package bitwright.sim.cost;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import bitwright.sim.schedule.SmallMachine;
import bitwright.workload.LoopNest;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Transfers hide behind computing, and computing behind transfers: what the bound says is nearly
/// reached where every tile is alike.
final class TileEventsTest {
    /// 80 x 60 outputs in tiles of 4 x 3, of some depth: 20 x 20 tiles.
    private static LayerCost cost(int depth, int outerBits, boolean shared) {
        LoopNest nest = LoopNest.matrixProduct(1, 80, 60, depth);
        Schedule schedule =
                ScheduleText.parse(
                        String.format(
                                Locale.ROOT,
                                """
                                on array
                                for ox 20
                                for k 20
                                keep input in buffer
                                keep weight in buffer
                                keep output in buffer
                                spread ox 4 over rows
                                spread k 3 over columns
                                for c %d
                                issue mac
                                """,
                                depth));
        var machine = new SmallMachine(4, 3, outerBits, shared, 1 << 20, 4096, 1).accelerator();
        assertThat(ScheduleCheck.problems(schedule, nest, SmallMachine.PRECISION, machine))
                .isEmpty();
        return EventModel.simulate(schedule, nest, SmallMachine.PRECISION, machine);
    }

    /// Computing 32 cycles a tile, 24 to fetch its weights, 3 to write its outputs: in every tile
    /// all but the array waits. And twice as wide, and half as wide, where the port is what waits
    /// for nothing.
    @ParameterizedTest
    @CsvSource({
        "32, true",
        "32, false",
        "64, true",
        "64, false",
        "16, true",
        "16, false",
        "8, true"
    })
    void alikeTilesComeWithinAFewTilesOfTheBound(int outerBits, boolean shared) {
        LayerCost cost = cost(32, outerBits, shared);
        assertThat(cost.cycles()).isGreaterThanOrEqualTo(cost.boundCycles());
        // 400 tiles; two of them to fill and drain, and one in twenty waits for inputs besides.
        long tile = cost.boundCycles() / 400;
        assertThat(cost.cycles() - cost.boundCycles()).isLessThan(20 * tile + 20 * 64);
    }

    /// The latency of a memory is paid before a tile only where its buffers are freed too late.
    @ParameterizedTest
    @CsvSource({"64, 32", "128, 32", "256, 32"})
    void deepTilesHideTheLatencyOfEveryTileButTheFirst(int depth, int outerBits) {
        LayerCost cost = cost(depth, 4 * outerBits, false);
        assertThat(cost.cycles() - cost.boundCycles()).isLessThan(cost.boundCycles() / 20);
    }
}
