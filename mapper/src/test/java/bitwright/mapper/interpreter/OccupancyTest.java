package bitwright.mapper.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.kernels.codec.Integers;
import bitwright.mapper.Machines;
import bitwright.mapper.search.MappedLayer;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.sim.schedule.Capacities;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Resolution;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What the legality check says that levels hold, against what execution finds in them.
final class OccupancyTest {
    private static final Precision PRECISION = Precision.parse("w4a8");

    private static Run run(MappedLayer layer, LoopNest nest, Accelerator machine) {
        var random = new SplittableRandom(5);
        int[] input = random.ints(nest.elements(Operand.INPUT), 0, 100).toArray();
        int[] codes = random.ints(nest.elements(Operand.WEIGHT), 0, 16).toArray();
        Run run =
                new Run(
                        layer.schedule(),
                        nest,
                        PRECISION,
                        machine,
                        input,
                        Integers.of(PRECISION.weights(), codes),
                        Loops::innermostIndexing);
        run.execute();
        return run;
    }

    @Test
    void withoutRaggedTilesBothAgree() throws IOException {
        var random = new SplittableRandom(31);
        for (String name : Machines.NAMES) {
            Accelerator machine = Machines.read(name);
            String first = machine.memories().get(1).name();
            for (int round = 0; round < 4; round++) {
                LoopNest nest =
                        LoopNest.matrixProduct(
                                1 << random.nextInt(3),
                                32 << random.nextInt(3),
                                32 << random.nextInt(3),
                                32 << random.nextInt(3));
                MappedLayer whole =
                        Mapper.map(
                                nest,
                                PRECISION,
                                machine,
                                MapperOptions.DEFAULT.withMostVisits(20_000));
                compare(whole, nest, machine, true);
                long half =
                        Capacities.residentBits(
                                        Resolution.of(whole.schedule(), PRECISION, machine),
                                        nest,
                                        PRECISION,
                                        1)
                                / 2;
                Accelerator smaller = Machines.withCapacity(machine, first, half);
                compare(
                        Mapper.map(
                                nest,
                                PRECISION,
                                smaller,
                                MapperOptions.DEFAULT.withMostVisits(20_000)),
                        nest,
                        smaller,
                        true);
            }
        }
    }

    @Test
    void executionNeverFindsMore() throws IOException {
        var random = new SplittableRandom(32);
        for (String name : Machines.NAMES) {
            Accelerator machine = Machines.read(name);
            for (int round = 0; round < 4; round++) {
                int filter = 1 + random.nextInt(3);
                int pad = random.nextInt(filter);
                int size = 3 + random.nextInt(9);
                int outputs = size + 2 * pad - filter + 1;
                LoopNest nest =
                        new LoopNest(
                                1 + random.nextInt(2),
                                1 + random.nextInt(3),
                                1 + random.nextInt(40),
                                1 + random.nextInt(40),
                                outputs,
                                outputs,
                                filter,
                                filter,
                                new LoopNest.Window(1, 1, 1, 1, pad, pad),
                                size,
                                size);
                compare(
                        Mapper.map(
                                nest,
                                PRECISION,
                                machine,
                                MapperOptions.DEFAULT.withMostVisits(20_000)),
                        nest,
                        machine,
                        false);
            }
        }
    }

    private static void compare(
            MappedLayer layer, LoopNest nest, Accelerator machine, boolean equal) {
        Run run = run(layer, nest, machine);
        for (int level = 1; level < machine.memories().size(); level++) {
            MemoryLevel memory = machine.memories().get(level);
            long checked =
                    Capacities.residentBits(
                            Resolution.of(layer.schedule(), PRECISION, machine),
                            nest,
                            PRECISION,
                            level);
            long found = run.peakBits(memory.name());
            assertThat(found)
                    .as("%s of %s: %s", memory.name(), nest, layer.schedule())
                    .isLessThanOrEqualTo(checked)
                    .isNotNegative();
            if (equal) {
                assertThat(found)
                        .as("%s of %s: %s", memory.name(), nest, layer.schedule())
                        .isEqualTo(checked);
            }
        }
    }
}
