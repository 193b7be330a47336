package bitwright.cli.flow;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.solver.Conflict;
import bitwright.precision.solver.NearestFeasible;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.solver.Price;
import bitwright.precision.solver.Question;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.Measure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a table answers to a question.
///
/// @param table the table
/// @param asked what was asked
/// @param question the question in the table's own measures
/// @param plan the plan
/// @param prices what more of each budget buys; empty unless asked for
public record Answer(
        CostTable table,
        PlanQuestion asked,
        Question question,
        PrecisionPlan plan,
        List<Price> prices) {
    /// Solves.
    ///
    /// @param subject what complaints call the table
    /// @throws InfeasibleException if no plan meets the bounds: the smallest set of bounds that
    ///   contradict each other, and the nearest that would do
    public static Answer of(CostTable table, PlanQuestion asked, String subject) {
        Question question = asked.on(table);
        PrecisionPlan plan = PlanSolver.solve(table, question, asked.solver());
        if (plan.status() == PrecisionPlan.Status.INFEASIBLE) {
            throw infeasible(table, asked, subject, plan);
        }
        List<Price> prices =
                asked.prices() ? Price.of(table, question, plan, asked.solver()) : List.of();
        return new Answer(table, asked, question, plan, prices);
    }

    /// Why no plan meets the bounds.
    public static InfeasibleException infeasible(
            CostTable table, PlanQuestion asked, String subject, PrecisionPlan plan) {
        boolean peaks =
                asked.bounds().keySet().stream()
                        .anyMatch(name -> !PlanQuestion.moments(table, name).isEmpty());
        if (peaks) {
            return Contradiction.of(table, asked, subject, plan);
        }
        Question question = asked.on(table);
        Map<String, Double> maxima = new LinkedHashMap<>();
        question.maxima()
                .forEach((measure, value) -> maxima.put(measure.name(), value.doubleValue()));
        return new InfeasibleException(
                subject,
                maxima,
                NearestFeasible.of(table, maxima, asked.solver()),
                Conflict.of(table, question.maxima(), asked.solver()),
                plan);
    }

    /// What the plan has of the objective.
    public double objective() {
        return switch (question.objective()) {
            case Measure.Loss() -> plan.loss();
            case Measure.Cost(String name) -> plan.costs().getOrDefault(name, 0.0);
        };
    }
}
