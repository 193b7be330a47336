package bitwright.precision.solver;

import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import com.google.ortools.Loader;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.IntVar;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.LinearExprBuilder;
import com.google.ortools.sat.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.ToDoubleFunction;

/// The integer program of a cost table for CP-SAT: one binary for each choice, one row for each
/// layer, coupling and budget.
///
/// Numbers are whole and cut into limbs ([Limbs]). A budget first bounds the sum of leading limbs
/// only, which loses no plan; [#limitExactly] bounds the whole sum, limb by limb with carries. The
/// objective is minimised one limb after the other as in long division.
final class Program {
    private final CostTable table;
    private final CpModel model = new CpModel();
    private final ChoiceVariables variables;
    private final Limbs objective;
    private BigInteger prefix = BigInteger.ZERO;
    private LinearExpr stage;
    private int limb;

    /// What the solver said.
    ///
    /// @param status its status
    /// @param chosen index of the choice of each layer; empty if there is no plan
    /// @param stageBound its bound on the part of the objective that it minimised
    /// @param seconds deterministic time that it took
    record Answer(CpSolverStatus status, int[] chosen, double stageBound, double seconds) {}

    /// A program that minimises the measure.
    Program(CostTable table, ToDoubleFunction<Choice> measure) {
        Loader.loadNativeLibraries();
        this.table = table;
        variables = new ChoiceVariables(table, model);
        objective = Limbs.of(table, measure);
        stage = variables.sum(objective.limbs().getFirst()).build();
        model.minimize(stage);
    }

    /// Bounds a sum from above by its leading limbs: what is cut is in favour of plans.
    void limit(ToDoubleFunction<Choice> measure, BigDecimal maximum) {
        limit(measure, maximum, false);
    }

    /// Bounds a sum from above to its last digit.
    void limitExactly(ToDoubleFunction<Choice> measure, BigDecimal maximum) {
        limit(measure, maximum, true);
    }

    private void limit(ToDoubleFunction<Choice> measure, BigDecimal maximum, boolean exactly) {
        Limbs limbs = Limbs.of(table, measure);
        BigInteger whole = Limbs.whole(maximum, limbs.scale());
        if (whole.compareTo(limbs.most()) >= 0) {
            return;
        }
        if (whole.compareTo(limbs.least()) < 0) {
            model.addBoolOr(new Literal[0]);
            return;
        }
        long[] cut = limbs.cut(whole);
        LinearExprBuilder leading = variables.sum(limbs.limbs().getFirst());
        if (exactly) {
            // A carry is what the sum of the limbs behind exceeds the bound's by, in whole units.
            IntVar carry = model.newIntVar(0, 0, "");
            for (int behind = cut.length - 1; behind > 0; behind--) {
                IntVar next = model.newIntVar(0, table.layers().size() + 1L, "");
                model.addLessOrEqual(
                        variables
                                .sum(limbs.limbs().get(behind))
                                .add(carry)
                                .addTerm(next, -limbs.base()),
                        cut[behind]);
                carry = next;
            }
            leading.add(carry);
        }
        model.addLessOrEqual(leading, cut[0]);
    }

    /// Whether limbs of the objective remain that may tell apart plans that now look equal.
    boolean refinable() {
        return limb + 1 < objective.limbs().size();
    }

    /// Goes on to the next limb of the objective.
    ///
    /// @param optimum proven least value of the part minimised so far
    /// @param known a plan to start from; only plans that may be as good are kept
    /// @param value its exact objective
    void refine(double optimum, int[] known, BigDecimal value) {
        long least = Math.round(optimum);
        prefix = combined(optimum);
        BigInteger best = Limbs.whole(value, objective.scale());
        int behind = objective.digits() * (objective.limbs().size() - 1 - limb);
        BigInteger most = best.divide(BigInteger.TEN.pow(behind));
        long slack = most.subtract(prefix).longValueExact();
        IntVar excess = model.newIntVar(0, slack, "");
        model.addEquality(LinearExpr.newBuilder().add(stage).addTerm(excess, -1), least);
        limb++;
        stage =
                variables
                        .sum(objective.limbs().get(limb))
                        .addTerm(excess, objective.base())
                        .build();
        prefix = prefix.multiply(BigInteger.valueOf(objective.base()));
        model.minimize(stage);
        variables.hint(known);
    }

    private BigInteger combined(double stageValue) {
        return prefix.add(BigInteger.valueOf(Math.round(stageValue)));
    }

    /// A true lower bound of the objective, from the solver's bound on the part that it minimised.
    BigDecimal bound(double stageBound) {
        // The part minimised is whole, and the limbs behind are never negative.
        double most = 1L << 55;
        return objective.value(combined(Math.ceil(Math.clamp(stageBound, -most, most))), limb);
    }

    Answer solve(int seed, double limitSeconds) {
        CpSolver solver = new CpSolver();
        solver.getParameters()
                .setNumWorkers(1)
                .setRandomSeed(seed)
                .setMaxDeterministicTime(limitSeconds)
                .setRelativeGapLimit(0)
                .setAbsoluteGapLimit(0);
        CpSolverStatus status = solver.solve(model);
        int[] chosen = new int[0];
        if (status == CpSolverStatus.OPTIMAL || status == CpSolverStatus.FEASIBLE) {
            chosen = variables.chosen(solver);
        }
        return new Answer(
                status,
                chosen,
                status == CpSolverStatus.INFEASIBLE ? 0 : solver.bestObjectiveBound(),
                solver.response().getDeterministicTime());
    }
}
