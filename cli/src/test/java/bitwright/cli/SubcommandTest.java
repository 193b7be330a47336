package bitwright.cli;

import static bitwright.cli.CommandRun.refused;
import static bitwright.cli.CommandRun.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// The list of commands and the help of each.
final class SubcommandTest {
    @Test
    void theHelpListsEveryCommandWithItsLine() {
        String help = run("--help").out();
        for (Subcommand command : Subcommand.values()) {
            assertThat(help)
                    .containsPattern(
                            "(?m)^  " + command.word() + " +\\Q" + command.summary() + "\\E$");
            assertThat(command.summary()).hasSizeLessThanOrEqualTo(64).endsWith(".");
        }
        assertThat(run("--version").out().strip()).isEqualTo("bitwright " + Version.NUMBER);
    }

    @ParameterizedTest
    @EnumSource(Subcommand.class)
    void everyCommandHasHelpThatBeginsWithItsLine(Subcommand command) {
        CommandRun ran = run(command.word(), "--help");
        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).startsWith(command.summary());
        assertThat(run("help", command.word()).out()).isEqualTo(ran.out());
        if (command != Subcommand.HELP) {
            assertThat(ran.out()).contains("Examples:", "bitwright " + command.word());
        }
    }

    /// Every command but help speaks JSON.
    @Test
    void everyCommandHasJson() {
        for (Subcommand command : EnumSet.complementOf(EnumSet.of(Subcommand.HELP))) {
            assertThat(options(Main.wholeCommandLine(), command.word()))
                    .as(command.word())
                    .containsKey("--json");
        }
    }

    @Test
    void aCommandThatIsNotNamedIsNotMade() {
        CommandLine line = Main.commandLine("plan");
        assertThat(options(line, "plan")).containsKey("--max");
        assertThat(options(line, "simulate")).isEmpty();
    }

    private static Map<String, OptionSpec> options(CommandLine line, String command) {
        return Objects.requireNonNull(line.getSubcommands().get(command))
                .getCommandSpec()
                .optionsMap();
    }

    @Test
    void whatIsMistypedIsOneLineWithTheNearest() {
        refused(2, "Maybe simulate", "simulat");
        refused(2, "--quiet", "machines", "--quite");
        refused(2, "Maybe 'bitwright demo'");
        assertThat(run("simulat").err().lines()).hasSize(1);
    }
}
