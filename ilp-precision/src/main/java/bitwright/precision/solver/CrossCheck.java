package bitwright.precision.solver;

import bitwright.precision.table.AllowedPairs;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Measure;
import com.google.ortools.Loader;
import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPSolverParameters;
import com.google.ortools.linearsolver.MPVariable;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/// A question asked once more of a solver of another kind, straight from the table: a
/// floating-point branch and cut, without fusion, dominance or scaling.
///
/// Its word holds within its tolerances of about `10⁻⁶`, so that it confirms a plan and proves
/// none.
///
/// @param objective the exact objective of its plan
/// @param bound the bound that it claims
/// @param withinBounds whether its plan meets all bounds exactly
public record CrossCheck(double objective, double bound, boolean withinBounds) {
    /// The solvers of OR-Tools' linear interface that take integer variables.
    public enum Backend {
        SCIP,
        CBC
    }

    /// Whether this confirms an objective, within a relative tolerance.
    public boolean confirms(double other, double tolerance) {
        return Math.abs(objective - other) <= tolerance * Math.max(1e-9, Math.abs(other));
    }

    /// Asks; empty if the solver finds no plan.
    public static Optional<CrossCheck> of(
            CostTable table, Question question, Backend backend, int limitSeconds) {
        question.requireKnown(table);
        Loader.loadNativeLibraries();
        MPSolver solver = MPSolver.createSolver(backend.name());
        solver.setTimeLimit(1000L * limitSeconds);
        Variables variables = new Variables(table, solver);
        table.couplings().forEach(variables::couple);
        table.pairs().forEach(variables::couple);
        question.maxima().forEach(variables::limit);
        variables.minimize(question.objective());
        solver.objective().setMinimization();
        MPSolverParameters parameters = new MPSolverParameters();
        parameters.setDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, 0);
        MPSolver.ResultStatus status = solver.solve(parameters);
        if (status != MPSolver.ResultStatus.OPTIMAL && status != MPSolver.ResultStatus.FEASIBLE) {
            return Optional.empty();
        }
        int[] chosen = variables.chosen();
        Exact exact = new Exact(table);
        return Optional.of(
                new CrossCheck(
                        exact.sum(chosen, question.objective()).doubleValue(),
                        solver.objective().bestBound() * variables.unit(question.objective()),
                        exact.feasible(chosen, question.maxima())));
    }

    /// One binary variable for each choice.
    private static final class Variables {
        private final CostTable table;
        private final MPSolver solver;
        private final MPVariable[][] taken;
        private final Map<String, Integer> byName = new LinkedHashMap<>();

        Variables(CostTable table, MPSolver solver) {
            this.table = table;
            this.solver = solver;
            taken = new MPVariable[table.layers().size()][];
            for (int layer = 0; layer < taken.length; layer++) {
                LayerChoices row = table.layers().get(layer);
                byName.put(row.name(), layer);
                taken[layer] = new MPVariable[row.choices().size()];
                MPConstraint one = solver.makeConstraint(1, 1);
                for (int choice = 0; choice < taken[layer].length; choice++) {
                    taken[layer][choice] = solver.makeBoolVar("");
                    one.setCoefficient(taken[layer][choice], 1);
                }
            }
        }

        /// A bound in units of its greatest coefficient: tolerances are absolute.
        void limit(Measure measure, BigDecimal maximum) {
            double unit = unit(measure);
            MPConstraint row =
                    solver.makeConstraint(Double.NEGATIVE_INFINITY, maximum.doubleValue() / unit);
            for (int layer = 0; layer < taken.length; layer++) {
                List<Choice> choices = table.layers().get(layer).choices();
                for (int choice = 0; choice < taken[layer].length; choice++) {
                    row.setCoefficient(
                            taken[layer][choice], measure.of(choices.get(choice)) / unit);
                }
            }
        }

        void minimize(Measure measure) {
            double unit = unit(measure);
            for (int layer = 0; layer < taken.length; layer++) {
                List<Choice> choices = table.layers().get(layer).choices();
                for (int choice = 0; choice < taken[layer].length; choice++) {
                    solver.objective()
                            .setCoefficient(
                                    taken[layer][choice], measure.of(choices.get(choice)) / unit);
                }
            }
        }

        /// The greatest magnitude of a measure; 1 where all are 0.
        double unit(Measure measure) {
            double greatest =
                    table.layers().stream()
                            .flatMap(layer -> layer.choices().stream())
                            .mapToDouble(choice -> Math.abs(measure.of(choice)))
                            .max()
                            .orElse(0);
            return greatest > 0 ? greatest : 1;
        }

        void couple(Coupling coupling) {
            for (String name : coupling.layers()) {
                forbid(
                        coupling.layers().getFirst(),
                        coupling.attribute(),
                        name,
                        coupling.attribute(),
                        (one, other) -> !one.equals(other));
            }
        }

        void couple(AllowedPairs pairs) {
            forbid(
                    pairs.first().layer(),
                    pairs.first().attribute(),
                    pairs.second().layer(),
                    pairs.second().attribute(),
                    (one, other) -> !pairs.allows(one, other));
        }

        /// A choice and all that may not meet it are together taken at most once.
        private void forbid(
                String first,
                String firstAttribute,
                String second,
                String secondAttribute,
                BiPredicate<String, String> forbidden) {
            int one = byName.getOrDefault(first, -1);
            int other = byName.getOrDefault(second, -1);
            if (one == other) {
                return;
            }
            for (int choice = 0; choice < taken[one].length; choice++) {
                MPConstraint once = solver.makeConstraint(0, 1);
                once.setCoefficient(taken[one][choice], 1);
                String value = value(one, choice, firstAttribute);
                for (int against = 0; against < taken[other].length; against++) {
                    if (forbidden.test(value, value(other, against, secondAttribute))) {
                        once.setCoefficient(taken[other][against], 1);
                    }
                }
            }
        }

        private String value(int layer, int choice, String attribute) {
            return String.valueOf(
                    table.layers().get(layer).choices().get(choice).attributes().get(attribute));
        }

        int[] chosen() {
            int[] chosen = new int[taken.length];
            for (int layer = 0; layer < taken.length; layer++) {
                for (int choice = 0; choice < taken[layer].length; choice++) {
                    if (taken[layer][choice].solutionValue() > 0.5) {
                        chosen[layer] = choice;
                    }
                }
            }
            return chosen;
        }
    }
}
