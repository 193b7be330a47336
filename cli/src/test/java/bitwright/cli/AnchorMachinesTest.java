package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.cli.flow.ValidatedMachines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What reports show as a machine's validation is what `docs/validation.md` says, which
/// `ValidationTest` holds; `-Dgolden=update` rewrites it from the page.
final class AnchorMachinesTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));
    static final Path FILE =
            ROOT.resolve("cli/src/main/resources/bitwright/cli/flow/validation.json");

    @Test
    void reportsShowThePageOfValidation() throws IOException {
        String json = AnchorMachines.json(Files.readString(ROOT.resolve("docs/validation.md")));
        if (System.getProperty("golden", "check").equals("update")) {
            assertThat(System.getenv("CI")).isNull();
            Files.writeString(FILE, json);
        }
        assertThat(Files.readString(FILE)).isEqualTo(json);
    }

    @Test
    void everyMachineWithAnchorsHasAFile() {
        assertThat(ValidatedMachines.all()).containsKeys("eyeriss", "t4", "cortex-a73");
        ValidatedMachines.all()
                .keySet()
                .forEach(machine ->
                        assertThat(ROOT.resolve("hw-configs/" + machine + ".yaml")).exists());
    }
}
