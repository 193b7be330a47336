package bitwright.cli.flow;

import bitwright.reports.Report;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The anchors of `docs/validation.md` that the machines which come with Bitwright are held to; the
/// test that writes that page writes them too.
public final class ValidatedMachines {
    private static final String FILE = "validation.json";

    private ValidatedMachines() {}

    /// Anchors by the name of a machine's file, without its ending.
    public static Map<String, List<Report.Anchor>> all() {
        try (InputStream stream = ValidatedMachines.class.getResourceAsStream(FILE)) {
            if (stream == null) {
                throw new IllegalStateException(FILE + " is missing from the class path.");
            }
            return new JsonMapper().readValue(stream, new TypeReference<>() {});
        } catch (IOException problem) {
            throw new UncheckedIOException(FILE + " cannot be read from the class path.", problem);
        }
    }

    /// The anchors of a machine; none if its file differs from the one that the tests hold.
    static List<Report.Anchor> anchors(MachineSource machine) {
        String name = machine.accelerator().name();
        List<Report.Anchor> anchors = all().getOrDefault(name, List.of());
        return !anchors.isEmpty() && isShipped(machine, name) ? anchors : List.of();
    }

    private static boolean isShipped(MachineSource machine, String name) {
        Path root = Path.of(System.getProperty("bitwright.root", ""));
        Path file = root.resolve("hw-configs").resolve(name + ".yaml");
        try {
            return Files.isRegularFile(file)
                    && Hashes.sha256(Files.readAllBytes(file)).equals(machine.sha256());
        } catch (IOException problem) {
            throw new UncheckedIOException(file + " cannot be read.", problem);
        }
    }
}
