package bitwright.cli;

import bitwright.cli.flow.Datasets;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.PlanOptions;
import bitwright.cli.flow.Planning;
import bitwright.precision.solver.CrossCheck;
import bitwright.precision.solver.Question;
import bitwright.precision.solver.SolverOptions;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTableFile;
import bitwright.precision.table.Measure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            "",
            "From a model, the costs are size (KiB), latency (ms) and energy (mJ) of its contractions alone."
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
            names = "--max",
            paramLabel = "NAME=VALUE",
            description =
                    "Upper bound on the sum of a cost, with --table also on the loss; repeatable. With MODEL, of its contractions alone.")
    private List<String> maxima = new ArrayList<>();

    @Option(
            names = "--minimize",
            paramLabel = "NAME",
            description = "With --table: minimise this cost instead of the loss.")
    private @Nullable String minimize;

    @Option(
            names = "--max-loss",
            paramLabel = "VALUE",
            description = "With --table: upper bound on the loss.")
    private @Nullable Double maximumLoss;

    @Option(
            names = "--then",
            paramLabel = "NAME",
            description =
                    "With --table: among equally good plans, the least of this (loss, or a cost).")
    private @Nullable String second;

    @Option(
            names = "--gap",
            paramLabel = "PART",
            defaultValue = "0",
            description =
                    "With --table: stop when no plan can be better by more than this part (default: ${DEFAULT-VALUE}).")
    private double gap;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "With --table: when the solver stops with the best plan so far, in its deterministic seconds (default: ${DEFAULT-VALUE}).")
    private double limitSeconds = SolverOptions.DEFAULT.limitSeconds();

    @Option(
            names = "--prices",
            description =
                    "With --table: what more of each budget would buy, and the next plans on either side.")
    private boolean prices;

    @Option(
            names = "--cross-check",
            paramLabel = "SOLVER",
            description = "With --table: ask another solver too: ${COMPLETION-CANDIDATES}.")
    private CrossCheck.@Nullable Backend crossCheck;

    @Option(
            names = "--candidates",
            paramLabel = "P",
            split = ",",
            description =
                    "With MODEL: the precisions that may be chosen, such as w8a8,w4a8 (default: all of the machine).")
    private List<String> candidates = new ArrayList<>();

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
        Map<String, Double> budgets = Arguments.budgets(maxima);
        if (table != null && model == null && machine == null) {
            return fromTable(table, budgets);
        }
        if (table == null && model != null && machine != null) {
            MachineSource machineSource = software.on(MachineSource.load(machine));
            machineSource.requireExecutable();
            Planning.requireOffered(machineSource, candidates);
            ModelSource source = ModelSource.load(model, 1);
            PlanOptions options =
                    new PlanOptions(
                            List.copyOf(candidates),
                            budgets,
                            PlanOptions.CALIBRATION_IMAGES,
                            Arguments.images(images),
                            sensitivity.measure(),
                            common.seed,
                            arithmetic.options());
            Datasets datasets = Datasets.load(Arguments.root().resolve("models"));
            PlanningRun run =
                    new PlanningRun(
                            source, List.of(machineSource), datasets, options, common.terminal());
            String command =
                    "bitwright plan "
                            + model
                            + " --machine "
                            + machine
                            + software.text()
                            + budgetText(budgets)
                            + (candidates.isEmpty()
                                    ? ""
                                    : " --candidates " + String.join(",", candidates))
                            + " --images "
                            + images
                            + sensitivity.text()
                            + " --seed "
                            + common.seed
                            + arithmetic.text();
            return Outcomes.finish(run, run.run(command), common.output, common);
        }
        throw new BadInputException(
                "plan needs either --table FILE, or MODEL and --machine FILE. See 'bitwright plan --help'.");
    }

    private static String budgetText(Map<String, Double> budgets) {
        StringBuilder text = new StringBuilder();
        budgets.forEach(
                (name, value) -> text.append(" --max ").append(name).append('=').append(value));
        return text.toString();
    }

    private int fromTable(Path file, Map<String, Double> budgets) throws IOException {
        Map<String, Double> bounds = new LinkedHashMap<>(budgets);
        if (maximumLoss != null && bounds.put(Measure.LOSS_NAME, maximumLoss) != null) {
            throw new BadInputException("--max-loss and --max loss are both given. Keep one.");
        }
        if (!(gap >= 0 && gap < 1)) {
            throw new BadInputException("--gap (" + gap + ") must be at least 0 and below 1.");
        }
        if (!(limitSeconds > 0 && limitSeconds <= 1e6)) {
            throw new BadInputException(
                    "--limit (" + limitSeconds + ") must be above 0 and at most 1000000 seconds.");
        }
        CostTable costs = CostTableFile.read(file);
        Measure objective = minimize == null ? Measure.LOSS : Measure.named(minimize);
        Question question = Question.least(objective, bounds);
        return new TablePlan(
                        file.toString(),
                        costs,
                        second == null ? question : question.then(Measure.named(second)),
                        new SolverOptions((int) common.seed, limitSeconds).withGap(gap),
                        prices,
                        crossCheck)
                .run(common);
    }
}
