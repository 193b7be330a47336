package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.workload.LoopNest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MapperTest {
    private static final Path MACHINES =
            Path.of(System.getProperty("bitwright.root"), "hw-configs");
    private static final LoopNest.Window SAME = new LoopNest.Window(1, 1, 1, 1, 1, 1);
    static final List<LoopNest> NESTS =
            List.of(
                    new LoopNest(1, 1, 16, 1, 28, 28, 3, 3, SAME, 28, 28),
                    new LoopNest(1, 1, 16, 16, 28, 28, 3, 3, SAME, 28, 28),
                    new LoopNest(
                            1,
                            1,
                            64,
                            32,
                            7,
                            7,
                            3,
                            3,
                            new LoopNest.Window(2, 2, 1, 1, 1, 1),
                            14,
                            14),
                    new LoopNest(
                            1,
                            96,
                            1,
                            1,
                            56,
                            56,
                            3,
                            3,
                            new LoopNest.Window(2, 2, 1, 1, 1, 1),
                            112,
                            112),
                    new LoopNest(
                            1,
                            1,
                            64,
                            3,
                            112,
                            112,
                            7,
                            7,
                            new LoopNest.Window(2, 2, 1, 1, 3, 3),
                            224,
                            224),
                    new LoopNest(1, 1, 512, 512, 7, 7, 3, 3, SAME, 7, 7),
                    LoopNest.matrixProduct(1, 1, 10, 64),
                    LoopNest.matrixProduct(12, 197, 197, 64),
                    LoopNest.matrixProduct(1, 197, 3072, 768));

    @Test
    void everyScheduleIsLegalAndWithinItsBound() throws IOException {
        for (String name : List.of("pot-array-16x16", "hexagon-v66", "t4")) {
            Accelerator machine = MachineReader.read(MACHINES.resolve(name + ".yaml"));
            for (LoopNest nest : NESTS) {
                MappedLayer layer =
                        Mapper.map(nest, Precision.parse("w8a8"), machine, MapperOptions.DEFAULT);
                assertThat(
                                ScheduleCheck.problems(
                                        layer.schedule(), nest, layer.precision(), machine))
                        .isEmpty();
                assertThat(layer.cost().cycles())
                        .isGreaterThanOrEqualTo(layer.cost().boundCycles());
                layer.cost()
                        .busyCycles()
                        .forEach((resource, busy) ->
                                assertThat(layer.cost().cycles())
                                        .as(resource)
                                        .isGreaterThanOrEqualTo(busy));
            }
        }
    }
}
