package bitwright.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/// `bitwright` without a command: says what commands there are.
///
/// It is put together by hand where commands have annotations: reading those takes longer than all
/// else that `--help` does.
final class RootCommand implements Runnable {
    private final CommandSpec spec;

    private RootCommand() {
        spec = CommandSpec.wrapWithoutInspection(this).name("bitwright");
    }

    /// What parses `bitwright` and its two options.
    static CommandSpec spec() {
        CommandSpec spec = new RootCommand().spec;
        spec.version("bitwright " + Version.NUMBER);
        spec.addOption(
                OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help message and exit.")
                        .build());
        spec.addOption(
                OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Print version information and exit.")
                        .build());
        spec.usageMessage()
                .description(
                        "Says what a quantized network costs on a machine, chooses every layer's number format under budgets, and proves that the schedules compute exactly the integers of the reference kernels.")
                .footer(
                        "",
                        "Results go to standard output, progress and complaints to standard error.",
                        "Exit codes: 0 ok, 1 infeasible or mismatch found, 2 bad input.",
                        "",
                        "Examples:",
                        "  bitwright demo",
                        "  bitwright inspect zoo:resnet50",
                        "  bitwright simulate zoo:resnet50 --machine hw-configs/t4.yaml --precision w8a8",
                        "  bitwright plan --table costs.json --max size=4.5 --max latency=3.1");
        return spec;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no command given. Maybe 'bitwright demo', or 'bitwright --help'.");
    }
}
