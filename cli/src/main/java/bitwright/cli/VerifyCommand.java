package bitwright.cli;

import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.PlanCheck;
import bitwright.kernels.reference.Register;
import bitwright.precision.plan.PlanDocument;
import bitwright.precision.plan.PlanFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `bitwright verify MODEL --machine FILE --plan plan.json`: runs a plan's schedules against the
/// reference kernels.
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Runs every schedule of a plan on integer tensors, compares every value with the reference kernel, and checks that",
            "each schedule is legal and costs what the plan says. Weights are the model's own where it has them; activations",
            "are drawn with the seed over the whole range of their format. With --accumulator, the reference kernel also runs in",
            "registers of that width, and a table tells which outputs overflow: additions go over input channels, filter rows,",
            "filter columns; biases are added later."
        },
        footer = {
            "",
            "Examples:",
            "  bitwright verify models/fashion-resnet8.onnx --machine hw-configs/pot-array-16x16.yaml --plan bitwright-report/plan.json",
            "  bitwright verify models/fashion-resnet8.onnx --machine hw-configs/pot-array-16x16.yaml --plan bitwright-report/plan.json --accumulator 16 --overflow saturate"
        })
final class VerifyCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL",
            description = "An ONNX file, a SCALE-Sim topology (.csv) or zoo:NAME.")
    private String model = "";

    @Option(
            names = {"-m", "--machine"},
            required = true,
            paramLabel = "FILE",
            description = "The machine file.")
    private Path machine = Path.of("");

    @Option(names = "--plan", required = true, paramLabel = "FILE", description = "The plan.")
    private Path plan = Path.of("");

    @Mixin private final AccumulatorOptions accumulator = new AccumulatorOptions();

    @Mixin private final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException {
        Register register = accumulator.register();
        PlanDocument document = PlanFile.read(plan);
        MachineSource machineSource = MachineSource.load(machine);
        machineSource.requireExecutable();
        ModelSource source = ModelSource.load(model, 1);
        Terminal terminal = common.terminal();
        PlanCheck check =
                new PlanCheck(
                        source, machineSource, document, plan.toString(), common.seed, register);
        PlanCheck.Result result;
        try (Progress progress =
                terminal.progress("running schedules", source.network().contractions().size())) {
            result = check.run(progress::step);
        }
        if (common.json) {
            terminal.result(json(result, register != null));
        } else {
            if (register != null) {
                terminal.table(AccumulatorTable.text(register, result.accumulators()));
            }
            terminal.table(
                    String.format(
                            Locale.ROOT,
                            "schedules executed %,d / values compared %,d / mismatches %,d",
                            result.schedulesExecuted(),
                            result.valuesCompared(),
                            result.mismatches()));
        }
        result.complaints().forEach(terminal::problem);
        return result.complaints().isEmpty() ? 0 : Failures.INFEASIBLE_OR_MISMATCH;
    }

    /// @param registers whether accumulators were asked about
    static String json(PlanCheck.Result result, boolean registers) {
        ObjectNode tree =
                JsonText.object()
                        .put("schedulesExecuted", result.schedulesExecuted())
                        .put("valuesCompared", result.valuesCompared())
                        .put("mismatches", result.mismatches());
        if (registers) {
            AccumulatorTable.addTo(tree.putArray("accumulators"), result.accumulators());
        }
        return JsonText.print(tree);
    }
}
