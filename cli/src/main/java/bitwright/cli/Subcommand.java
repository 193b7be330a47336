package bitwright.cli;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;

/// The commands, in the order of the help, each with the line that says what it does.
///
/// What parses a command's arguments is made only for a command that is named: making all of them
/// takes longer than most commands do.
enum Subcommand {
    DEMO("Run the main job on a trained network and three machines."),
    INSPECT("Print the layers of a model, or what a machine file says."),
    SIMULATE("Say what a network costs on a machine at one precision."),
    EXPLAIN("Say why a layer takes as long, and what would move it."),
    COMPARE("Put reports, or machines on one model, side by side."),
    MAP("Find the best schedule of every layer, with its proof."),
    PLAN("Choose every layer's number format under budgets."),
    PARETO("Find every plan of a cost table that no other dominates."),
    VERIFY("Run a plan's schedules against the reference kernels."),
    EMIT("Write a layer's schedule as text, JSON, Timeloop mapping or C."),
    EXPORT("Write a plan for other tools: QDQ, QONNX, HAWQ, CSV."),
    IMPORT("Read the bit widths of a quantized model as a plan."),
    MACHINES("List machines: peak, memories, area, source of energies."),
    FORMATS("List number formats, or the values of one."),
    NEW("Write a machine file to start from."),
    COMPLETION("Print the script by which a shell completes commands."),
    HELP("Show the help of a command.");

    private final String summary;

    Subcommand(String summary) {
        this.summary = summary;
    }

    /// As the user writes it.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What it does, in one line.
    String summary() {
        return summary;
    }

    private Object command() {
        return switch (this) {
            case DEMO -> new DemoCommand();
            case INSPECT -> new InspectCommand();
            case SIMULATE -> new SimulateCommand();
            case EXPLAIN -> new ExplainCommand();
            case COMPARE -> new CompareCommand();
            case MAP -> new MapCommand();
            case PLAN -> new PlanCommand();
            case PARETO -> new ParetoCommand();
            case VERIFY -> new VerifyCommand();
            case EMIT -> new EmitCommand();
            case EXPORT -> new ExportCommand();
            case IMPORT -> new ImportCommand();
            case MACHINES -> new MachinesCommand();
            case FORMATS -> new FormatsCommand();
            case NEW -> new NewCommand();
            case COMPLETION -> new CompletionCommand();
            case HELP -> new HelpCommand();
        };
    }

    /// What parses and runs the command.
    CommandLine whole() {
        CommandLine line = new CommandLine(command());
        line.getCommandSpec().usageMessage().header(summary);
        return line;
    }

    /// What the list of commands shows of it, and no more.
    CommandLine listed() {
        CommandSpec spec = CommandSpec.create().name(word());
        spec.usageMessage().header(summary);
        return new CommandLine(spec);
    }
}
