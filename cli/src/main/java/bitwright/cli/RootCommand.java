package bitwright.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `bitwright` without a command: says what commands there are.
@Command(
        name = "bitwright",
        version = "bitwright " + Version.NUMBER,
        mixinStandardHelpOptions = true,
        description = {
            "Says what a quantized network costs on a machine, chooses every layer's number format under budgets,",
            "and proves that the schedules compute exactly the integers of the reference kernels."
        },
        footer = {
            "",
            "Exit codes: 0 ok, 1 infeasible or mismatch found, 2 bad input.",
            "",
            "Examples:",
            "  bitwright demo",
            "  bitwright inspect zoo:resnet50",
            "  bitwright simulate zoo:resnet50 --machine hw-configs/t4.yaml --precision w8a8",
            "  bitwright plan --table costs.json --max size=4.5 --max latency=3.1",
        },
        subcommands = {
            DemoCommand.class,
            InspectCommand.class,
            SimulateCommand.class,
            MapCommand.class,
            PlanCommand.class,
            ParetoCommand.class,
            VerifyCommand.class,
            EmitCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            CommandLine.HelpCommand.class
        })
final class RootCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no command given. Maybe 'bitwright demo', or 'bitwright --help'.");
    }
}
