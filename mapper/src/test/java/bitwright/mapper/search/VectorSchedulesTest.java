package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.mapper.Machines;
import bitwright.mapper.interpreter.Verifier;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the mapper finds on vector processors: legal, executed bit for bit, and shaped as their
/// slots dictate.
final class VectorSchedulesTest {
    private static final LoopNest DEPTHWISE = convolution(96, 1, 1, 28, 3);
    private static final LoopNest DENSE = convolution(1, 128, 128, 28, 3);

    private static LoopNest convolution(int groups, int outputs, int inputs, int side, int filter) {
        LoopNest.Window window = new LoopNest.Window(1, 1, 1, 1, filter / 2, filter / 2);
        return new LoopNest(
                1, groups, outputs, inputs, side, side, filter, filter, window, side, side);
    }

    private static LayerCost cost(String machine, String precision, LoopNest nest)
            throws IOException {
        Accelerator accelerator = Machines.read(machine);
        return Mapper.map(
                        nest, accelerator.precision(precision), accelerator, MapperOptions.DEFAULT)
                .cost();
    }

    private static long busy(LayerCost cost, String resource) {
        assertThat(cost.busyCycles()).containsKey(resource);
        return cost.busyCycles().getOrDefault(resource, -1L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hexagon-v62",
                "hexagon-v68",
                "cortex-a53",
                "cortex-a73",
                "cortex-a76",
                "neoverse-v1",
                "zen3-avx2",
                "xeon-avx512-vnni"
            })
    void everyScheduleIsLegalAndComputesTheReference(String name) throws IOException {
        Accelerator machine = Machines.read(name);
        Precision precision = machine.precision("w8a8");
        SplittableRandom random = new SplittableRandom(17);
        for (int round = 0; round < 8; round++) {
            LoopNest nest =
                    round == 0 ? convolution(40, 1, 1, 5, 3) : SchedulesRunTest.randomNest(random);
            MappedLayer layer = Mapper.map(nest, precision, machine, MapperOptions.DEFAULT);
            assertThat(ScheduleCheck.problems(layer.schedule(), nest, precision, machine))
                    .as("%s %s %s", name, nest, layer.schedule())
                    .isEmpty();
            assertThat(layer.cost().boundCycles()).isLessThanOrEqualTo(layer.cost().cycles());
            int[] input =
                    SchedulesRunTest.activations(random, nest.elements(Operand.INPUT), precision);
            int[] weights = SchedulesRunTest.codes(random, nest.elements(Operand.WEIGHT), 8);
            assertThat(
                            Verifier.compare(
                                            layer.schedule(),
                                            nest,
                                            precision,
                                            machine,
                                            input,
                                            weights)
                                    .firstMismatch())
                    .as("%s %s %s", name, nest, layer.schedule())
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cortex-a73", "cortex-a76", "neoverse-v1", "zen3-avx2"})
    void floatsAreMapped(String name) throws IOException {
        LayerCost floats = cost(name, "fp32afp32", DENSE);
        LayerCost codes = cost(name, "w8a8", DENSE);
        assertThat(floats.cycles()).isGreaterThan(codes.cycles());
        assertThat(floats.utilization()).isGreaterThan(0.6);
    }

    /// Depthwise convolutions find the row with independent lanes; channels alone would leave 31 of
    /// 32 lanes idle.
    @Test
    void depthwiseConvolutionsUseIndependentLanes() throws IOException {
        Accelerator machine = Machines.read("hexagon-v66");
        MappedLayer layer =
                Mapper.map(DEPTHWISE, machine.precision("w8a8"), machine, MapperOptions.DEFAULT);
        assertThat(layer.schedule().instruction()).isEqualTo("vrmpy-lanes");
        long work = layer.cost().cycles() - busy(layer.cost(), "overhead");
        assertThat((double) DEPTHWISE.macs() / work).isGreaterThan(30);
    }

    /// Shifts are scarcer than multiplications on HVX: weights that are powers of two are slower,
    /// and the slots of the layer say why.
    @Test
    void powerOfTwoWeightsWaitForTheOneShiftSlot() throws IOException {
        LayerCost products = cost("hexagon-v66", "w8a8", DENSE);
        LayerCost shifts = cost("hexagon-v66", "pot4a8", DENSE);
        assertThat(shifts.cycles()).isGreaterThan(2 * products.cycles());
        assertThat(busy(products, "hvx shift")).isLessThan(busy(products, "hvx multiply") / 10);
        assertThat(busy(shifts, "hvx shift")).isGreaterThan(busy(shifts, "hvx multiply"));
        assertThat(busy(shifts, "hvx shift"))
                .isBetween(
                        (long) (3.5 * busy(products, "hvx multiply")),
                        (long) (4.5 * busy(products, "hvx multiply")));
        for (String slot : List.of("hvx load", "hvx permute", "hvx multiply", "hvx store")) {
            assertThat(busy(shifts, slot)).as(slot).isLessThan(busy(shifts, "hvx shift"));
        }
    }

    /// Several sums side by side, as the latency of sums and the loads ask for.
    @Test
    void sumsAreBlockedInRegisters() throws IOException {
        LayerCost floats = cost("zen3-avx2", "fp32afp32", DENSE);
        assertThat(busy(floats, "avx2 accumulation"))
                .isLessThanOrEqualTo(busy(floats, "avx2 multiply"));
        assertThat(busy(floats, "avx2 load")).isLessThan(busy(floats, "avx2 multiply"));
    }
}
