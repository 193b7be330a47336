package bitwright.cli;

import bitwright.cli.flow.PlanQuestion;
import bitwright.precision.solver.CrossCheck;
import bitwright.precision.solver.SolverOptions;
import bitwright.precision.table.Measure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flags that say what a plan is asked for, of a table and of a model alike.
final class QuestionOptions {
    @Option(
            names = "--max",
            paramLabel = "NAME=VALUE",
            description =
                    "Upper bound on the sum of a cost, on a peak (activations) or on the loss; repeatable. With MODEL, of its contractions alone.")
    private List<String> maxima = new ArrayList<>();

    @Option(
            names = "--minimize",
            paramLabel = "NAME",
            description = "Minimise this cost instead of the loss.")
    private @Nullable String minimize;

    @Option(names = "--max-loss", paramLabel = "VALUE", description = "Upper bound on the loss.")
    private @Nullable Double maximumLoss;

    @Option(
            names = "--then",
            paramLabel = "NAME",
            description = "Among equally good plans, the least of this (loss, or a cost).")
    private @Nullable String second;

    @Option(
            names = "--gap",
            paramLabel = "PART",
            defaultValue = "0",
            description =
                    "Stop when no plan can be better by more than this part (default: ${DEFAULT-VALUE}).")
    private double gap;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "When the solver stops with the best plan so far, in its deterministic seconds (default: ${DEFAULT-VALUE}).")
    private double limitSeconds = SolverOptions.DEFAULT.limitSeconds();

    @Option(
            names = "--prices",
            description = "What more of each budget would buy, and the next plans on either side.")
    private boolean prices;

    @Option(
            names = "--cross-check",
            paramLabel = "SOLVER",
            description = "Ask another solver too: ${COMPLETION-CANDIDATES}.")
    private CrossCheck.@Nullable Backend crossCheck;

    /// What is asked.
    ///
    /// @throws BadInputException if a flag's value is none
    PlanQuestion question(long seed) {
        Map<String, Double> bounds = new LinkedHashMap<>(Arguments.budgets(maxima));
        if (maximumLoss != null && bounds.put(Measure.LOSS_NAME, maximumLoss) != null) {
            throw new BadInputException("--max-loss and --max loss are both given. Keep one.");
        }
        if (maximumLoss != null && !Double.isFinite(maximumLoss)) {
            throw new BadInputException(
                    "--max-loss (" + maximumLoss + ") must be a finite number.");
        }
        if (!(gap >= 0 && gap < 1)) {
            throw new BadInputException("--gap (" + gap + ") must be at least 0 and below 1.");
        }
        if (!(limitSeconds > 0 && limitSeconds <= 1e6)) {
            throw new BadInputException(
                    "--limit (" + limitSeconds + ") must be above 0 and at most 1000000 seconds.");
        }
        return new PlanQuestion(
                minimize == null ? Measure.LOSS : Measure.named(minimize),
                second == null ? null : Measure.named(second),
                bounds,
                SolverOptions.seeded(seed, limitSeconds).withGap(gap),
                prices,
                crossCheck);
    }

    /// What is asked of a front, which has its own two measures.
    ///
    /// @throws BadInputException if a flag's value is none, or it asks for one plan
    PlanQuestion frontQuestion(long seed) {
        String single =
                minimize != null
                        ? "--minimize"
                        : second != null
                                ? "--then"
                                : prices ? "--prices" : crossCheck != null ? "--cross-check" : "";
        if (!single.isEmpty() || gap > 0) {
            throw new BadInputException(
                    (single.isEmpty() ? "--gap" : single)
                            + " asks for one plan, and a front has many. Maybe `bitwright plan`, or"
                            + " --measures.");
        }
        return question(seed);
    }

    /// The flags that say something, as the command line has them, for reports.
    String text() {
        StringBuilder text = new StringBuilder();
        maxima.forEach(each -> text.append(" --max ").append(each));
        if (minimize != null) {
            text.append(" --minimize ").append(minimize);
        }
        if (maximumLoss != null) {
            text.append(" --max-loss ").append(maximumLoss);
        }
        if (second != null) {
            text.append(" --then ").append(second);
        }
        if (gap > 0) {
            text.append(" --gap ").append(gap);
        }
        if (limitSeconds != SolverOptions.DEFAULT.limitSeconds()) {
            text.append(" --limit ").append(limitSeconds);
        }
        return text.toString();
    }
}
