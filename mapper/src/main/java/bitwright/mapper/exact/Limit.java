package bitwright.mapper.exact;

import bitwright.mapper.search.Objective;

/// How far a search goes, and the least that what it left out may cost.
final class Limit {
    private final long mostVisits;
    private final Objective objective;
    private double left = Double.POSITIVE_INFINITY;

    Limit(long mostVisits, Objective objective) {
        this.mostVisits = mostVisits;
        this.objective = objective;
    }

    /// Whether enough was looked at; never before there is a schedule.
    boolean isReached(Incumbent incumbent) {
        return incumbent.visited() > mostVisits && !incumbent.found().isEmpty();
    }

    /// Something is left out that costs at least so much.
    void leave(double cycles, double picojoules) {
        left = Math.min(left, objective.value(cycles, picojoules));
    }

    /// The least that anything left out may cost; infinite if nothing was.
    double left() {
        return left;
    }
}
