package bitwright.cli;

import bitwright.cli.flow.Answer;
import bitwright.cli.flow.Datasets;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.PlanOptions;
import bitwright.cli.flow.PlanQuestion;
import bitwright.cli.flow.Planning;
import bitwright.cli.flow.PlanningTable;
import bitwright.cli.flow.TableBuilder;
import bitwright.kernels.network.IntegerOptions;
import bitwright.precision.front.FrontFile;
import bitwright.precision.front.FrontSolver;
import bitwright.precision.front.ParetoFront;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.solver.Question;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTableFile;
import bitwright.precision.table.Measure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bitwright pareto`: all plans that no other plan dominates in two measures.
@Command(
        name = "pareto",
        mixinStandardHelpOptions = true,
        description =
                "Finds every plan of a cost table, or of a model on a machine, that no other plan dominates in two measures.",
        footer = {
            "",
            "Examples:",
            "  bitwright pareto --table costs.json --measures loss,latency",
            "  bitwright pareto --table costs.json --measures latency,energy --max loss=0.05 -o front",
            "  bitwright pareto models/fashion-resnet8.onnx -m hw-configs/t4.yaml --measures loss,energy --max size=40",
        })
final class ParetoCommand implements Callable<Integer> {
    private static final int SHOWN = 40;

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
            description = "With MODEL: write the cost table.")
    private @Nullable Path writtenTable;

    @Option(
            names = "--measures",
            split = ",",
            paramLabel = "A,B",
            description = "loss, or names of costs (default: loss and the table's first cost).")
    private List<String> measures = new ArrayList<>();

    @Option(
            names = "--tolerance",
            paramLabel = "PART",
            defaultValue = "0",
            description =
                    "Leave out plans that another one nearly dominates: part of the range of A (default: ${DEFAULT-VALUE}).")
    private double tolerance;

    @Mixin private final QuestionOptions asked = new QuestionOptions();

    @Mixin private final ChoiceArguments choices = new ChoiceArguments();

    @Mixin private final SensitivityOptions sensitivity = new SensitivityOptions();

    @Mixin private final SoftwareOptions software = new SoftwareOptions();

    @Mixin private final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException {
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw new BadInputException(
                    "--tolerance (" + tolerance + ") must be at least 0 and below 1.");
        }
        PlanQuestion question = asked.frontQuestion(common.seed);
        if (table != null && model == null && machine == null) {
            return of(table.toString(), CostTableFile.read(table), question);
        }
        if (table == null && model != null && machine != null) {
            MachineSource source = software.on(MachineSource.load(machine));
            return of(
                    source.accelerator().name() + " (costs of contractions alone)",
                    fromModel(model, source, question),
                    question);
        }
        throw new BadInputException(
                "pareto needs either --table FILE, or MODEL and --machine FILE. See 'bitwright pareto --help'.");
    }

    private CostTable fromModel(String file, MachineSource source, PlanQuestion question)
            throws IOException {
        PlanQuestion everything = question;
        for (String measure : measures) {
            PlanQuestion one =
                    new PlanQuestion(
                            Measure.named(measure),
                            everything.objective(),
                            question.bounds(),
                            question.solver(),
                            false,
                            null);
            TableBuilder.requireKnown(one, source);
            everything = one;
        }
        source.requireExecutable();
        Planning.requireOffered(source, choices.candidates());
        PlanOptions options =
                new PlanOptions(
                        choices.options(),
                        everything,
                        PlanOptions.CALIBRATION_IMAGES,
                        0,
                        sensitivity.measure(),
                        common.seed,
                        IntegerOptions.DEFAULT);
        PlanningRun run =
                new PlanningRun(
                        ModelSource.load(file, 1),
                        List.of(source),
                        Datasets.load(Arguments.root().resolve("models")),
                        options,
                        common.terminal());
        run.writeTableTo(writtenTable);
        run.keepLossesIn(sensitivity.lossFolder());
        PlanningTable prepared = run.prepare().tables().getFirst();
        prepared.couplings().forEach(common.terminal()::note);
        return prepared.table();
    }

    private int of(String subject, CostTable costs, PlanQuestion question) throws IOException {
        List<String> names = names(subject, costs);
        PlanQuestion first =
                new PlanQuestion(
                        Measure.named(names.getFirst()),
                        null,
                        question.bounds(),
                        question.solver(),
                        false,
                        null);
        Question bounded = first.on(costs);
        PlanQuestion.requireSum(costs, Measure.named(names.getLast()));
        ParetoFront front =
                FrontSolver.of(
                        costs,
                        bounded.objective(),
                        Measure.named(names.getLast()),
                        bounded.maxima(),
                        tolerance,
                        question.solver());
        if (front.points().isEmpty()) {
            throw Answer.infeasible(
                    costs, first, subject, PlanSolver.solve(costs, bounded, question.solver()));
        }
        String json = FrontFile.json(front);
        if (common.output != null) {
            Map<String, String> files = new LinkedHashMap<>();
            files.put("front.json", json);
            files.put("front.csv", FrontFile.csv(front));
            if (model != null) {
                files.put("cost-table.json", CostTableFile.text(costs));
            }
            FolderWriter.write(common.output, files);
        }
        if (common.json) {
            common.terminal().result(json.stripTrailing());
        } else {
            common.terminal().table(shown(front));
        }
        return 0;
    }

    private List<String> names(String subject, CostTable costs) {
        if (measures.size() == 2) {
            return measures;
        }
        if (!measures.isEmpty()) {
            throw new BadInputException(
                    "--measures "
                            + String.join(",", measures)
                            + " must be two names. Maybe --measures loss,"
                            + costs.costNames().stream().findFirst().orElse("size")
                            + ".");
        }
        if (costs.costNames().isEmpty()) {
            throw new BadInputException(
                    subject + ": has no costs, so that there is no front. Add one.");
        }
        return List.of(Measure.LOSS_NAME, costs.costNames().getFirst());
    }

    /// All points, or as many evenly from end to end as a screen takes.
    private static String shown(ParetoFront front) {
        List<List<String>> rows = new ArrayList<>();
        int count = front.points().size();
        int lines = Math.min(SHOWN, count);
        for (int line = 0; line < lines; line++) {
            int index = lines == 1 ? 0 : (int) ((long) line * (count - 1) / (lines - 1));
            ParetoFront.Point point = front.points().get(index);
            rows.add(
                    List.of(
                            Integer.toString(index + 1),
                            number(point.value(front.first())),
                            number(point.value(front.second()))));
        }
        return TextTable.of(List.of("point", front.first().name(), front.second().name()), rows, 0)
                + String.format(
                        Locale.ROOT,
                        "\n\n%s: %d plans, %s (%s)%s",
                        front.network(),
                        count,
                        front.tolerance() == 0
                                ? "all that none dominates"
                                : "within "
                                        + number(front.tolerance())
                                        + " of "
                                        + front.first().name(),
                        front.method(),
                        lines < count ? "; " + lines + " shown, all with -o or --json" : "");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.9g", value);
    }
}
