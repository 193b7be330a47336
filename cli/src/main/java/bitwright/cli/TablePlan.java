package bitwright.cli;

import bitwright.cli.flow.Answer;
import bitwright.cli.flow.InfeasibleException;
import bitwright.cli.flow.PlanQuestion;
import bitwright.precision.plan.PlanDocument;
import bitwright.precision.plan.PlanFile;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.solver.CrossCheck;
import bitwright.precision.table.CostTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The plan of a bare cost table: solved, priced, confirmed by another solver, written and shown.
///
/// @param subject what complaints call the table
/// @param question what is asked
record TablePlan(String subject, CostTable table, PlanQuestion question) {
    private static final double AGREEMENT = 1e-6;

    /// Solves.
    ///
    /// @throws InfeasibleException if no plan meets the bounds
    int run(CommonOptions common) throws IOException {
        Terminal terminal = common.terminal();
        Answer answer;
        try {
            answer = Answer.of(table, question, subject);
        } catch (InfeasibleException none) {
            if (common.output != null) {
                FolderWriter.write(common.output, Map.of("plan.json", none.planText()));
            }
            if (common.json) {
                terminal.result(none.planText().stripTrailing());
            }
            throw none;
        }
        String text = PlanFile.text(PlanDocument.of(answer.plan()));
        if (common.output != null) {
            Map<String, String> files = new LinkedHashMap<>();
            files.put("plan.json", text);
            files.put("plan.csv", PlanTables.choices(table, answer.plan()));
            files.putAll(priceFiles(answer));
            FolderWriter.write(common.output, files);
        }
        if (common.json) {
            terminal.result(text.stripTrailing());
        } else {
            terminal.table(shown(answer) + unproven(answer) + costs(answer) + priced(answer));
        }
        return confirmed(answer, terminal);
    }

    /// `prices.csv`, where prices were asked for.
    static Map<String, String> priceFiles(Answer answer) {
        return answer.asked().prices()
                ? Map.of("prices.csv", PlanTables.prices(answer.prices(), answer.objective()))
                : Map.of();
    }

    /// Asks the other solver, where one was asked for.
    ///
    /// @return the exit code: 1 where it beats a plan that is proven best
    static int confirmed(Answer answer, Terminal terminal) {
        CrossCheck.Backend backend = answer.asked().crossCheck();
        if (backend == null) {
            return 0;
        }
        Optional<CrossCheck> check =
                CrossCheck.of(
                        answer.table(),
                        answer.question(),
                        backend,
                        (int) Math.ceil(answer.asked().solver().limitSeconds()));
        double value = answer.objective();
        if (check.isEmpty()) {
            terminal.problem(backend + " found no plan within its limit; nothing is confirmed.");
            return 0;
        }
        double other = check.get().objective();
        boolean better =
                check.get().withinBounds()
                        && other < value - AGREEMENT * Math.max(1e-9, Math.abs(value));
        terminal.note(
                String.format(
                        Locale.ROOT,
                        "%s: %s %.9g, %s",
                        backend,
                        answer.question().objective().name(),
                        other,
                        check.get().confirms(value, AGREEMENT)
                                ? "confirmed"
                                : better ? "better than ours" : "not as good as ours"));
        if (better && answer.plan().gap() == 0) {
            terminal.problem(
                    backend + " has a better plan than one that is proven best. Please report it.");
            return Failures.INFEASIBLE_OR_MISMATCH;
        }
        return 0;
    }

    private static String shown(Answer answer) {
        PrecisionPlan plan = answer.plan();
        List<List<String>> rows = new ArrayList<>();
        plan.choices().forEach((layer, choice) -> rows.add(List.of(layer, choice)));
        return TextTable.of(List.of("layer", "choice"), rows, 2)
                + String.format(
                        Locale.ROOT,
                        "\n\n%s: loss %.9g, bound %.9g, gap %.3g, %s (%s)",
                        answer.table().network(),
                        plan.loss(),
                        plan.bound(),
                        plan.gap(),
                        plan.status().name().toLowerCase(Locale.ROOT),
                        plan.solver());
    }

    /// That a plan is not proven best, with a line break in front; empty where it is.
    static String unproven(Answer answer) {
        return answer.plan().gap() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "\nnot proven best: stopped at its limit or at --gap %s; no plan is better by more than %.3g of %s",
                        answer.asked().solver().gap(),
                        answer.plan().gap(),
                        answer.question().objective().name());
    }

    /// What the plan costs, a line each with a line break in front; of a peak its greatest moment.
    private static String costs(Answer answer) {
        StringBuilder text = new StringBuilder();
        PlanQuestion.peaks(answer.plan().costs())
                .forEach((name, cost) ->
                        text.append(String.format(Locale.ROOT, "\n%s %.9g", name, cost)));
        return text.toString();
    }

    /// The prices as a table, with a blank line in front; empty where none were asked for.
    static String priced(Answer answer) {
        if (answer.prices().isEmpty()) {
            return "";
        }
        return "\n\n"
                + TextTable.of(
                        PlanTables.PRICE_HEADER,
                        PlanTables.priceRows(answer.prices(), answer.objective(), "%.6g"),
                        1);
    }
}
