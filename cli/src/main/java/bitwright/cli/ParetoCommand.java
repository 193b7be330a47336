package bitwright.cli;

import bitwright.cli.flow.InfeasibleException;
import bitwright.precision.front.FrontFile;
import bitwright.precision.front.FrontSolver;
import bitwright.precision.front.ParetoFront;
import bitwright.precision.solver.Conflict;
import bitwright.precision.solver.NearestFeasible;
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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bitwright pareto`: all plans that no other plan dominates in two measures.
@Command(
        name = "pareto",
        mixinStandardHelpOptions = true,
        description =
                "Finds every plan of a cost table that no other plan dominates in two measures.",
        footer = {
            "",
            "Examples:",
            "  bitwright pareto --table costs.json --measures loss,latency",
            "  bitwright pareto --table costs.json --measures latency,energy --max loss=0.05 -o front",
            "",
            "'bitwright plan MODEL' writes the cost table of a model beside its report."
        })
final class ParetoCommand implements Callable<Integer> {
    private static final int SHOWN = 40;

    @Option(
            names = "--table",
            required = true,
            paramLabel = "FILE",
            description = "A cost table (bitwright-cost-table/1).")
    private Path table = Path.of("");

    @Option(
            names = "--measures",
            split = ",",
            paramLabel = "A,B",
            description = "loss, or names of costs (default: loss and the table's first cost).")
    private List<String> measures = new ArrayList<>();

    @Option(
            names = "--max",
            paramLabel = "NAME=VALUE",
            description = "Upper bound on the sum of a cost, or on the loss; repeatable.")
    private List<String> maxima = new ArrayList<>();

    @Option(
            names = "--tolerance",
            paramLabel = "PART",
            defaultValue = "0",
            description =
                    "Leave out plans that another one nearly dominates: part of the range of A (default: ${DEFAULT-VALUE}).")
    private double tolerance;

    @Mixin private final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException {
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw new BadInputException(
                    "--tolerance (" + tolerance + ") must be at least 0 and below 1.");
        }
        Map<String, Double> bounds = Arguments.budgets(maxima);
        CostTable costs = CostTableFile.read(table);
        List<String> names = names(costs);
        Question question = Question.least(Measure.named(names.getFirst()), bounds);
        SolverOptions options =
                new SolverOptions((int) common.seed, SolverOptions.DEFAULT.limitSeconds());
        ParetoFront front =
                FrontSolver.of(
                        costs,
                        question.objective(),
                        Measure.named(names.getLast()),
                        question.maxima(),
                        tolerance,
                        options);
        if (front.points().isEmpty()) {
            throw new InfeasibleException(
                    table.toString(),
                    bounds,
                    NearestFeasible.of(costs, bounds, options),
                    Conflict.of(costs, question.maxima(), options));
        }
        String json = FrontFile.json(front);
        if (common.output != null) {
            Map<String, String> files = new LinkedHashMap<>();
            files.put("front.json", json);
            files.put("front.csv", FrontFile.csv(front));
            FolderWriter.write(common.output, files);
        }
        if (common.json) {
            common.terminal().result(json.stripTrailing());
        } else {
            common.terminal().table(shown(front));
        }
        return 0;
    }

    private List<String> names(CostTable costs) {
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
                    table + ": has no costs, so that there is no front. Add one.");
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
