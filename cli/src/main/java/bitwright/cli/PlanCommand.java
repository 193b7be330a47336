package bitwright.cli;

import bitwright.cli.flow.Datasets;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.PlanOptions;
import bitwright.cli.flow.PlanQuestion;
import bitwright.cli.flow.Planning;
import bitwright.cli.flow.TableBuilder;
import bitwright.precision.table.CostTableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bitwright plan`: from a cost table file alone, or from a model and a machine.
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description =
                "Chooses every layer's format under budgets, from a cost table or from a model and a machine.",
        footer = {
            "",
            "Examples:",
            "  bitwright plan --table costs.json --max size=4.5 --max latency=3.1",
            "  bitwright plan --table costs.json --minimize latency --max-loss 0.05 -o plan",
            "  bitwright plan --table costs.json --max size=4.5 --then energy --prices --cross-check SCIP",
            "  bitwright plan models/fashion-resnet8.onnx --machine hw-configs/t4.yaml --max size=30 -o report",
            "  bitwright plan models/fashion-resnet8.onnx -m hw-configs/pot-array-16x16.yaml --minimize energy --max-loss 0.05 --fix /stem/Conv=w8a8",
            "",
            "From a model, the costs are size (KiB), latency (ms), energy (mJ) and bit-operations (millions) of its contractions",
            "alone, area (mm²) of memories and of the units in use; activations (KiB) is the peak of what lives at once,",
            "which may be bounded but not minimised."
        })
final class PlanCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "MODEL",
            description = "An ONNX file that reads the labelled images in models/.")
    private @Nullable String model;

    @Option(
            names = {"-m", "--machine"},
            paramLabel = "FILE",
            description = "The machine file, with MODEL.")
    private @Nullable Path machine;

    @Option(
            names = "--table",
            paramLabel = "FILE",
            description = "A cost table (bitwright-cost-table/1), without a model.")
    private @Nullable Path table;

    @Option(
            names = "--write-table",
            paramLabel = "FILE",
            description =
                    "With MODEL: write the cost table, of which 'plan --table' makes the same plan.")
    private @Nullable Path writtenTable;

    @Mixin private final QuestionOptions asked = new QuestionOptions();

    @Mixin private final ChoiceArguments choices = new ChoiceArguments();

    @Mixin private final SensitivityOptions sensitivity = new SensitivityOptions();

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "1000",
            description = "With MODEL: test images for top-1 (default: ${DEFAULT-VALUE}).")
    private int images = PlanOptions.TEST_IMAGES;

    @Mixin private final SoftwareOptions software = new SoftwareOptions();

    @Mixin private final ArithmeticOptions arithmetic = new ArithmeticOptions();

    @Mixin private final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException {
        PlanQuestion question = asked.question(common.seed);
        if (table != null && model == null && machine == null) {
            return new TablePlan(table.toString(), CostTableFile.read(table), question).run(common);
        }
        if (table == null && model != null && machine != null) {
            return fromModel(model, machine, question);
        }
        throw new BadInputException(
                "plan needs either --table FILE, or MODEL and --machine FILE. See 'bitwright plan --help'.");
    }

    private int fromModel(String modelFile, Path machineFile, PlanQuestion question)
            throws IOException {
        MachineSource machineSource = software.on(MachineSource.load(machineFile));
        TableBuilder.requireKnown(question, machineSource);
        machineSource.requireExecutable();
        Planning.requireOffered(machineSource, choices.candidates());
        ModelSource source = ModelSource.load(modelFile, 1);
        PlanOptions options =
                new PlanOptions(
                        choices.options(),
                        question,
                        PlanOptions.CALIBRATION_IMAGES,
                        Arguments.images(images),
                        sensitivity.measure(),
                        common.seed,
                        arithmetic.options());
        PlanningRun run =
                new PlanningRun(
                        source,
                        List.of(machineSource),
                        Datasets.load(Arguments.root().resolve("models")),
                        options,
                        common.terminal());
        String command =
                "bitwright plan "
                        + modelFile
                        + " --machine "
                        + machineFile
                        + software.text()
                        + asked.text()
                        + choices.text()
                        + " --images "
                        + images
                        + sensitivity.text()
                        + " --seed "
                        + common.seed
                        + arithmetic.text();
        run.writeTableTo(writtenTable);
        run.keepLossesIn(sensitivity.lossFolder());
        return Outcomes.finish(run, run.run(command), common.output, common);
    }
}
