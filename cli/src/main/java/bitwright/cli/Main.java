package bitwright.cli;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

/// The entry point.
public final class Main {
    private static final int LEAST_WIDTH = 60;
    private static final int GREATEST_WIDTH = 120;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine(arguments).execute(arguments));
    }

    /// The command line for these arguments, with its exit codes: 0 ok, 1 infeasible or mismatch
    /// found, 2 bad input. Of commands that no argument names it knows the names alone.
    static CommandLine commandLine(String... arguments) {
        List<String> words = Arrays.asList(arguments);
        CommandLine line = new CommandLine(RootCommand.spec());
        for (Subcommand command : Subcommand.values()) {
            line.addSubcommand(
                    command.word(),
                    words.contains(command.word()) ? command.whole() : command.listed());
        }
        return configured(line);
    }

    /// The whole command line, with everything that every command takes.
    static CommandLine wholeCommandLine() {
        return commandLine(
                Arrays.stream(Subcommand.values()).map(Subcommand::word).toArray(String[]::new));
    }

    private static CommandLine configured(CommandLine line) {
        line.setExecutionExceptionHandler(new Failures());
        line.setParameterExceptionHandler(Failures::onBadArguments);
        line.setUsageHelpWidth(Math.clamp(Terminal.columns(), LEAST_WIDTH, GREATEST_WIDTH));
        line.setColorScheme(Help.defaultColorScheme(Terminal.colours() ? Ansi.ON : Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }
}
