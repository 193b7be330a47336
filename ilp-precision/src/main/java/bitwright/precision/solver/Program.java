package bitwright.precision.solver;

import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.LayerChoices;
import com.google.ortools.Loader;
import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.LinearExprBuilder;
import com.google.ortools.sat.Literal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// The integer program of a cost table for CP-SAT: one binary for each choice, one row for each
/// layer, coupling and budget. Real numbers become integers by a common power of ten; budgets are
/// rounded so that no plan is lost, and what slips through is cut off afterwards.
final class Program {
    /// Sums of scaled numbers stay below this, so that the solver's arithmetic is exact and fast.
    private static final BigDecimal SCALED_LIMIT = new BigDecimal(1L << 50);

    private final CostTable table;
    private final CpModel model = new CpModel();
    private final List<BoolVar[]> variables = new ArrayList<>();
    private BigDecimal objectiveScale = BigDecimal.ONE;

    /// What the solver said.
    ///
    /// @param status its status
    /// @param chosen index of the choice of each layer; empty if there is no plan
    /// @param scaledBound its bound on the scaled objective
    record Answer(CpSolverStatus status, int[] chosen, double scaledBound) {}

    Program(CostTable table) {
        Loader.loadNativeLibraries();
        this.table = table;
        for (LayerChoices layer : table.layers()) {
            BoolVar[] row = new BoolVar[layer.choices().size()];
            for (int index = 0; index < row.length; index++) {
                row[index] = model.newBoolVar("");
            }
            model.addExactlyOne(row);
            variables.add(row);
        }
        table.couplings().forEach(this::couple);
    }

    private void couple(CostTable.Coupling coupling) {
        Map<String, BoolVar> values = new LinkedHashMap<>();
        for (int layer = 0; layer < table.layers().size(); layer++) {
            if (coupling.layers().contains(table.layers().get(layer).name())) {
                Map<String, List<Literal>> byValue = new LinkedHashMap<>();
                List<Choice> choices = table.layers().get(layer).choices();
                for (int index = 0; index < choices.size(); index++) {
                    String value =
                            String.valueOf(
                                    choices.get(index).attributes().get(coupling.attribute()));
                    byValue.computeIfAbsent(value, key -> new ArrayList<>())
                            .add(variables.get(layer)[index]);
                    values.computeIfAbsent(value, key -> model.newBoolVar(""));
                }
                for (Map.Entry<String, BoolVar> value : values.entrySet()) {
                    Literal[] literals =
                            byValue.getOrDefault(value.getKey(), List.of()).toArray(Literal[]::new);
                    model.addEquality(LinearExpr.sum(literals), value.getValue());
                }
            }
        }
        // A value that appears in a later layer only is impossible in the earlier ones.
        for (Map.Entry<String, BoolVar> value : values.entrySet()) {
            for (int layer = 0; layer < table.layers().size(); layer++) {
                if (coupling.layers().contains(table.layers().get(layer).name())
                        && table.layers().get(layer).choices().stream()
                                .noneMatch(choice ->
                                        value.getKey()
                                                .equals(
                                                        choice.attributes()
                                                                .get(coupling.attribute())))) {
                    model.addEquality(value.getValue(), 0);
                    break;
                }
            }
        }
    }

    /// The greatest power of ten by which all sums of a measure stay below the limit.
    private BigDecimal scale(ToDoubleFunction<Choice> measure, BigDecimal other) {
        BigDecimal largest = other.abs();
        BigDecimal sum = BigDecimal.ZERO;
        for (LayerChoices layer : table.layers()) {
            BigDecimal most = BigDecimal.ZERO;
            for (Choice choice : layer.choices()) {
                most = most.max(BigDecimal.valueOf(measure.applyAsDouble(choice)).abs());
            }
            sum = sum.add(most);
        }
        largest = largest.max(sum);
        if (largest.signum() == 0) {
            return BigDecimal.ONE;
        }
        int digits = SCALED_LIMIT.precision() - 1 - (largest.precision() - largest.scale());
        return BigDecimal.ONE.scaleByPowerOfTen(digits);
    }

    private LinearExpr expression(
            ToDoubleFunction<Choice> measure, BigDecimal scale, RoundingMode rounding) {
        LinearExprBuilder builder = LinearExpr.newBuilder();
        for (int layer = 0; layer < variables.size(); layer++) {
            List<Choice> choices = table.layers().get(layer).choices();
            for (int index = 0; index < choices.size(); index++) {
                long coefficient =
                        BigDecimal.valueOf(measure.applyAsDouble(choices.get(index)))
                                .multiply(scale)
                                .setScale(0, rounding)
                                .longValueExact();
                builder.addTerm(variables.get(layer)[index], coefficient);
            }
        }
        return builder.build();
    }

    /// Bounds a sum from above; rounding is in favour of plans.
    void limit(ToDoubleFunction<Choice> measure, BigDecimal maximum) {
        BigDecimal scale = scale(measure, BigDecimal.ZERO);
        BigDecimal scaled = maximum.multiply(scale).setScale(0, RoundingMode.CEILING);
        if (scaled.compareTo(new BigDecimal(1L << 55)) < 0) {
            long bound = scaled.max(new BigDecimal(-(1L << 55))).longValueExact();
            model.addLessOrEqual(expression(measure, scale, RoundingMode.FLOOR), bound);
        }
    }

    /// Minimises a sum; the scaled objective is at most the true one times the scale.
    void minimize(ToDoubleFunction<Choice> measure) {
        objectiveScale = scale(measure, BigDecimal.ZERO);
        model.minimize(expression(measure, objectiveScale, RoundingMode.FLOOR));
    }

    /// Bounds the scaled objective from above.
    void objectiveAtMost(ToDoubleFunction<Choice> measure, BigDecimal maximum) {
        long bound =
                maximum.multiply(objectiveScale).setScale(0, RoundingMode.FLOOR).longValueExact();
        model.addLessOrEqual(expression(measure, objectiveScale, RoundingMode.FLOOR), bound);
    }

    /// Cuts one plan off.
    void forbid(int[] chosen) {
        Literal[] different = new Literal[chosen.length];
        for (int layer = 0; layer < chosen.length; layer++) {
            different[layer] = variables.get(layer)[chosen[layer]].not();
        }
        model.addBoolOr(different);
    }

    /// The true objective that a scaled one stands for, at least.
    BigDecimal unscaled(double scaled) {
        return new BigDecimal(scaled).setScale(0, RoundingMode.CEILING).divide(objectiveScale);
    }

    Answer solve(SolverOptions options) {
        CpSolver solver = new CpSolver();
        solver.getParameters()
                .setNumWorkers(1)
                .setRandomSeed(options.seed())
                .setMaxDeterministicTime(options.limitSeconds())
                .setRelativeGapLimit(0)
                .setAbsoluteGapLimit(0);
        CpSolverStatus status = solver.solve(model);
        int[] chosen = new int[0];
        if (status == CpSolverStatus.OPTIMAL || status == CpSolverStatus.FEASIBLE) {
            chosen = new int[variables.size()];
            for (int layer = 0; layer < chosen.length; layer++) {
                for (int index = 0; index < variables.get(layer).length; index++) {
                    if (solver.booleanValue(variables.get(layer)[index])) {
                        chosen[layer] = index;
                    }
                }
            }
        }
        return new Answer(
                status,
                chosen,
                status == CpSolverStatus.INFEASIBLE ? 0 : solver.bestObjectiveBound());
    }
}
