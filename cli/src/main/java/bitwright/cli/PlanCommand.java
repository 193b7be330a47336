package bitwright.cli;

import bitwright.cli.flow.Datasets;
import bitwright.cli.flow.InfeasibleException;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.PlanOptions;
import bitwright.cli.flow.Planning;
import bitwright.precision.plan.PlanDocument;
import bitwright.precision.plan.PlanFile;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.solver.NearestFeasible;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.solver.SolverOptions;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
                    "Upper bound on the sum of a cost; repeatable. With MODEL, of its contractions alone.")
    private List<String> maxima = new ArrayList<>();

    @Option(
            names = "--minimize",
            paramLabel = "NAME",
            description = "With --table: minimise this cost under --max-loss instead of the loss.")
    private @Nullable String minimize;

    @Option(
            names = "--max-loss",
            paramLabel = "VALUE",
            description = "With --minimize: upper bound on the loss.")
    private @Nullable Double maximumLoss;

    @Option(
            names = "--candidates",
            paramLabel = "P",
            split = ",",
            description =
                    "With MODEL: the precisions that may be chosen, such as w8a8,w4a8 (default: all of the machine).")
    private List<String> candidates = new ArrayList<>();

    @Option(
            names = "--hawq",
            description = "With MODEL: HAWQ's Hessian-trace measure instead of measured losses.")
    private boolean hawq;

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
                            hawq,
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
                            + (hawq ? " --hawq" : "")
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
        CostTable costs = CostTableFile.read(file);
        SolverOptions options =
                new SolverOptions((int) common.seed, SolverOptions.DEFAULT.limitSeconds());
        PrecisionPlan plan;
        if (minimize != null) {
            double limit = maximumLoss == null ? Double.POSITIVE_INFINITY : maximumLoss;
            plan = PlanSolver.minimizeCost(costs, minimize, limit, budgets, options);
        } else {
            plan = PlanSolver.minimizeLoss(costs, budgets, options);
        }
        String text = PlanFile.text(PlanDocument.of(plan));
        if (common.output != null) {
            Files.createDirectories(common.output);
            Path beside = common.output.resolve("plan.json.tmp");
            Files.writeString(beside, text);
            Files.move(
                    beside,
                    common.output.resolve("plan.json"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        }
        Terminal terminal = common.terminal();
        if (common.json) {
            terminal.result(text.stripTrailing());
        }
        if (plan.status() == PrecisionPlan.Status.INFEASIBLE) {
            throw new InfeasibleException(
                    file.toString(), budgets, NearestFeasible.of(costs, budgets, options));
        }
        if (!common.json) {
            terminal.table(table(costs, plan));
        }
        return 0;
    }

    private static String table(CostTable costs, PrecisionPlan plan) {
        List<List<String>> rows = new ArrayList<>();
        plan.choices().forEach((layer, choice) -> rows.add(List.of(layer, choice)));
        StringBuilder text = new StringBuilder(TextTable.of(List.of("layer", "choice"), rows, 2));
        text.append(
                String.format(
                        Locale.ROOT,
                        "\n\n%s: loss %.9g, bound %.9g, gap %.3g, %s (%s)",
                        costs.network(),
                        plan.loss(),
                        plan.bound(),
                        plan.gap(),
                        plan.status().name().toLowerCase(Locale.ROOT),
                        plan.solver()));
        plan.costs()
                .forEach((name, cost) ->
                        text.append(String.format(Locale.ROOT, "\n%s %.9g", name, cost)));
        return text.toString();
    }
}
