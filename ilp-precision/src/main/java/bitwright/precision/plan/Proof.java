package bitwright.precision.plan;

import org.jspecify.annotations.Nullable;

/// What a plan's bound is about and what it rests on.
///
/// @param objective the measure that was to be least: `loss`, or a cost's name
/// @param justifiedBound the greatest lower bound of the objective that was computed outside any
///   solver, by an exact Lagrangian bound or an exhaustive search with exact dominance; equal to
///   the plan's bound where no solver's word is needed; null where there is none
/// @param second the second objective; null where none was asked for
public record Proof(String objective, @Nullable Double justifiedBound, @Nullable Second second) {
    /// The second objective, to be least among the plans that are as good in the first.
    ///
    /// @param measure `loss`, or a cost's name
    /// @param bound proven lower bound of it
    /// @param gap `(value - bound) / max(|value|, 1e-12)`
    public record Second(String measure, double bound, double gap) {}

    /// Nothing is known but that the loss was to be least.
    public static final Proof NONE = new Proof("loss", null, null);
}
