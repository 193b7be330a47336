package bitwright.precision.solver;

import java.util.stream.IntStream;

/// Reduced-cost fixing: an option that the relaxation prices above a known plan is in no better
/// plan and goes; rounding is always in its favour.
final class Reduction {
    private Reduction() {}

    /// The instance without options that no plan of at most this objective takes; a group may lose
    /// all its options, if there is no such plan.
    ///
    /// @param ceiling such as the objective of a plan that meets the limits
    static Instance of(Instance instance, Relaxation relaxation, double ceiling) {
        Instance reduced = instance;
        for (double[] prices : relaxation.prices()) {
            reduced = at(reduced, prices, ceiling);
        }
        return reduced;
    }

    private static Instance at(Instance instance, double[] prices, double ceiling) {
        int measures = instance.measures();
        double bound = 0;
        for (int budget = 0; budget < prices.length; budget++) {
            bound -= prices[budget] * instance.limits().get(budget + 1).doubleValue();
        }
        for (Group group : instance.groups()) {
            bound += least(group, measures, prices);
        }
        double slack = ceiling - bound + Sums.rounding(instance, prices) + Math.ulp(ceiling);
        return instance.with(group -> {
            double most = least(group, measures, prices) + slack;
            return group.keep(
                    instance.wholes(),
                    IntStream.range(0, group.options())
                            .filter(option ->
                                    Sums.priced(group.values(), option * measures, prices) <= most)
                            .toArray());
        });
    }

    private static double least(Group group, int measures, double[] prices) {
        double least = Double.POSITIVE_INFINITY;
        for (int option = 0; option < group.options(); option++) {
            least = Math.min(least, Sums.priced(group.values(), option * measures, prices));
        }
        return least;
    }
}
