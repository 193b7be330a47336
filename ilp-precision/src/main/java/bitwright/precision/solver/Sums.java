package bitwright.precision.solver;

import java.util.Arrays;

/// Sums of an instance in floating point.
final class Sums {
    private Sums() {}

    /// `f + Σ_k λ_k c_k` of the option whose values begin at `at`.
    static double priced(double[] values, int at, double[] prices) {
        double priced = values[at];
        for (int budget = 0; budget < prices.length; budget++) {
            priced += prices[budget] * values[at + 1 + budget];
        }
        return priced;
    }

    /// `|f| + Σ_k |λ_k c_k|`, of which rounding takes its share.
    static double magnitude(double[] values, int at, double[] prices) {
        double magnitude = Math.abs(values[at]);
        for (int budget = 0; budget < prices.length; budget++) {
            magnitude += Math.abs(prices[budget] * values[at + 1 + budget]);
        }
        return magnitude;
    }

    /// All measures of a solution.
    static double[] of(Instance instance, int[] options) {
        double[] sums = new double[instance.measures()];
        for (int at = 0; at < options.length; at++) {
            double[] values = instance.groups().get(at).values();
            for (int measure = 0; measure < sums.length; measure++) {
                sums[measure] += values[options[at] * sums.length + measure];
            }
        }
        return sums;
    }

    /// The least value of a measure among a group's options.
    static double least(Group group, int measures, int measure) {
        double least = Double.POSITIVE_INFINITY;
        for (int at = measure; at < group.values().length; at += measures) {
            least = Math.min(least, group.values()[at]);
        }
        return least;
    }

    /// Between the least and the greatest sum of each measure; 1 where they are equal.
    static double[] ranges(Instance instance) {
        double[] ranges = new double[instance.measures()];
        for (Group group : instance.groups()) {
            for (int measure = 0; measure < ranges.length; measure++) {
                double greatest = Double.NEGATIVE_INFINITY;
                for (int at = measure; at < group.values().length; at += ranges.length) {
                    greatest = Math.max(greatest, group.values()[at]);
                }
                ranges[measure] += greatest - least(group, ranges.length, measure);
            }
        }
        return Arrays.stream(ranges).map(range -> range > 0 ? range : 1).toArray();
    }

    /// More than rounding can change of a sum of all groups at these prices: each of the additions
    /// rounds by at most `2⁻⁵³` of the sum of magnitudes.
    static double rounding(Instance instance, double[] prices) {
        double magnitude = 0;
        int measures = instance.measures();
        for (Group group : instance.groups()) {
            double greatest = 0;
            for (int option = 0; option < group.options(); option++) {
                greatest = Math.max(greatest, magnitude(group.values(), option * measures, prices));
            }
            magnitude += greatest;
        }
        for (int budget = 0; budget < prices.length; budget++) {
            magnitude += Math.abs(prices[budget] * instance.limits().get(budget + 1).doubleValue());
        }
        return magnitude * 0x1p-50 * (instance.groups().size() + measures + 8);
    }
}
