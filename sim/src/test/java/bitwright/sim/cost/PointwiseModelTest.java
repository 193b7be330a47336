package bitwright.sim.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.PointwiseRate;
import bitwright.arch.machine.SpatialArray;
import bitwright.sim.schedule.SmallMachine;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Pointwise layers on the small machine: 4 operations a cycle at 0.5 pJ, a latency of 5 cycles, an
/// overhead of 10.
final class PointwiseModelTest {
    private static Pointwise layer(long elements, double operations) {
        return new Pointwise(
                "layer",
                "Add",
                Pointwise.Kind.ADD,
                List.of("a", "b"),
                List.of(),
                "sum",
                null,
                0,
                0,
                elements,
                operations);
    }

    private static LayerCost cost(
            SmallMachine small, long elements, double operations, int bits, long inputs) {
        Accelerator machine = small.accelerator();
        return PointwiseModel.cost(
                layer(elements, operations), machine.units().getFirst(), machine, bits, inputs);
    }

    private static SmallMachine outer(int bits, boolean shared) {
        return new SmallMachine(4, 3, bits, shared, 4096, 64, 1);
    }

    private static LayerCost view(View.Kind kind, boolean copies) {
        Accelerator machine = outer(32, true).accelerator();
        SpatialArray array = (SpatialArray) machine.units().getFirst();
        SpatialArray copying =
                new SpatialArray(
                        array.name(),
                        array.rows(),
                        array.columns(),
                        array.dataflows(),
                        array.timing(),
                        array.instructions(),
                        new PointwiseRate(4, 0.5, copies, "assumption: a test"),
                        array.source());
        View view = new View("view", "View", kind, List.of("a"), List.of(), "b", List.of());
        return PointwiseModel.view(view, copying, machine, 8, 101);
    }

    /// 101 elements of 8 bits in and out: 26 cycles each, and no arithmetic.
    @Test
    void viewsAreFreeOrCopiesAsTheMachineSays() {
        LayerCost copy = view(View.Kind.TRANSPOSE, true);
        assertThat(copy.cycles()).isEqualTo(26 + 26 + 10 + 5);
        assertThat(copy.busyCycles()).containsEntry("array", 0L).containsEntry("outer", 52L);
        assertThat(copy.totalPicojoules()).isEqualTo(101 * 8 * (8.0 + 9.0));
        assertThat(view(View.Kind.TRANSPOSE, false).cycles()).isZero();
        assertThat(view(View.Kind.RESHAPE, true).cycles()).isZero();
    }

    /// 101 elements: 26 cycles of adding, 51 of reading, 26 of writing.
    @Test
    void trafficOverASharedPortAddsUp() {
        LayerCost cost = cost(outer(32, true), 101, 1, 8, 202);
        assertThat(cost.busyCycles())
                .containsEntry("array", 26L)
                .containsEntry("outer", 51L + 26)
                .containsEntry("overhead", 10L);
        assertThat(cost.boundCycles()).isEqualTo(51 + 26 + 10);
        assertThat(cost.cycles()).isEqualTo(51 + 26 + 10 + 5);
        assertThat(cost.bottleneck()).isEqualTo("outer");
        assertThat(cost.energyPicojoules())
                .containsEntry("array pointwise", 101 * 0.5)
                .containsEntry("outer", 202 * 8 * 8.0 + 101 * 8 * 9.0);
        assertThat(cost.trafficBits())
                .containsEntry("outer/input/read", 1616L)
                .containsEntry("outer/output/write", 808L);
    }

    @Test
    void trafficOverTwoPortsGoesSideBySide() {
        LayerCost cost = cost(outer(32, false), 101, 1, 8, 202);
        assertThat(cost.busyCycles()).containsEntry("outer", 51L);
        assertThat(cost.cycles()).isEqualTo(51 + 10 + 5);
    }

    @Test
    void theBottleneckIsTheBusiestResource() {
        assertThat(cost(outer(32, true), 100, 50, 8, 200).bottleneck()).isEqualTo("array");
        assertThat(cost(outer(32, true), 4, 1, 8, 4).bottleneck()).isEqualTo("overhead");
    }

    @Test
    void boundBusyCyclesAndBandwidthKeepTheLaws() {
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 1000; round++) {
            long elements = 1 + random.nextLong(1L << 30);
            double operations = 1 + random.nextInt(9);
            long inputs = 1 + random.nextLong(1L << 30);
            int width = 1 + random.nextInt(500);
            boolean shared = random.nextBoolean();
            LayerCost cost = cost(outer(width, shared), elements, operations, 8, inputs);
            assertThat(cost.cycles()).isGreaterThanOrEqualTo(cost.boundCycles());
            assertThat(cost.busyCycles().values())
                    .allSatisfy(busy -> assertThat(busy).isLessThanOrEqualTo(cost.boundCycles()));
            LayerCost wider = cost(outer(width + 1, shared), elements, operations, 8, inputs);
            assertThat(wider.boundCycles()).isLessThanOrEqualTo(cost.boundCycles());
            LayerCost narrow = cost(outer(width, shared), elements, operations, 4, inputs);
            assertThat(narrow.totalPicojoules()).isLessThan(cost.totalPicojoules());
        }
    }

    @Test
    void countsBeyond64BitsAreRefused() {
        assertThatThrownBy(() -> cost(outer(32, true), 1, 1, 8, Long.MAX_VALUE / 4))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void whatIsFreeCostsNothing() {
        LayerCost free = PointwiseModel.free();
        assertThat(free.cycles()).isZero();
        assertThat(free.boundCycles()).isZero();
        assertThat(free.totalPicojoules()).isZero();
        assertThat(free.trafficBits()).isEmpty();
    }
}
