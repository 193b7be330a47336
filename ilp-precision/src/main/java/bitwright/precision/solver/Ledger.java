package bitwright.precision.solver;

import bitwright.precision.table.CostTable;
import bitwright.precision.table.Measure;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What is known while a search runs: the best plan, by its exact objective, and the bounds.
final class Ledger {
    private final Exact exact;
    private final Measure objective;
    private final double gap;
    private int @Nullable [] best;
    private BigDecimal value = BigDecimal.ZERO;
    private @Nullable BigDecimal justified;
    private @Nullable BigDecimal claimed;
    private boolean askedCpSat;
    private boolean infeasible;
    private boolean truncated;

    /// @param gap the gap that will do
    Ledger(CostTable table, Measure objective, double gap) {
        exact = new Exact(table);
        this.objective = objective;
        this.gap = gap;
    }

    Measure objective() {
        return objective;
    }

    /// The choice of each layer in the best plan; null if none is known.
    int @Nullable [] best() {
        return best;
    }

    /// The best plan's objective; 0 if none is known.
    BigDecimal value() {
        return value;
    }

    /// Takes note of a plan.
    void take(int[] chosen) {
        BigDecimal sum = exact.sum(chosen, objective);
        if (best == null || sum.compareTo(value) < 0) {
            best = chosen;
            value = sum;
        }
    }

    /// Takes note of a lower bound that we computed ourselves.
    void justify(BigDecimal bound) {
        justified = justified == null ? bound : justified.max(bound);
    }

    /// Takes note of a lower bound that rests on CP-SAT's word.
    void claim(BigDecimal bound) {
        claimed = claimed == null ? bound : claimed.max(bound);
    }

    /// Takes note that CP-SAT takes part.
    void askCpSat() {
        askedCpSat = true;
    }

    /// Takes note that labels were dropped for want of room.
    void truncate() {
        truncated = true;
    }

    /// Takes note that labels have more room now.
    void expand() {
        truncated = false;
    }

    /// Whether labels were dropped for want of room.
    boolean truncated() {
        return truncated;
    }

    private @Nullable BigDecimal bound() {
        return justified == null ? claimed : claimed == null ? justified : justified.max(claimed);
    }

    /// Whether the best plan's gap will do, or there is none.
    boolean done() {
        BigDecimal bound = bound();
        return infeasible || (best != null && bound != null && Exact.gap(value, bound) <= gap);
    }

    /// It is proven that there is no plan.
    Search.Found infeasible() {
        infeasible = true;
        return found();
    }

    /// All that is known; no bound is above the best plan.
    Search.Found found() {
        BigDecimal bound = bound();
        return new Search.Found(
                best,
                infeasible,
                value,
                best == null || bound == null ? bound : bound.min(value),
                best == null || justified == null ? justified : justified.min(value),
                askedCpSat);
    }
}
