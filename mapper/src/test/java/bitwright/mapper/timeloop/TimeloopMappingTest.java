package bitwright.mapper.timeloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineFileException;
import bitwright.arch.reader.MachineReader;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.sim.cost.EventModel;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.LoopNest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A mapping that is written is read back as the same schedule, or one of the same cost.
final class TimeloopMappingTest {
    private static final Path MACHINES =
            Path.of(System.getProperty("bitwright.root"), "hw-configs");

    private static LoopNest nest(SplittableRandom random) {
        int filter = 1 + random.nextInt(3);
        int stride = 1 + random.nextInt(2);
        int size = 2 + random.nextInt(13);
        int input = (size - 1) * stride + filter;
        return new LoopNest(
                1 + random.nextInt(2),
                random.nextInt(4) == 0 ? 3 : 1,
                1 + random.nextInt(70),
                1 + random.nextInt(50),
                size,
                size,
                filter,
                filter,
                new LoopNest.Window(stride, stride, 1, 1, 0, 0),
                input,
                input);
    }

    private static Accelerator machine(String name) throws IOException {
        return MachineReader.read(MACHINES.resolve(name + ".yaml"));
    }

    @Test
    void whatIsWrittenIsReadBackAtTheSameCost() throws IOException {
        SplittableRandom random = new SplittableRandom(29);
        int identical = 0;
        int written = 0;
        List<String> refused = new ArrayList<>();
        for (String name :
                List.of(
                        "pot-array-16x16",
                        "eyeriss",
                        "simba-like",
                        "nvdla-128",
                        "hexagon-v66",
                        "t4")) {
            Accelerator machine = machine(name);
            Precision precision = machine.units().getFirst().instructions().getFirst().precision();
            for (int round = 0; round < 6; round++) {
                LoopNest nest = nest(random);
                Schedule schedule =
                        Mapper.map(
                                        nest,
                                        precision,
                                        machine,
                                        MapperOptions.DEFAULT.withMostVisits(20_000))
                                .schedule();
                String text;
                try {
                    text = TimeloopMapping.write(schedule, nest, machine);
                } catch (IllegalArgumentException impossible) {
                    refused.add(name + ": " + impossible.getMessage());
                    continue;
                }
                Schedule read = TimeloopMapping.read(text, "m.yaml", nest, precision, machine);
                assertThat(ScheduleCheck.illegalities(read, nest, precision, machine))
                        .as("%s", text)
                        .isEmpty();
                LayerCost before = EventModel.simulate(schedule, nest, precision, machine);
                LayerCost after = EventModel.simulate(read, nest, precision, machine);
                assertThat(after.cycles()).as(text).isEqualTo(before.cycles());
                assertThat(after.trafficBits()).as(text).isEqualTo(before.trafficBits());
                assertThat(
                                TimeloopMapping.read(
                                        TimeloopMapping.write(read, nest, machine),
                                        "m.yaml",
                                        nest,
                                        precision,
                                        machine))
                        .as(text)
                        .isEqualTo(read);
                written++;
                identical += read.equals(schedule) ? 1 : 0;
            }
        }
        assertThat(written).as("refused: %s", refused).isGreaterThanOrEqualTo(24);
        assertThat(identical).isGreaterThan(written / 3);
    }

    @Test
    void factorsThatAreNotDivisorsSayWhatTheirLastTripsHold() throws IOException {
        Accelerator machine = machine("simba-like");
        LoopNest nest = LoopNest.matrixProduct(1, 1, 100, 7);
        Schedule schedule =
                ScheduleText.parse(
                        """
                        on %s
                          for k 4
                            for c 4
                              keep weight in %s
                                for k 5
                                  keep input in %s
                                    keep output in %s
                                      for k 6
                                        for c 2
                                          issue mac
                        """
                                .formatted(
                                        machine.units().getFirst().name(),
                                        machine.memories().get(1).name(),
                                        machine.memories().get(2).name(),
                                        machine.memories().get(2).name()));
        // 100 = 3 * 30 + 10, 10 = 1 * 6 + 4; 7 = 3 * 2 + 1.
        assertThat(TimeloopMapping.write(schedule, nest, machine))
                .contains("factors: C4 M4 N1", "factors: M5,2 N1", "factors: C2,1 M6,4 N1");
    }

    private static void refused(String yaml, String... parts) throws IOException {
        Accelerator machine = machine("eyeriss");
        Precision precision = machine.units().getFirst().instructions().getFirst().precision();
        assertThatThrownBy(() ->
                        TimeloopMapping.read(
                                yaml,
                                "m.yaml",
                                LoopNest.matrixProduct(1, 1, 8, 1),
                                precision,
                                machine))
                .isInstanceOf(MachineFileException.class)
                .hasMessageStartingWith("m.yaml: ")
                .hasMessageContainingAll(parts)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void whatIsNoMappingOfTheLayerIsRefusedWithItsPlace() throws IOException {
        refused("mapping: []\n", "mapping", "is empty");
        refused("mappings: []\n", "mappings", "unknown key");
        refused(
                "mapping:\n- {target: dram, type: tempral, factors: C1}\n",
                "mapping[0].type (tempral)",
                "Maybe temporal");
        refused(
                "mapping:\n- {target: dram, type: temporal, factors: M8 X2, permutation: MX}\n",
                "mapping[0].factors (M8 X2)",
                "dimension 'X'");
        refused(
                "mapping:\n- {target: dram, type: temporal, factors: M8 8}\n",
                "mapping[0].factors",
                "no factor at '8'");
        refused(
                "mapping:\n- {target: dram, type: temporal, factors: M4}\n",
                "mapping",
                "does not match the layer",
                "k has extent 8",
                "reach only 4",
                "'for k 4'");
        refused(
                "mapping:\n- {target: dram, type: temporal, factors: M8, order: M}\n",
                "mapping[0].order (M) is an unknown key");
        refused(
                "mapping:\n- {target: sram, type: temporal, factors: M8}\n",
                "targets sram where machine 'eyeriss' has the levels dram");
        refused(
                "mapping:\n- {target: dram, type: temporal, factors: M2}\n- {target: dram, type: temporal, factors: M4}\n",
                "mapping[1]",
                "second temporal entry of 'dram'");
        refused(
                "mapping:\n- {target: dram, type: temporal, factors: M2 C2}\n",
                "mapping[0]",
                "leaves the order of its loops open");
        refused(
                "mapping:\n- {target: dram, type: temporal, factors: M8}\n- {target: global-buffer, type: temporal, factors: M1}\n",
                "target 'dram' inside",
                "from the innermost outwards");
    }

    @Test
    void aStepThatAMappingCannotSayIsNamed() throws IOException {
        Accelerator machine = machine("eyeriss");
        Schedule schedule =
                ScheduleText.parse(
                        """
                        on array
                          keep input in input-scratchpad
                            for k 8
                              keep output in input-scratchpad
                                issue mac
                        """);
        assertThatThrownBy(() ->
                        TimeloopMapping.write(
                                schedule, LoopNest.matrixProduct(1, 1, 8, 1), machine))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "line 4 keeps output in 'input-scratchpad' inside loops of 'input-scratchpad';"
                                + " Timeloop keeps all tiles of a level outside its loops.");
    }
}
