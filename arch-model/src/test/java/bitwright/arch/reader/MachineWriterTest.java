package bitwright.arch.reader;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.machine.Accelerator;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Law 6: what is written reads back as an equal machine.
final class MachineWriterTest {
    @ParameterizedTest
    @MethodSource("bitwright.arch.reader.MachineTexts#shipped")
    void machinesThatShipReadBackEqual(Path file) {
        Accelerator machine = MachineReader.read(file);
        String text = MachineWriter.write(machine);
        assertThat(MachineReader.parse(text, "written.yaml")).isEqualTo(machine);
        assertThat(MachineWriter.write(MachineReader.parse(text, "written.yaml"))).isEqualTo(text);
    }

    @Test
    void generatedMachinesReadBackEqual() {
        var random = new SplittableRandom(2);
        for (int round = 0; round < 300; round++) {
            Accelerator machine = GeneratedMachines.next(random);
            String text = MachineWriter.write(machine);
            assertThat(MachineReader.parse(text, "round " + round)).isEqualTo(machine);
            String json = MachineWriter.json(machine);
            assertThat(MachineReader.parse(json, "round " + round)).isEqualTo(machine);
        }
    }

    @Test
    void aComposedMachineReadsBackEqualWithItsBreakdown() {
        Accelerator machine = MachineReader.parse(MachineTexts.COMPOSED, "edge.yaml");
        String text = MachineWriter.write(machine);
        assertThat(MachineReader.parse(text, "written.yaml")).isEqualTo(machine);
    }

    @Test
    void theSameMachineGivesTheSameText() {
        Accelerator machine = GeneratedMachines.next(new SplittableRandom(3));
        Accelerator twin = GeneratedMachines.next(new SplittableRandom(3));
        assertThat(MachineWriter.write(machine)).isEqualTo(MachineWriter.write(twin));
    }

    /// A character of two halves may lie anywhere, also where the scanner's buffer ends.
    @Test
    void aSmileMayLieAnywhere() {
        Accelerator machine = GeneratedMachines.next(new SplittableRandom(3));
        for (int length = 0; length < 1100; length++) {
            Accelerator smiling =
                    new Accelerator(
                            machine.name(),
                            machine.clockHz(),
                            machine.memories(),
                            machine.units(),
                            machine.profiles(),
                            "x".repeat(length) + "😀 and more",
                            machine.technology(),
                            machine.formats(),
                            machine.accounting());
            assertThat(MachineReader.parse(MachineWriter.write(smiling), "written.yaml").source())
                    .isEqualTo(smiling.source());
        }
    }
}
