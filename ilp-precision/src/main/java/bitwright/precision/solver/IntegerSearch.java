package bitwright.precision.solver;

import com.google.ortools.sat.CpSolverStatus;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What CP-SAT adds to a record.
///
/// Limb by limb of the objective, the leading one first; a plan that breaks a limit in the limbs
/// behind makes the limits be stated to their last digit.
final class IntegerSearch {
    private final Ledger ledger;
    private final SolverOptions options;

    IntegerSearch(Ledger ledger, SolverOptions options) {
        this.ledger = ledger;
        this.options = options;
    }

    /// Solves an instance in which some plan is best, if there is one at all.
    Search.Found whole(Instance instance) {
        Answer answer = solve(instance, options.limitSeconds());
        if (answer.none) {
            if (ledger.best() == null) {
                return ledger.infeasible();
            }
            ledger.claim(ledger.value());
        } else if (answer.bound != null) {
            ledger.claim(answer.bound);
        }
        return ledger.found();
    }

    /// Solves a core: every plan of at most `ceiling` is in it.
    void core(Instance core, double ceiling, double limitSeconds) {
        if (core.groups().stream().anyMatch(group -> group.options() == 0)) {
            ledger.justify(new BigDecimal(ceiling));
            return;
        }
        Answer answer = solve(core, Math.min(limitSeconds, options.limitSeconds()));
        if (answer.none) {
            ledger.claim(new BigDecimal(ceiling));
        } else if (answer.bound != null) {
            ledger.claim(answer.bound.min(new BigDecimal(ceiling)));
        }
    }

    /// @param none whether the instance has no plan
    /// @param bound a bound of the instance's plans
    private record Answer(boolean none, @Nullable BigDecimal bound) {}

    private Answer solve(Instance instance, double limitSeconds) {
        ledger.askCpSat();
        Program program = new Program(instance);
        int[] best = ledger.best();
        int[] hint = best == null ? null : instance.options(best);
        if (hint != null) {
            program.hint(hint);
        }
        boolean exactly = false;
        double seconds = 0;
        BigDecimal greatest = null;
        while (true) {
            Program.Answer answer =
                    program.solve(
                            options.seed(), Math.max(0, limitSeconds - seconds), options.gap() / 2);
            seconds += answer.seconds();
            if (answer.status() == CpSolverStatus.INFEASIBLE) {
                return new Answer(true, greatest);
            }
            BigDecimal bound = program.bound(answer.stageBound());
            greatest = greatest == null ? bound : greatest.max(bound);
            if (answer.chosen().length == 0) {
                return new Answer(false, greatest);
            }
            if (!instance.feasible(answer.chosen())) {
                if (exactly) {
                    throw new IllegalStateException("the solver's plan breaks a stated budget.");
                }
                program.limitExactly();
                exactly = true;
                continue;
            }
            ledger.take(instance.chosen(answer.chosen()));
            BigDecimal value = instance.sum(answer.chosen(), 0);
            boolean least = greatest.compareTo(value) >= 0;
            if (least || !answer.proven() || !program.refinable()) {
                return new Answer(false, greatest);
            }
            program.refine(answer.stageBound(), answer.chosen(), value);
        }
    }
}
