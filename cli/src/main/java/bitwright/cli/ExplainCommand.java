package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.cli.flow.Explanation;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.ModelSource;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `bitwright explain MODEL LAYER --machine FILE --precision P`: why a layer takes so long.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Says how long each resource is busy with a layer, which of them binds, and what the layer would take on a machine",
            "that had more of one of them: twice the bandwidth, twice the rows, one more slot. Each of these machines is mapped",
            "anew, so that schedules may change too."
        },
        footer = {
            "",
            "A resource that is busy for most of the latency binds. Overhead is never hidden. What the simulated cycles have",
            "over their bound is waiting that nothing hides: the first tile's arrival, the last one's leaving, latencies.",
            "",
            "Examples:",
            "  bitwright explain zoo:resnet18 layer1.0.conv1 --machine hw-configs/t4.yaml",
            "  bitwright explain zoo:resnet18 --machine hw-configs/int8-array-16x16.yaml   # the layer of most cycles",
            "  bitwright explain models/fashion-resnet8.onnx /stem/Conv -m hw-configs/hexagon-v66.yaml -p w4a8 --json"
        })
final class ExplainCommand implements Callable<Integer> {
    @Mixin private final RunOptions run = new RunOptions();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "LAYER",
            description = "A layer of the model (default: the one of most cycles).")
    private @Nullable String layer;

    @Mixin private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        MachineSource machine = run.machine();
        Precision precision = run.precision(machine);
        ModelSource model = run.model(machine);
        Terminal terminal = output.terminal();
        Explanation explanation;
        try (Progress progress =
                terminal.progress(
                        "mapping machines", Explanation.machines(machine.accelerator()))) {
            explanation =
                    Explanation.of(
                            model.network(),
                            machine.accelerator(),
                            precision,
                            layer,
                            progress::step);
        } catch (IllegalArgumentException problem) {
            throw new BadInputException(String.valueOf(problem.getMessage()), problem);
        }
        if (output.json) {
            terminal.result(ExplanationText.json(explanation, model, machine));
        } else {
            terminal.table(ExplanationText.table(explanation, machine.accelerator()));
        }
        return 0;
    }
}
