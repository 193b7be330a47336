package bitwright.mapper.search;

/// How good a schedule is among all of the space that was searched, by the closed-form model.
///
/// @param objective what was made small
/// @param cycles that the closed-form model expects of the schedule
/// @param picojoules its energy
/// @param bound what no schedule of the space undercuts, in the objective's figure: cycles,
///   picojoules, or their product
public record Proof(Objective objective, long cycles, double picojoules, double bound) {
    /// What the schedule has in the objective's figure.
    public double value() {
        return objective.value(cycles, picojoules);
    }

    /// By how much of the bound the schedule may be improved at most; 0 means proven best.
    public double gap() {
        return bound >= value() ? 0 : bound > 0 ? value() / bound - 1 : Double.POSITIVE_INFINITY;
    }
}
