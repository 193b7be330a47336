package bitwright.precision.sensitivity;

/// How well losses that add up said what whole plans lose.
///
/// @param change what was measured of whole plans
/// @param predicted sum of the plan's losses
/// @param measured change of the network's outputs with the plan
/// @param plans random plans behind the correlation
/// @param rankCorrelation Spearman's, of predicted and measured changes of the random plans: 1 if
///   the sums put them in the right order; 0 where all sums are equal
/// @param images that were run
public record Prediction(
        OutputChange change,
        double predicted,
        double measured,
        int plans,
        double rankCorrelation,
        int images) {}
