package bitwright.cli;

import static bitwright.cli.CommandRun.refused;
import static bitwright.cli.CommandRun.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bitwright completion`: bash reads the script and completes with it.
final class CompletionCommandTest {
    @TempDir Path folder = Path.of("");

    @Test
    void bashCompletesCommandsOptionsAndValues() throws IOException, InterruptedException {
        assumeThat(Path.of("/bin/bash")).exists();
        Path script = folder.resolve("completion");
        Files.writeString(script, run("completion", "bash").out());
        assertThat(completed(script, "bitwright", "ma")).contains("machines", "map");
        assertThat(completed(script, "bitwright", "simulate", "--mach")).contains("--machine");
        assertThat(completed(script, "bitwright", "emit", "--target", "")).contains("timeloop");
    }

    @Test
    void everyCommandIsInTheScript() {
        String script = run("completion", "zsh").out();
        for (Subcommand command : Subcommand.values()) {
            assertThat(script).contains(command.word());
        }
        assertThat(run("completion", "bash", "--json").out()).contains("\"shell\" : \"bash\"");
        refused(2, "fish", "completion", "fish");
        refused(2, "SHELL", "completion");
    }

    private static String completed(Path script, String... words)
            throws IOException, InterruptedException {
        String line =
                "source '"
                        + script
                        + "'; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_LINE=\"$*\";"
                        + " _complete_bitwright; printf '%s\\n' \"${COMPREPLY[@]}\"";
        String[] command = new String[words.length + 4];
        System.arraycopy(new String[] {"/bin/bash", "-c", line, "bash"}, 0, command, 0, 4);
        System.arraycopy(words, 0, command, 4, words.length);
        Process process = new ProcessBuilder(command).start();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }
}
