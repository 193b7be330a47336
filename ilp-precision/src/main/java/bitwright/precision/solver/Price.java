package bitwright.precision.solver;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.plan.PrecisionPlan.Status;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.Measure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a budget is worth at a plan, all other budgets kept.
///
/// @param measure what is bounded
/// @param maximum the bound
/// @param used what the plan has of it
/// @param multiplier by how much the relaxation's objective falls for one more unit; 0 where the
///   bound does not bind
/// @param looser the next better plan: the least bound that lets the objective fall; null where no
///   bound does
/// @param tighter the next plan below: the best where less than `used` is allowed; null where none
///   is possible
public record Price(
        Measure measure,
        double maximum,
        double used,
        double multiplier,
        @Nullable Neighbour looser,
        @Nullable Neighbour tighter) {
    /// A plan next to the one that was asked about.
    ///
    /// @param used what it has of the measure
    /// @param objective its objective
    /// @param proven whether both are proven
    public record Neighbour(double used, double objective, boolean proven) {}

    /// By how much the objective falls for each unit from the plan to the next better one; 0 where
    /// there is none.
    public double perUnitLooser(double objective) {
        return looser == null ? 0 : (objective - looser.objective()) / (looser.used() - used);
    }

    /// The price of each bound at a plan that answers the question.
    ///
    /// @throws bitwright.precision.table.TableFileException if the solver stops without a plan
    public static List<Price> of(
            CostTable table, Question question, PrecisionPlan plan, SolverOptions options) {
        PlanSums sums = new PlanSums(table);
        BigDecimal value = sums.exact(plan.choices(), question.objective());
        Map<Measure, Double> multipliers = multipliers(table, question);
        List<Price> prices = new ArrayList<>();
        question.maxima()
                .forEach((measure, maximum) -> {
                    if (!measure.equals(question.objective())) {
                        BigDecimal used = sums.exact(plan.choices(), measure);
                        prices.add(
                                new Price(
                                        measure,
                                        maximum.doubleValue(),
                                        used.doubleValue(),
                                        multipliers.getOrDefault(measure, 0.0),
                                        looser(table, question, measure, value, options),
                                        tighter(table, question, measure, used, options)));
                    }
                });
        return prices;
    }

    private static Map<Measure, Double> multipliers(CostTable table, Question question) {
        Map<Measure, Double> multipliers = new HashMap<>();
        Optional<Map<Measure, BigDecimal>> binding =
                Instance.binding(table, question.without(question.objective()).maxima());
        if (binding.isEmpty()) {
            return multipliers;
        }
        Instance.bounded(table, question.objective(), binding.get())
                .ifPresent(instance -> {
                    double[] prices = Relaxation.of(instance).prices().getFirst();
                    int at = 0;
                    for (Measure measure : binding.get().keySet()) {
                        multipliers.put(measure, prices[at++]);
                    }
                });
        return multipliers;
    }

    private static @Nullable Neighbour looser(
            CostTable table,
            Question question,
            Measure measure,
            BigDecimal value,
            SolverOptions options) {
        PlanSums sums = new PlanSums(table);
        Measure objective = question.objective();
        Question cheapest =
                question.without(measure)
                        .minimizing(measure)
                        .with(objective, value.subtract(sums.unit(objective)));
        PrecisionPlan needed = PlanSolver.solve(table, cheapest, options);
        if (needed.status() == Status.INFEASIBLE) {
            return null;
        }
        BigDecimal least = sums.exact(needed.choices(), measure);
        PrecisionPlan best =
                PlanSolver.solve(
                        table,
                        question.without(measure).minimizing(objective).with(measure, least),
                        options);
        return new Neighbour(
                least.doubleValue(),
                sums.exact(best.choices(), objective).doubleValue(),
                needed.gap() == 0 && best.gap() == 0);
    }

    private static @Nullable Neighbour tighter(
            CostTable table,
            Question question,
            Measure measure,
            BigDecimal used,
            SolverOptions options) {
        PlanSums sums = new PlanSums(table);
        PrecisionPlan next =
                PlanSolver.solve(
                        table,
                        question.without(measure)
                                .minimizing(question.objective())
                                .then(measure)
                                .with(measure, used.subtract(sums.unit(measure))),
                        options);
        return next.status() == Status.INFEASIBLE
                ? null
                : new Neighbour(
                        sums.exact(next.choices(), measure).doubleValue(),
                        sums.exact(next.choices(), question.objective()).doubleValue(),
                        next.gap() == 0);
    }
}
