package bitwright.precision.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The answer of the integer program, re-evaluated outside the solver.
///
/// @param choices layer to the name of its choice, in the table's order; empty if infeasible
/// @param loss sum of the chosen losses; [#UNKNOWN] if infeasible or where nobody says it
/// @param costs sum of each cost over the chosen choices, by name
/// @param bound proven lower bound of the objective; [#UNKNOWN] as above
/// @param gap `(objective - bound) / max(|objective|, 1e-12)`; 0 means proven optimal; [#UNKNOWN]
///   as above
/// @param status what is known
/// @param solver name and version of the solver
/// @param proof what the bound is about and what it rests on
public record PrecisionPlan(
        Map<String, String> choices,
        double loss,
        Map<String, Double> costs,
        double bound,
        double gap,
        Status status,
        String solver,
        Proof proof) {
    /// A figure that nobody knows; null in files. It compares as less or greater than none.
    public static final double UNKNOWN = Double.NaN;

    /// A plan of which no more is known than that the loss was to be least.
    public PrecisionPlan(
            Map<String, String> choices,
            double loss,
            Map<String, Double> costs,
            double bound,
            double gap,
            Status status,
            String solver) {
        this(choices, loss, costs, bound, gap, status, solver, Proof.NONE);
    }

    /// What is known of a plan.
    public enum Status {
        OPTIMAL,
        FEASIBLE,
        INFEASIBLE
    }

    public PrecisionPlan {
        choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
        costs = Collections.unmodifiableMap(new LinkedHashMap<>(costs));
    }
}
