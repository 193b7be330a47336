package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.kernels.codec.Integers;
import bitwright.mapper.Machines;
import bitwright.mapper.interpreter.Verifier;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Law 7 on processing elements that add several products at once, and on fractional intervals.
final class ComposedArraysTest {
    @ParameterizedTest
    @CsvSource({
        "fusion-array-16x16, w4a4",
        "fusion-array-16x16, w2a8",
        "fusion-array-16x16, w2a2",
        "bit-serial-array-16x16, w3a8",
        "log-array-16x16, apot4a8",
        "pot-array-16x16, stlq4r25a8",
        "pot4-array-16x23, pot4a8"
    })
    void schedulesComputeTheReference(String name, String label) throws IOException {
        Accelerator machine = Machines.read(name);
        Precision precision = machine.precision(label);
        var random = new SplittableRandom(9);
        for (int round = 0; round < 5; round++) {
            LoopNest nest = SchedulesRunTest.randomNest(random);
            MappedLayer layer =
                    Mapper.map(
                            nest, precision, machine, MapperOptions.DEFAULT.withMostVisits(20_000));
            int[] input =
                    Integers.of(
                            precision.activations(),
                            random.ints(
                                            nest.elements(Operand.INPUT),
                                            0,
                                            precision.activations().codes())
                                    .toArray());
            int[] codes =
                    random.ints(nest.elements(Operand.WEIGHT), 0, precision.weights().codes())
                            .toArray();
            assertThat(
                            Verifier.compare(
                                            layer.schedule(),
                                            nest,
                                            precision,
                                            machine,
                                            input,
                                            codes)
                                    .firstMismatch())
                    .as("%s %s", nest, layer.schedule())
                    .isNull();
        }
    }

    /// A deep layer keeps sixteen products of two bits busy where one of eight bits is.
    @Test
    void narrowOperandsMakeAFusionArraySixteenTimesAsFast() throws IOException {
        Accelerator machine = Machines.read("fusion-array-16x16");
        LoopNest nest = LoopNest.matrixProduct(1, 64, 64, 4096);
        double eight = unitCycles(machine, nest, "w8a8");
        double two = unitCycles(machine, nest, "w2a2");
        assertThat(eight / two).isBetween(14.0, 16.0);
    }

    private static double unitCycles(Accelerator machine, LoopNest nest, String precision) {
        return Mapper.map(
                        nest,
                        machine.precision(precision),
                        machine,
                        MapperOptions.DEFAULT.withMostVisits(20_000))
                .cost()
                .busyCycles()
                .getOrDefault("array", 0L);
    }
}
