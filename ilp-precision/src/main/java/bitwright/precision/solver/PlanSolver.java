package bitwright.precision.solver;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.plan.PrecisionPlan.Status;
import bitwright.precision.plan.Proof;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Measure;
import bitwright.precision.table.TableFileException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Solves the integer program of a cost table and checks the answer in exact arithmetic.
///
/// Whatever stage of the search found a plan, its sums are evaluated once more from the table alone
/// ([Exact]), every double counting as the decimal that it prints as, and the gap is that of the
/// exact objective and the bound. A gap of 0 is so a proof for the numbers as the table has them;
/// [Proof#justifiedBound] says how much of it rests on no solver's word.
public final class PlanSolver {
    private static final String STAGES = "Bitwright bounds and labels";
    private static final String CP_SAT = "OR-Tools 9.15 CP-SAT";

    private PlanSolver() {}

    /// Least loss under upper bounds on cost sums.
    ///
    /// @throws TableFileException if a bound names a cost that no choice has, or is no number
    public static PrecisionPlan minimizeLoss(
            CostTable table, Map<String, Double> maxima, SolverOptions options) {
        return solve(table, Question.leastLoss(maxima), options);
    }

    /// Least sum of one cost under a limit on the loss and upper bounds on cost sums.
    ///
    /// @throws TableFileException if a bound or the objective names a cost that no choice has
    public static PrecisionPlan minimizeCost(
            CostTable table,
            String cost,
            double lossLimit,
            Map<String, Double> maxima,
            SolverOptions options) {
        Question question = Question.least(new Measure.Cost(cost), maxima);
        return solve(
                table,
                lossLimit == Double.POSITIVE_INFINITY
                        ? question
                        : question.with(Measure.LOSS, BigDecimal.valueOf(lossLimit)),
                options);
    }

    /// The best plan for a question; with a second objective, the best in that among those that are
    /// as good in the first as the plan that was found for it.
    ///
    /// @throws TableFileException if the question names a cost that no choice has, or if the solver
    ///   found neither a plan nor a proof that there is none within its limit
    public static PrecisionPlan solve(CostTable table, Question question, SolverOptions options) {
        question.requireKnown(table);
        BigDecimal ceiling = question.maxima().get(question.objective());
        Map<Measure, BigDecimal> maxima = new LinkedHashMap<>(question.maxima());
        maxima.remove(question.objective());
        Search.Found found = new Search(table, question.objective(), maxima, options).run();
        boolean above =
                ceiling != null && found.bound() != null && found.bound().compareTo(ceiling) > 0;
        if (found.infeasible() || above) {
            return infeasible(question, found);
        }
        int[] chosen = found.chosen();
        if (chosen == null || (ceiling != null && found.value().compareTo(ceiling) > 0)) {
            throw new TableFileException(
                    "the solver found no plan within its limit (bound "
                            + found.bound()
                            + "). Raise the limit, or loosen the budgets.");
        }
        Measure second = question.second();
        Search.Found also = null;
        if (second != null && !second.equals(question.objective())) {
            maxima.put(question.objective(), found.value());
            if (question.maxima().containsKey(second)) {
                maxima.remove(second);
            }
            also = new Search(table, second, maxima, options).run();
            int[] better = also.chosen();
            if (better != null && new Exact(table).feasible(better, question.maxima())) {
                chosen = better;
            }
        }
        return plan(table, question, found, chosen, also);
    }

    private static PrecisionPlan plan(
            CostTable table,
            Question question,
            Search.Found found,
            int[] chosen,
            Search.@Nullable Found also) {
        Exact exact = new Exact(table);
        if (!exact.feasible(chosen, question.maxima())) {
            throw new IllegalStateException("the plan breaks a bound or a coupling.");
        }
        BigDecimal value = exact.sum(chosen, question.objective());
        BigDecimal bound = found.bound() == null ? value : found.bound().min(value);
        Map<String, String> choices = new LinkedHashMap<>();
        for (int layer = 0; layer < chosen.length; layer++) {
            LayerChoices row = table.layers().get(layer);
            choices.put(row.name(), row.choices().get(chosen[layer]).name());
        }
        double gap = Exact.gap(value, bound);
        return new PrecisionPlan(
                choices,
                exact.sum(chosen, Measure.LOSS).doubleValue(),
                exact.costs(chosen),
                bound.doubleValue(),
                gap,
                gap == 0 ? Status.OPTIMAL : Status.FEASIBLE,
                solver(found),
                new Proof(
                        question.objective().name(),
                        found.justified() == null
                                ? null
                                : Math.min(found.justified().doubleValue(), bound.doubleValue()),
                        second(question, exact, chosen, also)));
    }

    private static Proof.@Nullable Second second(
            Question question, Exact exact, int[] chosen, Search.@Nullable Found also) {
        if (also == null || also.bound() == null || question.second() == null) {
            return null;
        }
        BigDecimal value = exact.sum(chosen, question.second());
        BigDecimal bound = also.bound().min(value);
        return new Proof.Second(
                question.second().name(), bound.doubleValue(), Exact.gap(value, bound));
    }

    private static PrecisionPlan infeasible(Question question, Search.Found found) {
        return new PrecisionPlan(
                Map.of(),
                PrecisionPlan.UNKNOWN,
                Map.of(),
                PrecisionPlan.UNKNOWN,
                PrecisionPlan.UNKNOWN,
                Status.INFEASIBLE,
                solver(found),
                new Proof(question.objective().name(), null, null));
    }

    private static String solver(Search.Found found) {
        return found.askedCpSat() ? CP_SAT : STAGES;
    }
}
