package bitwright.precision.front;

import bitwright.precision.table.Measure;
import java.util.List;
import java.util.Map;

/// The plans that no other plan dominates in two measures.
///
/// @param network the network's name
/// @param first what falls along the front
/// @param second what rises along the front
/// @param points ascending in the second measure; of plans that are equal in both measures one
/// @param tolerance at most how much more of the first measure a point has than any plan that is
///   left out and has no less of the second; 0 if all non-dominated plans are there
/// @param method how they were found
public record ParetoFront(
        String network,
        Measure first,
        Measure second,
        List<Point> points,
        double tolerance,
        String method) {
    public ParetoFront {
        points = List.copyOf(points);
    }

    /// One plan.
    ///
    /// @param choices layer to the name of its choice
    /// @param loss sum of the losses
    /// @param costs sum of each cost, by name
    public record Point(Map<String, String> choices, double loss, Map<String, Double> costs) {
        /// What the plan has of a measure.
        public double value(Measure measure) {
            return switch (measure) {
                case Measure.Loss() -> loss;
                case Measure.Cost(String name) -> costs.getOrDefault(name, 0.0);
            };
        }
    }
}
