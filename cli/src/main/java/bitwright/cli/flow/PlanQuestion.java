package bitwright.cli.flow;

import bitwright.precision.solver.CrossCheck;
import bitwright.precision.solver.Question;
import bitwright.precision.solver.SolverOptions;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.Measure;
import bitwright.precision.table.TableFileException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a person asks of a plan, before any table is known.
///
/// @param objective what is to be least
/// @param second what is to be least among plans that are as good; null for nothing
/// @param bounds upper bounds by the name of a cost, of the loss, or of a peak
/// @param solver how the solver works
/// @param prices whether budgets are priced
/// @param crossCheck who confirms the plan; null for nobody
public record PlanQuestion(
        Measure objective,
        @Nullable Measure second,
        Map<String, Double> bounds,
        SolverOptions solver,
        boolean prices,
        CrossCheck.@Nullable Backend crossCheck) {
    /// What parts the name of a peak from the name of one of its moments.
    public static final char MOMENT_MARK = '@';

    public PlanQuestion {
        bounds = Collections.unmodifiableMap(new LinkedHashMap<>(bounds));
    }

    /// The least loss under budgets.
    public static PlanQuestion leastLoss(Map<String, Double> bounds, long seed) {
        return least(Measure.LOSS, bounds, seed);
    }

    /// The least of a measure under bounds.
    public static PlanQuestion least(Measure objective, Map<String, Double> bounds, long seed) {
        return new PlanQuestion(
                objective,
                null,
                bounds,
                SolverOptions.seeded(seed, SolverOptions.DEFAULT.limitSeconds()),
                false,
                null);
    }

    /// Whether nothing is asked for, so that budgets have to be found.
    public boolean isOpen() {
        return bounds.isEmpty() && objective.equals(Measure.LOSS);
    }

    /// Whether a bound or an objective is about this measure.
    public boolean isAbout(String name) {
        return bounds.containsKey(name)
                || objective.name().equals(name)
                || (second != null && second.name().equals(name));
    }

    /// The same with other bounds.
    public PlanQuestion within(Map<String, Double> others) {
        return new PlanQuestion(objective, second, others, solver, prices, crossCheck);
    }

    /// The question about a table: a bound on a peak is one bound on each of its moments.
    ///
    /// @throws TableFileException if a peak is to be least, as it is no sum
    public Question on(CostTable table) {
        requireSum(table, objective);
        if (second != null) {
            requireSum(table, second);
        }
        Question question = Question.least(objective, bounds(table));
        return second == null ? question : question.then(second);
    }

    /// Refuses a peak as what is to be least.
    ///
    /// @throws TableFileException if the measure is a peak of the table
    public static void requireSum(CostTable table, Measure measure) {
        if (!moments(table, measure.name()).isEmpty()) {
            throw new TableFileException(
                    "'"
                            + measure.name()
                            + "' is a peak, no sum, and cannot be minimised. Maybe bound it: --max "
                            + measure.name()
                            + "=VALUE.");
        }
    }

    /// The bounds on a table's costs.
    public Map<String, Double> bounds(CostTable table) {
        Map<String, Double> own = new LinkedHashMap<>();
        bounds.forEach((name, value) -> {
            List<String> moments = moments(table, name);
            if (moments.isEmpty()) {
                own.put(name, value);
            }
            moments.forEach(moment -> own.merge(moment, value, Math::min));
        });
        return own;
    }

    /// The costs that are moments of a peak: `NAME@…`, where the table has no cost `NAME` itself.
    public static List<String> moments(CostTable table, String name) {
        List<String> costs = table.costNames();
        return costs.contains(name)
                ? List.of()
                : costs.stream().filter(cost -> cost.startsWith(name + MOMENT_MARK)).toList();
    }

    /// Costs with the moments of each peak as their greatest.
    public static Map<String, Double> peaks(Map<String, Double> costs) {
        Map<String, Double> peaks = new LinkedHashMap<>();
        costs.forEach((name, value) -> {
            int mark = name.indexOf(MOMENT_MARK);
            if (mark < 1) {
                peaks.put(name, value);
            } else {
                peaks.merge(name.substring(0, mark), value, Math::max);
            }
        });
        return peaks;
    }
}
