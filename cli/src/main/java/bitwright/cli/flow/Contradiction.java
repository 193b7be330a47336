package bitwright.cli.flow;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.plan.PrecisionPlan.Status;
import bitwright.precision.solver.Conflict;
import bitwright.precision.solver.NearestFeasible;
import bitwright.precision.solver.NearestFeasible.Least;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.solver.Question;
import bitwright.precision.solver.SolverOptions;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.Measure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Why no plan meets some bounds, of which some are on peaks: what [NearestFeasible] and [Conflict]
/// say of sums, said of peaks as one bound each.
final class Contradiction {
    /// Peaks are whole bits; costs of moments are in KiB.
    private static final double UNIT = 1 / 8192.0;

    private final CostTable table;
    private final PlanQuestion asked;
    private final SolverOptions options;

    private Contradiction(CostTable table, PlanQuestion asked) {
        this.table = table;
        this.asked = asked;
        options = asked.solver();
    }

    /// The complaint.
    static InfeasibleException of(
            CostTable table, PlanQuestion asked, String subject, PrecisionPlan plan) {
        Contradiction all = new Contradiction(table, asked);
        return new InfeasibleException(
                subject, asked.bounds(), all.nearest(), all.conflict(), plan);
    }

    private NearestFeasible nearest() {
        Map<String, Least> alone = new LinkedHashMap<>();
        Map<String, Least> together = new LinkedHashMap<>();
        for (String name : asked.bounds().keySet()) {
            least(name, Map.of()).ifPresent(least -> alone.put(name, least));
            Map<String, Double> others = new LinkedHashMap<>(asked.bounds());
            others.remove(name);
            least(name, others).ifPresent(least -> together.put(name, least));
        }
        return new NearestFeasible(alone, together);
    }

    private Optional<Least> least(String name, Map<String, Double> others) {
        if (PlanQuestion.moments(table, name).isEmpty()) {
            PrecisionPlan plan = solve(Measure.named(name), others);
            return plan.status() == Status.INFEASIBLE
                    ? Optional.empty()
                    : Optional.of(
                            new Least(
                                    name.equals(Measure.LOSS_NAME)
                                            ? plan.loss()
                                            : plan.costs().getOrDefault(name, 0.0),
                                    plan.status() == Status.OPTIMAL));
        }
        return leastPeak(name, others);
    }

    /// By halving: no plan is below `low`, some plan has `high`.
    private Optional<Least> leastPeak(String name, Map<String, Double> others) {
        PrecisionPlan plan = solve(Measure.LOSS, others);
        if (plan.status() == Status.INFEASIBLE) {
            return Optional.empty();
        }
        double high = peak(plan, name);
        double low = -UNIT;
        while (high - low > UNIT) {
            double middle = Math.max(low + UNIT, Math.floor((low + high) / 2 / UNIT) * UNIT);
            Map<String, Double> bounds = new LinkedHashMap<>(others);
            bounds.put(name, middle);
            PrecisionPlan next = solve(Measure.LOSS, bounds);
            if (next.status() == Status.INFEASIBLE) {
                low = middle;
            } else {
                high = peak(next, name);
            }
        }
        return Optional.of(new Least(high, high - low <= UNIT));
    }

    private static double peak(PrecisionPlan plan, String name) {
        return PlanQuestion.peaks(plan.costs()).getOrDefault(name, 0.0);
    }

    private Optional<Conflict> conflict() {
        List<String> names = List.copyOf(asked.bounds().keySet());
        for (int size = 0; size <= names.size(); size++) {
            for (List<String> some : subsets(names, size)) {
                Map<String, Double> bounds = new LinkedHashMap<>(asked.bounds());
                bounds.keySet().retainAll(some);
                if (solve(Measure.LOSS, bounds).status() == Status.INFEASIBLE) {
                    return Optional.of(new Conflict(some.stream().map(Measure::named).toList()));
                }
            }
        }
        return Optional.empty();
    }

    private PrecisionPlan solve(Measure objective, Map<String, Double> bounds) {
        Question question = Question.least(objective, asked.within(bounds).bounds(table));
        return PlanSolver.solve(table, question, options);
    }

    private static List<List<String>> subsets(List<String> all, int size) {
        if (size == 0) {
            return List.of(List.of());
        }
        List<List<String>> subsets = new ArrayList<>();
        for (int first = 0; first + size <= all.size(); first++) {
            for (List<String> rest : subsets(all.subList(first + 1, all.size()), size - 1)) {
                List<String> subset = new ArrayList<>();
                subset.add(all.get(first));
                subset.addAll(rest);
                subsets.add(subset);
            }
        }
        return subsets;
    }
}
