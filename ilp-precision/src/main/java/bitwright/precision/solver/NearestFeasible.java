package bitwright.precision.solver;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.table.CostTable;
import java.util.LinkedHashMap;
import java.util.Map;

/// What would be feasible where the budgets are not.
///
/// @param leastAlone the least sum of each budgeted cost when no other budget holds
/// @param leastTogether for each budgeted cost, its least sum while all the other budgets hold;
///   absent where the others cannot be met even so
public record NearestFeasible(Map<String, Double> leastAlone, Map<String, Double> leastTogether) {
    /// Computes both, one small program for each value.
    public static NearestFeasible of(
            CostTable table, Map<String, Double> maxima, SolverOptions options) {
        Map<String, Double> alone = new LinkedHashMap<>();
        Map<String, Double> together = new LinkedHashMap<>();
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
            Map<String, Double> into) {
        PrecisionPlan plan =
                PlanSolver.minimizeCost(table, name, Double.POSITIVE_INFINITY, maxima, options);
        if (plan.status() != PrecisionPlan.Status.INFEASIBLE) {
            into.put(name, plan.costs().getOrDefault(name, 0.0));
        }
    }
}
