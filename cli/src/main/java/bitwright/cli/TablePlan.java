package bitwright.cli;

import bitwright.cli.flow.InfeasibleException;
import bitwright.precision.plan.PlanDocument;
import bitwright.precision.plan.PlanFile;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.solver.Conflict;
import bitwright.precision.solver.CrossCheck;
import bitwright.precision.solver.NearestFeasible;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.solver.Price;
import bitwright.precision.solver.Question;
import bitwright.precision.solver.SolverOptions;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.Measure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The plan of a bare cost table: solved, priced, confirmed by another solver, written and shown.
///
/// @param subject what complaints call the table
/// @param question what is asked
/// @param wantsPrices whether to price the budgets
/// @param backend who confirms the plan; null for nobody
record TablePlan(
        String subject,
        CostTable table,
        Question question,
        SolverOptions options,
        boolean wantsPrices,
        CrossCheck.@Nullable Backend backend) {
    private static final double AGREEMENT = 1e-6;

    /// Solves.
    ///
    /// @throws InfeasibleException if no plan meets the bounds
    int run(CommonOptions common) throws IOException {
        PrecisionPlan plan = PlanSolver.solve(table, question, options);
        boolean infeasible = plan.status() == PrecisionPlan.Status.INFEASIBLE;
        List<Price> prices =
                wantsPrices && !infeasible ? Price.of(table, question, plan, options) : List.of();
        String text = PlanFile.text(PlanDocument.of(plan));
        if (common.output != null) {
            write(common.output, text, plan, prices);
        }
        Terminal terminal = common.terminal();
        if (common.json) {
            terminal.result(text.stripTrailing());
        }
        if (infeasible) {
            Map<String, Double> maxima = new LinkedHashMap<>();
            question.maxima()
                    .forEach((measure, value) -> maxima.put(measure.name(), value.doubleValue()));
            throw new InfeasibleException(
                    subject,
                    maxima,
                    NearestFeasible.of(table, maxima, options),
                    Conflict.of(table, question.maxima(), options));
        }
        if (!common.json) {
            terminal.table(shown(plan) + priced(plan, prices));
        }
        return confirmed(plan, terminal);
    }

    private void write(Path folder, String text, PrecisionPlan plan, List<Price> prices)
            throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("plan.json", text);
        files.put("plan.csv", PlanTables.choices(table, plan));
        if (wantsPrices) {
            files.put("prices.csv", PlanTables.prices(prices, objective(plan)));
        }
        FolderWriter.write(folder, files);
    }

    private double objective(PrecisionPlan plan) {
        return switch (question.objective()) {
            case Measure.Loss() -> plan.loss();
            case Measure.Cost(String name) -> plan.costs().getOrDefault(name, 0.0);
        };
    }

    private int confirmed(PrecisionPlan plan, Terminal terminal) {
        if (backend == null) {
            return 0;
        }
        Optional<CrossCheck> check =
                CrossCheck.of(table, question, backend, (int) Math.ceil(options.limitSeconds()));
        double value = objective(plan);
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
                        question.objective().name(),
                        other,
                        check.get().confirms(value, AGREEMENT)
                                ? "confirmed"
                                : better ? "better than ours" : "not as good as ours"));
        if (better && plan.gap() == 0) {
            terminal.problem(
                    backend + " has a better plan than one that is proven best. Please report it.");
            return Failures.INFEASIBLE_OR_MISMATCH;
        }
        return 0;
    }

    private String shown(PrecisionPlan plan) {
        List<List<String>> rows = new ArrayList<>();
        plan.choices().forEach((layer, choice) -> rows.add(List.of(layer, choice)));
        StringBuilder text = new StringBuilder(TextTable.of(List.of("layer", "choice"), rows, 2));
        text.append(
                String.format(
                        Locale.ROOT,
                        "\n\n%s: loss %.9g, bound %.9g, gap %.3g, %s (%s)",
                        table.network(),
                        plan.loss(),
                        plan.bound(),
                        plan.gap(),
                        plan.status().name().toLowerCase(Locale.ROOT),
                        plan.solver()));
        if (plan.gap() > 0) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "\nnot proven best: stopped at its limit or at --gap %s; no plan is better by more than %.3g of %s",
                            options.gap(),
                            plan.gap(),
                            question.objective().name()));
        }
        plan.costs()
                .forEach((name, cost) ->
                        text.append(String.format(Locale.ROOT, "\n%s %.9g", name, cost)));
        return text.toString();
    }

    private String priced(PrecisionPlan plan, List<Price> prices) {
        if (prices.isEmpty()) {
            return "";
        }
        return "\n\n"
                + TextTable.of(
                        PlanTables.PRICE_HEADER,
                        PlanTables.priceRows(prices, objective(plan), "%.6g"),
                        1);
    }
}
