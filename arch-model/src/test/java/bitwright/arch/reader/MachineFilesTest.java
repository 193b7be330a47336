package bitwright.arch.reader;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.machine.Accelerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every machine that ships is read.
final class MachineFilesTest {
    private static final Path MACHINES =
            Path.of(System.getProperty("bitwright.root"), "hw-configs");

    @Test
    void everyMachineThatShipsIsRead() throws IOException {
        try (var files = Files.list(MACHINES)) {
            List<Path> machines =
                    files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
            assertThat(machines).hasSizeGreaterThanOrEqualTo(3);
            for (Path file : machines) {
                Accelerator machine = MachineReader.read(file);
                assertThat(file.getFileName().toString()).isEqualTo(machine.name() + ".yaml");
                assertThat(machine.units())
                        .allSatisfy(unit -> assertThat(unit.instructions()).isNotEmpty());
            }
        }
    }
}
