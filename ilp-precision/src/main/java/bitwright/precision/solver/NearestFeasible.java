package bitwright.precision.solver;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.Measure;
import java.util.LinkedHashMap;
import java.util.Map;

/// What would be feasible where the budgets are not.
///
/// @param leastAlone the least sum of each budgeted cost when no other budget holds
/// @param leastTogether for each budgeted cost, its least sum while all the other budgets hold;
///   absent where the others cannot be met even so
public record NearestFeasible(Map<String, Least> leastAlone, Map<String, Least> leastTogether) {
    /// The least sum of a cost that was found.
    ///
    /// @param proven whether nothing less is possible; if not, the least is at most the value
    public record Least(double value, boolean proven) {
        /// What a plan of least cost says.
        static Least of(PrecisionPlan plan, String cost) {
            return new Least(
                    cost.equals(Measure.LOSS_NAME)
                            ? plan.loss()
                            : plan.costs().getOrDefault(cost, 0.0),
                    plan.status() == PrecisionPlan.Status.OPTIMAL);
        }
    }

    /// Computes both, one small program for each value.
    public static NearestFeasible of(
            CostTable table, Map<String, Double> maxima, SolverOptions options) {
        Map<String, Least> alone = new LinkedHashMap<>();
        Map<String, Least> together = new LinkedHashMap<>();
        for (String name : maxima.keySet()) {
            least(table, name, Map.of(), options, alone);
            Map<String, Double> others = new LinkedHashMap<>(maxima);
            others.remove(name);
            least(table, name, others, options, together);
        }
        return new NearestFeasible(alone, together);
    }

    private static void least(
            CostTable table,
            String name,
            Map<String, Double> maxima,
            SolverOptions options,
            Map<String, Least> into) {
        PrecisionPlan plan =
                PlanSolver.solve(table, Question.least(Measure.named(name), maxima), options);
        if (plan.status() != PrecisionPlan.Status.INFEASIBLE) {
            into.put(name, Least.of(plan, name));
        }
    }
}
