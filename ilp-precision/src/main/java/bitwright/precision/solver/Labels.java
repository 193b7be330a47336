package bitwright.precision.solver;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Exact search by labels: group after group, every set of sums that some options of the groups so
/// far have and that no other dominates, each with the options that give it.
///
/// A label goes when its exact sums are dominated, when even the least of the rest breaks a limit,
/// or when the relaxation of the rest shows that it cannot beat a known plan; the last two are
/// decided in floating point with the rounding on the label's side. If nothing else went, the best
/// label at the end is proven best. Where there are too many, those of the least relaxation stay (a
/// beam), and the least relaxation among those dropped is still a bound.
final class Labels {
    private static final int LOOK_BACK = 128;

    private final Instance instance;
    private final Wholes wholes;
    private final int measures;
    private final int most;
    private final List<double[]> prices;
    private final int[] order;
    private final double[][] restPriced;
    private final double[][] restLeast;
    private final double[] limits;
    private final double[] ceilings;
    private final double[] rounding;
    private final List<int[]> parents = new ArrayList<>();
    private final List<int[]> options = new ArrayList<>();
    private double dropped = Double.POSITIVE_INFINITY;

    /// What a search found.
    ///
    /// @param options the best plan found, by group; null if none
    /// @param dropped a lower bound of every plan that was dropped for want of room; infinite if
    ///   none was, so that the plan is proven best, or that there is none
    record Outcome(int @Nullable [] options, double dropped) {
        /// Proven: there is no plan.
        static final Outcome NONE = new Outcome(null, Double.POSITIVE_INFINITY);

        boolean complete() {
            return dropped == Double.POSITIVE_INFINITY;
        }
    }

    /// @param prices prices of the budgets, each of which gives a bound; the first ranks the beam
    /// @param ceiling plans above it need not be found; infinite for none
    /// @param most labels to keep after each group
    Labels(Instance instance, List<double[]> prices, double ceiling, int most) {
        this.instance = instance;
        this.most = most;
        this.prices = prices;
        wholes = instance.wholes();
        measures = instance.measures();
        order = order();
        rounding = prices.stream().mapToDouble(at -> Sums.rounding(instance, at)).toArray();
        ceilings = new double[prices.size()];
        for (int at = 0; at < ceilings.length; at++) {
            ceilings[at] = Math.nextUp(ceiling) + worth(prices.get(at)) + rounding[at];
        }
        restPriced = new double[prices.size()][order.length + 1];
        restLeast = new double[measures][order.length + 1];
        for (int at = order.length - 1; at >= 0; at--) {
            Group group = instance.groups().get(order[at]);
            for (int vector = 0; vector < prices.size(); vector++) {
                restPriced[vector][at] =
                        restPriced[vector][at + 1] + least(group, prices.get(vector));
            }
            for (int measure = 0; measure < measures; measure++) {
                restLeast[measure][at] =
                        restLeast[measure][at + 1] + Sums.least(group, measures, measure);
            }
        }
        limits = new double[measures];
        for (int measure = 1; measure < measures; measure++) {
            double[] only = new double[measures - 1];
            only[measure - 1] = 1;
            limits[measure] =
                    instance.limits().get(measure).doubleValue() + Sums.rounding(instance, only);
        }
    }

    private double worth(double[] at) {
        double worth = 0;
        for (int budget = 0; budget < at.length; budget++) {
            worth += at[budget] * instance.limits().get(budget + 1).doubleValue();
        }
        return worth;
    }

