package bitwright.mapper.search;

/// How good a schedule is among all of the space that was searched, by the closed-form model.
///
/// @param objective what was made small
/// @param cycles that the closed-form model expects of the schedule
/// @param picojoules its energy
/// @param bound what no schedule of the space undercuts, in the objective's figure: cycles,
///   picojoules, or their product
/// @param complete whether nothing was left out that may be better: by the end of the search, as
///   one of several sizes, or for having more tiles than the event model takes. Where cycles come
///   before energy the bound is about cycles alone, so that a gap of 0 may still leave energy open
public record Proof(
        Objective objective, long cycles, double picojoules, double bound, boolean complete) {
    /// What the schedule has in the objective's figure.
    public double value() {
        return objective.value(cycles, picojoules);
    }

    /// By how much of the bound the schedule may be improved at most; 0 means proven best in the
    /// objective's figure among what was not left out unseen.
    public double gap() {
        return bound >= value() ? 0 : bound > 0 ? value() / bound - 1 : Double.POSITIVE_INFINITY;
    }

    /// Whether no schedule of the whole space is better, in the second of two figures either.
    public boolean isProvenBest() {
        return complete && gap() == 0;
    }
}
