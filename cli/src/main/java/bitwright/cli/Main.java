package bitwright.cli;

import picocli.CommandLine;

/// The entry point.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /// The whole command line, with its exit codes: 0 ok, 1 infeasible or mismatch found, 2 bad
    /// input.
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new RootCommand());
        line.setExecutionExceptionHandler(new Failures());
        line.setParameterExceptionHandler(Failures::onBadArguments);
        line.setUsageHelpAutoWidth(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }
}