    /// Decided groups first; then those first whose second best option is far behind, as few labels
    /// leave their best option.
    private int[] order() {
        double[] behind = new double[instance.groups().size()];
        for (int at = 0; at < behind.length; at++) {
            Group group = instance.groups().get(at);
            double[] priced =
                    IntStream.range(0, group.options())
                            .mapToDouble(option ->
                                    Sums.priced(
                                            group.values(), option * measures, prices.getFirst()))
                            .sorted()
                            .toArray();
            behind[at] = priced.length == 1 ? Double.POSITIVE_INFINITY : priced[1] - priced[0];
        }
        return IntStream.range(0, behind.length)
                .boxed()
                .sorted(Comparator.comparingDouble(at -> -behind[at]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private double least(Group group, double[] at) {
        double least = Double.POSITIVE_INFINITY;
        for (int option = 0; option < group.options(); option++) {
            least = Math.min(least, Sums.priced(group.values(), option * measures, at));
        }
        return least;
    }

    /// Searches.
    Outcome search() {
        LabelSet labels = new LabelSet(wholes, 1);
        labels.size = 1;
        for (int stage = 0; stage < order.length; stage++) {
            labels = longer(labels, stage);
            if (labels.size == 0) {
                return new Outcome(null, dropped);
            }
            parents.add(labels.parents);
            options.add(labels.options);
        }
        return new Outcome(best(labels), dropped);
    }

    private LabelSet longer(LabelSet labels, int stage) {
        Group group = instance.groups().get(order[stage]);
        LabelSet next = new LabelSet(wholes, Math.max(16, 2 * labels.size));
        int room = 4 * most;
        for (int label = 0; label < labels.size; label++) {
            for (int option = 0; option < group.options(); option++) {
                if (promising(labels, label, group, option, stage)) {
                    next.add(labels, label, group.sums(), group.values(), option);
                }
            }
            if (next.size > room) {
                next =
                        narrow(
                                next.keep(Dominance.kept(wholes, next.sums, next.size, LOOK_BACK)),
                                stage + 1);
            }
        }
        return narrow(
                next.keep(Dominance.kept(wholes, next.sums, next.size, LOOK_BACK)), stage + 1);
    }

    private boolean promising(LabelSet labels, int label, Group group, int option, int stage) {
        int at = label * measures;
        int add = option * measures;
        for (int measure = 1; measure < measures; measure++) {
            if (labels.values[at + measure]
                            + group.values()[add + measure]
                            + restLeast[measure][stage + 1]
                    > limits[measure]) {
                return false;
            }
        }
        for (int vector = 0; vector < ceilings.length; vector++) {
            double[] price = prices.get(vector);
            if (Sums.priced(labels.values, at, price)
                            + Sums.priced(group.values(), add, price)
                            + restPriced[vector][stage + 1]
                    > ceilings[vector]) {
                return false;
            }
        }
        return true;
    }

    /// Keeps those of the least relaxation where there are too many.
    private LabelSet narrow(LabelSet labels, int stage) {
        if (labels.size <= most) {
            return labels;
        }
        double[] priced = new double[labels.size];
        for (int label = 0; label < priced.length; label++) {
            priced[label] = Sums.priced(labels.values, label * measures, prices.getFirst());
        }
        int[] ranked =
                IndexSort.sorted(
                        labels.size, (one, other) -> Double.compare(priced[one], priced[other]));
        dropped =
                Math.min(
                        dropped,
                        priced[ranked[most]]
                                + restPriced[0][stage]
                                - worth(prices.getFirst())
                                - rounding[0]);
        int[] kept = Arrays.copyOf(ranked, most);
        Arrays.sort(kept);
        return labels.keep(kept);
    }

    /// The least label that meets every limit exactly.
    private int @Nullable [] best(LabelSet labels) {
        int best = -1;
        for (int label = 0; label < labels.size; label++) {
            if (meets(labels, label)
                    && (best < 0
                            || wholes.compare(
                                            0,
                                            labels.sums,
                                            label * wholes.width(),
                                            labels.sums,
                                            best * wholes.width())
                                    < 0)) {
                best = label;
            }
        }
        if (best < 0) {
            return null;
        }
        int[] chosen = new int[order.length];
        int label = best;
        for (int stage = order.length - 1; stage >= 0; stage--) {
            chosen[order[stage]] = options.get(stage)[label];
            label = parents.get(stage)[label];
        }
        return chosen;
    }

    private boolean meets(LabelSet labels, int label) {
        for (int measure = 1; measure < measures; measure++) {
            BigInteger sum = wholes.get(measure, labels.sums, label * wholes.width());
            if (sum.compareTo(wholes.whole(instance.limits().get(measure), measure)) > 0) {
                return false;
            }
        }
        return true;
    }
}
