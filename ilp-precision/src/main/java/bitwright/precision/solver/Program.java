package bitwright.precision.solver;

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

/// The integer program of an instance for CP-SAT: one binary for each option, one row for each
/// group, coupling and budget.
///
/// Numbers are whole and cut into limbs ([Limbs]). A budget first bounds the sum of leading limbs
/// only, which loses no plan; [#limitExactly] bounds the whole sum, limb by limb with carries. The
/// objective is minimised one limb after the other as in long division.
final class Program {
    private final Instance instance;
    private final CpModel model = new CpModel();
    private final ChoiceVariables variables;
    private final Limbs objective;
    private BigInteger prefix = BigInteger.ZERO;
    private LinearExpr stage;
    private int limb;

    /// What the solver said.
    ///
    /// @param status its status
    /// @param chosen the option of each group; empty if there is no plan
    /// @param stageValue the part of the objective that it minimised
    /// @param stageBound its bound on that part
    /// @param seconds deterministic time that it took
    record Answer(
            CpSolverStatus status,
            int[] chosen,
            double stageValue,
            double stageBound,
            double seconds) {
        /// Whether nothing less is possible in the part that was minimised.
        boolean proven() {
            return status == CpSolverStatus.OPTIMAL && stageBound >= stageValue;
        }
    }

    /// A program that minimises measure 0 and bounds the others by their leading limbs: what is cut
    /// is in favour of plans.
    Program(Instance instance) {
        Loader.loadNativeLibraries();
        this.instance = instance;
        variables = new ChoiceVariables(instance, model);
        objective = Limbs.of(instance, 0);
        stage = variables.sum(objective.limbs().getFirst()).build();
        model.minimize(stage);
        limit(false);
    }

    /// Bounds all sums to their last digit.
    void limitExactly() {
        limit(true);
    }

    private void limit(boolean exactly) {
        for (int measure = 1; measure < instance.measures(); measure++) {
            limit(Limbs.of(instance, measure), instance.limits().get(measure), exactly);
        }
    }

    private void limit(Limbs limbs, BigDecimal maximum, boolean exactly) {
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
                IntVar next = model.newIntVar(0, instance.groups().size() + 1L, "");
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

    /// Tells the solver a plan to start from.
    void hint(int[] options) {
        variables.hint(options);
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

    /// Solves; `gap` is the relative gap at which a stage may stop.
    Answer solve(int seed, double limitSeconds, double gap) {
        CpSolver solver = new CpSolver();
        solver.getParameters()
                .setNumWorkers(1)
                .setRandomSeed(seed)
                .setMaxDeterministicTime(limitSeconds)
                .setRelativeGapLimit(gap)
                .setAbsoluteGapLimit(0);
        CpSolverStatus status = solver.solve(model);
        int[] chosen = new int[0];
        if (status == CpSolverStatus.OPTIMAL || status == CpSolverStatus.FEASIBLE) {
            chosen = variables.chosen(solver);
        }
        return new Answer(
                status,
                chosen,
                chosen.length == 0 ? 0 : solver.objectiveValue(),
                status == CpSolverStatus.INFEASIBLE ? 0 : solver.bestObjectiveBound(),
                solver.response().getDeterministicTime());
    }
}
