package bitwright.precision.solver;

import bitwright.precision.plan.PrecisionPlan.Status;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.Measure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The smallest set of bounds that no plan meets together.
///
/// @param measures their measures; empty where the couplings alone leave no plan
public record Conflict(List<Measure> measures) {
    public Conflict {
        measures = List.copyOf(measures);
    }

    /// Tries all sets, the smallest first and among equally small ones in the bounds' order; empty
    /// if some plan meets all bounds.
    public static Optional<Conflict> of(
            CostTable table, Map<Measure, BigDecimal> maxima, SolverOptions options) {
        List<Measure> all = List.copyOf(maxima.keySet());
        for (int size = 0; size <= all.size(); size++) {
            for (List<Measure> some : subsets(all, size)) {
                Map<Measure, BigDecimal> bounds = new LinkedHashMap<>();
                some.forEach(measure ->
                        bounds.merge(
                                measure,
                                maxima.getOrDefault(measure, BigDecimal.ZERO),
                                BigDecimal::min));
                Measure objective = some.isEmpty() ? Measure.LOSS : some.getFirst();
                if (PlanSolver.solve(table, new Question(objective, null, bounds), options).status()
                        == Status.INFEASIBLE) {
                    return Optional.of(new Conflict(some));
                }
            }
        }
        return Optional.empty();
    }

    private static List<List<Measure>> subsets(List<Measure> all, int size) {
        if (size == 0) {
            return List.of(List.of());
        }
        List<List<Measure>> subsets = new ArrayList<>();
        for (int first = 0; first + size <= all.size(); first++) {
            for (List<Measure> rest : subsets(all.subList(first + 1, all.size()), size - 1)) {
                List<Measure> subset = new ArrayList<>();
                subset.add(all.get(first));
                subset.addAll(rest);
                subsets.add(subset);
            }
        }
        return subsets;
    }
}
