package bitwright.precision.solver;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.plan.PrecisionPlan.Status;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.TableFileException;
import com.google.ortools.sat.CpSolverStatus;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Solves the integer program of a cost table with OR-Tools' CP-SAT and checks the answer in exact
/// arithmetic.
///
/// The program sees whole numbers in limbs that its 64 bits hold ([Limbs]). It is minimised limb by
/// limb, the leading one first; a plan that it returns is evaluated exactly, and if that plan
/// breaks a budget in the limbs behind, the budgets are stated to their last digit and the stage is
/// solved again. A gap of 0 is so a proof for the numbers as the table has them.
public final class PlanSolver {
    private static final String SOLVER = "OR-Tools 9.15 CP-SAT";

    private PlanSolver() {}

    /// Least loss under upper bounds on cost sums.
    ///
    /// @throws TableFileException if a bound names a cost that no choice has, or is no number
    public static PrecisionPlan minimizeLoss(
            CostTable table, Map<String, Double> maxima, SolverOptions options) {
        return solve(table, Choice::loss, exact(table, maxima), Exact.UNLIMITED, options);
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
        known(table, cost);
        BigDecimal limit =
                lossLimit == Double.POSITIVE_INFINITY
                        ? Exact.UNLIMITED
                        : BigDecimal.valueOf(lossLimit);
        return solve(table, Exact.cost(cost), exact(table, maxima), limit, options);
    }

    private static Map<String, BigDecimal> exact(CostTable table, Map<String, Double> maxima) {
        Map<String, BigDecimal> exact = new LinkedHashMap<>();
        maxima.forEach((name, value) -> {
            known(table, name);
            if (!Double.isFinite(value)) {
                throw new TableFileException(
                        "budget " + name + " (" + value + ") must be a finite number.");
            }
            exact.put(name, BigDecimal.valueOf(value));
        });
        return exact;
    }

    private static void known(CostTable table, String cost) {
        if (!Exact.costNames(table).contains(cost)) {
            throw new TableFileException(
                    "budget '"
                            + cost
                            + "' names no cost of table '"
                            + table.network()
                            + "'. Maybe one of "
                            + String.join(", ", Exact.costNames(table))
                            + ".");
        }
    }

    private static PrecisionPlan solve(
            CostTable table,
            ToDoubleFunction<Choice> objective,
            Map<String, BigDecimal> maxima,
            BigDecimal lossLimit,
            SolverOptions options) {
        Exact exact = new Exact(table);
        Program program = new Program(table, objective);
        maxima.forEach((name, maximum) -> program.limit(Exact.cost(name), maximum));
        if (lossLimit != Exact.UNLIMITED) {
            program.limit(Choice::loss, lossLimit);
        }
        int[] best = null;
        BigDecimal bestValue = BigDecimal.ZERO;
        boolean budgetsAreExact = false;
        double secondsLeft = options.limitSeconds();
        while (true) {
            Program.Answer answer = program.solve(options.seed(), secondsLeft);
            secondsLeft = Math.max(0, secondsLeft - answer.seconds());
            if (answer.status() == CpSolverStatus.INFEASIBLE) {
                // Later stages keep the best plan, so that only a first one can be infeasible.
                return infeasible();
            }
            BigDecimal bound = program.bound(answer.stageBound());
            if (answer.chosen().length == 0) {
                return best == null
                        ? undecided(bound)
                        : feasible(table, exact, best, bestValue, bound, objective);
            }
            if (!exact.feasible(answer.chosen(), maxima, Choice::loss, lossLimit)) {
                if (budgetsAreExact) {
                    throw new IllegalStateException("the solver's plan breaks a stated budget.");
                }
                maxima.forEach((name, maximum) -> program.limitExactly(Exact.cost(name), maximum));
                if (lossLimit != Exact.UNLIMITED) {
                    program.limitExactly(Choice::loss, lossLimit);
                }
                budgetsAreExact = true;
                continue;
            }
            BigDecimal value = exact.sum(answer.chosen(), objective);
            if (best == null || value.compareTo(bestValue) < 0) {
                best = answer.chosen();
                bestValue = value;
            }
            if (bound.compareTo(bestValue) >= 0) {
                return plan(table, exact, best, bestValue, bestValue, Status.OPTIMAL, objective);
            }
            if (answer.status() != CpSolverStatus.OPTIMAL || !program.refinable()) {
                return feasible(table, exact, best, bestValue, bound, objective);
            }
            program.refine(answer.stageBound(), best, bestValue);
        }
    }

    private static PrecisionPlan feasible(
            CostTable table,
            Exact exact,
            int[] best,
            BigDecimal value,
            BigDecimal bound,
            ToDoubleFunction<Choice> objective) {
        return plan(table, exact, best, value, bound.min(value), Status.FEASIBLE, objective);
    }

    private static PrecisionPlan plan(
            CostTable table,
            Exact exact,
            int[] chosen,
            BigDecimal value,
            BigDecimal bound,
            Status status,
            ToDoubleFunction<Choice> objective) {
        Map<String, String> choices = new LinkedHashMap<>();
        for (int layer = 0; layer < chosen.length; layer++) {
            CostTable.LayerChoices row = table.layers().get(layer);
            choices.put(row.name(), row.choices().get(chosen[layer]).name());
        }
        double loss = exact.sum(chosen, Choice::loss).doubleValue();
        return new PrecisionPlan(
                choices,
                loss,
                exact.costs(chosen),
                bound.doubleValue(),
                Exact.gap(value, bound),
                status,
                SOLVER);
    }

    private static PrecisionPlan infeasible() {
        return new PrecisionPlan(Map.of(), 0, Map.of(), 0, 0, Status.INFEASIBLE, SOLVER);
    }

    private static PrecisionPlan undecided(BigDecimal bound) {
        throw new TableFileException(
                "the solver found no plan within its limit (bound "
                        + bound
                        + "). Raise the limit, or loosen the budgets.");
    }
}
