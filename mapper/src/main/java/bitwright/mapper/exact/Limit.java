package bitwright.mapper.exact;

import bitwright.mapper.search.Objective;
import bitwright.sim.cost.QuickCost;
import org.jspecify.annotations.Nullable;

/// How far a search goes, and the least that what it left out may cost.
final class Limit {
    private final long mostVisits;
    private final Objective objective;
    private final boolean mayEndWithNothing;
    private double left = Double.POSITIVE_INFINITY;

    /// @param mayEndWithNothing whether the search ends there before there is a schedule, too
    Limit(long mostVisits, Objective objective, boolean mayEndWithNothing) {
        this.mayEndWithNothing = mayEndWithNothing;
        this.mostVisits = mostVisits;
        this.objective = objective;
    }

    /// Whether enough was looked at.
    boolean isReached(Incumbent incumbent) {
        return incumbent.visited() > mostVisits
                && (mayEndWithNothing || !incumbent.found().isEmpty());
    }

    /// Something is left out that costs at least so much.
    ///
    /// @param product what energy times cycles is at least, 0 if nothing is known of it
    void leave(double cycles, double picojoules, double product) {
        left = Math.min(left, Math.max(objective.value(cycles, picojoules), product));
    }

    /// The least that anything left out may cost; infinite if nothing was.
    double left() {
        return left;
    }

    /// Whether something left out may be better than the best; of two figures in either.
    boolean mayHoldBetter(@Nullable QuickCost best) {
        if (best == null || left == Double.POSITIVE_INFINITY) {
            return left < Double.POSITIVE_INFINITY;
        }
        double value = objective.value(best.cycles(), best.picojoules());
        return objective == Objective.LATENCY_THEN_ENERGY ? left <= value : left < value;
    }
}
