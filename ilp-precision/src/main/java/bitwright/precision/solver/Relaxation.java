package bitwright.precision.solver;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The Lagrangian relaxation of an instance: every budget gets a price, and each group alone takes
/// what is cheapest at these prices. For any prices that are not negative, `L(λ) = Σ_g min_i (f_gi
/// + Σ_k λ_k c_gki) − Σ_k λ_k b_k` is a lower bound of the objective of every plan within the
///   limits; the best prices give the bound of the linear relaxation.
///
/// Prices are found in floating point by Dantzig-Wolfe decomposition ([Master]), asked half-way
/// between its prices and the best so far (Wentges, 1997). The bound at the best prices is then
/// computed in exact arithmetic, so that no rounding and no solver has to be trusted.
///
/// @param prices prices by budget, the best first
/// @param bound exact lower bound at the best prices
/// @param starts options of solutions at prices that were tried, the last tried first
record Relaxation(List<double[]> prices, BigDecimal bound, List<int[]> starts) {
    private static final int KEPT_PRICES = 6;
    private static final int KEPT_STARTS = 12;
    private static final double CEILING = 1e6;
    private static final double TOLERANCE = 1e-10;

    /// Solves the relaxation of an instance with at least one budget.
    static Relaxation of(Instance instance) {
        int budgets = instance.budgets();
        double[] ranges = Sums.ranges(instance);
        double objectiveRange = Math.max(ranges[0], Double.MIN_NORMAL);
        Oracle oracle = new Oracle(instance);
        List<Tried> tried = new ArrayList<>();
        List<int[]> starts = new ArrayList<>();
        Tried best = oracle.ask(new double[budgets]);
        tried.add(best);
        starts.add(best.options);
        double[] limits = new double[budgets];
        for (int budget = 0; budget < budgets; budget++) {
            limits[budget] = instance.limits().get(budget + 1).doubleValue() / ranges[budget + 1];
        }
        Master master =
                new Master(
                        limits, CEILING, best.sums[0] / objectiveRange, usage(best.sums, ranges));
        int most = 60 + 60 * budgets;
        for (int iteration = 0; iteration < most; iteration++) {
            double[] found = master.prices();
            double[] prices = new double[budgets];
            double optimum = found[budgets];
            for (int budget = 0; budget < budgets; budget++) {
                prices[budget] = found[budget] * objectiveRange / ranges[budget + 1];
                optimum -= found[budget] * limits[budget];
            }
            if (optimum * objectiveRange - best.value
                    <= TOLERANCE * (Math.abs(best.value) + TOLERANCE * objectiveRange)) {
                break;
            }
            boolean smooth = iteration % 2 == 1;
            double[] asked = smooth ? middle(prices, best.prices) : prices;
            Tried answer = oracle.ask(asked);
            tried.add(answer);
            starts.addFirst(answer.options);
            master.add(answer.sums[0] / objectiveRange, usage(answer.sums, ranges));
            if (answer.value > best.value) {
                best = answer;
            }
        }
        tried.sort(Comparator.comparingDouble((Tried answer) -> -answer.value));
        List<double[]> prices = new ArrayList<>();
        for (Tried answer : tried.subList(0, Math.min(KEPT_PRICES, tried.size()))) {
            prices.add(answer.prices);
        }
        starts.addFirst(best.options);
        return new Relaxation(
                prices,
                exactBound(instance, best.prices),
                starts.subList(0, Math.min(KEPT_STARTS, starts.size())));
    }

    private static double[] usage(double[] sums, double[] ranges) {
        double[] usage = new double[sums.length - 1];
        for (int budget = 0; budget < usage.length; budget++) {
            usage[budget] = sums[budget + 1] / ranges[budget + 1];
        }
        return usage;
    }

    private static double[] middle(double[] one, double[] other) {
        double[] middle = new double[one.length];
        Arrays.setAll(middle, at -> (one[at] + other[at]) / 2);
        return middle;
    }

    /// An answer of the oracle.
    private record Tried(double[] prices, double value, int[] options, double[] sums) {}

    /// Takes what is cheapest at given prices.
    private record Oracle(Instance instance) {
        Tried ask(double[] prices) {
            int measures = instance.measures();
            int[] options = new int[instance.groups().size()];
            double value = 0;
            for (int at = 0; at < options.length; at++) {
                Group group = instance.groups().get(at);
                double least = Double.POSITIVE_INFINITY;
                for (int option = 0; option < group.options(); option++) {
                    double priced = Sums.priced(group.values(), option * measures, prices);
                    if (priced < least) {
                        least = priced;
                        options[at] = option;
                    }
                }
                value += least;
            }
            for (int budget = 0; budget < prices.length; budget++) {
                value -= prices[budget] * instance.limits().get(budget + 1).doubleValue();
            }
            return new Tried(prices, value, options, Sums.of(instance, options));
        }
    }

    /// `L(λ)` in exact arithmetic at prices rounded to twelve digits.
    static BigDecimal exactBound(Instance instance, double[] prices) {
        BigDecimal[] exact = new BigDecimal[prices.length];
        double[] rounded = new double[prices.length];
        BigDecimal bound = BigDecimal.ZERO;
        for (int budget = 0; budget < prices.length; budget++) {
            exact[budget] = new BigDecimal(prices[budget]).round(new MathContext(12));
            rounded[budget] = exact[budget].doubleValue();
            bound = bound.subtract(exact[budget].multiply(instance.limits().get(budget + 1)));
        }
        for (Group group : instance.groups()) {
            bound = bound.add(exactLeast(instance, group, exact, rounded));
        }
        return bound;
    }

    /// Only options whose rounded value may be the least are evaluated exactly.
    private static BigDecimal exactLeast(
            Instance instance, Group group, BigDecimal[] exact, double[] rounded) {
        int measures = instance.measures();
        double least = Double.POSITIVE_INFINITY;
        double magnitude = 0;
        for (int option = 0; option < group.options(); option++) {
            least = Math.min(least, Sums.priced(group.values(), option * measures, rounded));
            magnitude =
                    Math.max(magnitude, Sums.magnitude(group.values(), option * measures, rounded));
        }
        BigDecimal exactLeast = null;
        for (int option = 0; option < group.options(); option++) {
            if (Sums.priced(group.values(), option * measures, rounded)
                    <= least + 1e-12 * magnitude) {
                int at = option * instance.wholes().width();
                BigDecimal value = instance.wholes().value(0, group.sums(), at);
                for (int budget = 0; budget < exact.length; budget++) {
                    value =
                            value.add(
                                    exact[budget].multiply(
                                            instance.wholes().value(budget + 1, group.sums(), at)));
                }
                exactLeast = exactLeast == null ? value : exactLeast.min(value);
            }
        }
        if (exactLeast == null) {
            throw new IllegalStateException("a group without options.");
        }
        return exactLeast;
    }
}
