package bitwright.cli;

import static bitwright.cli.CommandRun.refused;
import static bitwright.cli.CommandRun.run;
import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `bitwright machines`, against the machine files.
final class MachinesCommandTest {
    private static final Path MACHINES =
            Path.of(System.getProperty("bitwright.root"), "hw-configs");

    @TempDir Path folder = Path.of("");

    @Test
    void everyMachineHasARow() throws IOException {
        List<String> names;
        try (Stream<Path> files = Files.list(MACHINES)) {
            names =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".yaml"))
                            .map(name -> name.substring(0, name.length() - ".yaml".length()))
                            .sorted()
                            .toList();
        }
        CommandRun ran = run("machines", "--json");
        assertThat(ran.code()).as(ran.err()).isZero();
        JsonNode root = JsonMapper.builder().build().readTree(ran.out());
        assertThat(root.path("format").asString()).isEqualTo("bitwright-machines/1");
        assertThat(root.path("machines").valueStream().map(row -> row.path("name").asString()))
                .containsExactlyElementsOf(names);
        for (JsonNode row : root.path("machines")) {
            String name = row.path("name").asString();
            Accelerator machine = MachineReader.read(MACHINES.resolve(name + ".yaml"));
            assertThat(row.path("clockHz").asLong()).as(name).isEqualTo(machine.clockHz());
            assertThat(row.path("memories").size()).as(name).isEqualTo(machine.memories().size());
            assertThat(row.path("memories").get(0).path("capacityBits").asLong())
                    .as(name)
                    .isEqualTo(machine.memories().getFirst().capacityBits());
            assertThat(row.path("source").asString()).as(name).isEqualTo(machine.source().strip());
        }
    }

    /// A 16 × 16 array at 500 MHz does 16 · 16 · 2 · 0.5·10⁹ operations; the makers of the T4 state
    /// 130 · 10¹² at 8 bits.
    @Test
    void peaksAreThoseOfPaperAndPencil() {
        JsonNode array = only("int8-array-16x16.yaml");
        assertThat(array.path("peakOperationsPerSecond").path("w8a8").asDouble())
                .isEqualTo(16 * 16 * 2 * 500e6);
        assertThat(array.path("organisation").asString()).isEqualTo("array 16 × 16");
        assertThat(array.path("energy").asString()).isEqualTo("composed, assumed");
        assertThat(only("t4.yaml").path("peakOperationsPerSecond").path("w8a8").asDouble())
                .isBetween(130e12, 131e12);
        assertThat(only("t4.yaml").has("areaSquareMicrometres")).isFalse();
    }

    private static JsonNode only(String file) {
        CommandRun ran = run("machines", MACHINES.resolve(file).toString(), "--json");
        return JsonMapper.builder().build().readTree(ran.out()).path("machines").get(0);
    }

    @Test
    void aTableHasOneLineForEachAndQuietHasNone() {
        String file = MACHINES.resolve("t4.yaml").toString();
        CommandRun ran = run("machines", file, file);
        assertThat(ran.out().lines()).hasSize(3);
        assertThat(ran.out()).contains("tensor 40 × 4", "1.59 GHz", "130.3 w8a8, 260.5 w4a4");
        assertThat(run("machines", file, "--quiet").out()).isEmpty();
    }

    @Test
    void badInputIsOneLine() throws IOException {
        refused(2, "no such file", "machines", folder.resolve("none.yaml").toString());
        refused(2, "has no machine file", "machines", folder.toString());
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "format: nothing\n");
        refused(2, "broken.yaml", "machines", broken.toString());
    }
}
