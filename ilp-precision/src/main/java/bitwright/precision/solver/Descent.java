package bitwright.precision.solver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes good plans of the solutions of a relaxation: first it repairs broken limits at the least
/// loss for what is mended, then it takes steps down, one group at a time and then two at once.
///
/// A heuristic: what it returns meets every limit exactly, but is proven by others.
final class Descent {
    private static final int MOST_MOVES = 1500;
    private static final int MOST_SWEEPS = 400;

    private final Instance instance;
    private final int measures;
    private final double[] ranges;
    private final double[] limits;
    private final int[] options;
    private final double[] sums;

    /// Another option of a group, and what it changes.
    private record Move(int group, int option, double reduced, double[] change) {}

    private Descent(Instance instance, int[] start) {
        this.instance = instance;
        measures = instance.measures();
        ranges = Sums.ranges(instance);
        options = start.clone();
        sums = Sums.of(instance, options);
        limits = new double[measures];
        for (int measure = 1; measure < measures; measure++) {
            double limit = instance.limits().get(measure).doubleValue();
            limits[measure] = limit - 1e-13 * (Math.abs(limit) + ranges[measure]);
        }
    }

    /// The best plan that it finds from these starts; null if none meets the limits.
    static int @Nullable [] from(Instance instance, List<int[]> starts, double[] prices) {
        int[] best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int[] start : starts) {
            Descent descent = new Descent(instance, start);
            if (descent.repair() && descent.descend() && descent.sums[0] < least) {
                best = descent.options.clone();
                least = descent.sums[0];
            }
        }
        return best == null ? null : paired(instance, best, prices);
    }

    /// A plan after steps of single groups and of pairs.
    static int[] paired(Instance instance, int[] start, double[] prices) {
        Descent descent = new Descent(instance, start);
        descent.exchange(prices);
        return instance.feasible(descent.options) && descent.sums[0] <= Sums.of(instance, start)[0]
                ? descent.options
                : start;
    }

    private double excess(double[] total) {
        double excess = 0;
        for (int measure = 1; measure < measures; measure++) {
            excess += Math.max(0, total[measure] - limits[measure]) / ranges[measure];
        }
        return excess;
    }

    private boolean repair() {
        double[] after = new double[measures];
        double excess = excess(sums);
        for (int step = 0; excess > 0 && step < 20 * options.length; step++) {
            double best = Double.POSITIVE_INFINITY;
            int group = -1;
            int option = -1;
            for (int at = 0; at < options.length; at++) {
                double[] values = instance.groups().get(at).values();
                for (int other = 0; other < instance.groups().get(at).options(); other++) {
                    change(values, options[at], other, after);
                    double rise = after[0] / ranges[0];
                    for (int measure = 0; measure < measures; measure++) {
                        after[measure] += sums[measure];
                    }
                    double mended = excess - excess(after);
                    if (mended > 0) {
                        double score = rise > 0 ? rise / mended : rise * mended;
                        if (score < best) {
                            best = score;
                            group = at;
                            option = other;
                        }
                    }
                }
            }
            if (group < 0) {
                return false;
            }
            take(group, option);
            excess = excess(sums);
        }
        return excess <= 0;
    }

    /// The greatest fall of the objective that the limits leave, again and again.
    private boolean descend() {
        double[] change = new double[measures];
        while (true) {
            double best = -1e-15 * ranges[0];
            int group = -1;
            int option = -1;
            for (int at = 0; at < options.length; at++) {
                double[] values = instance.groups().get(at).values();
                for (int other = 0; other < instance.groups().get(at).options(); other++) {
                    if (values[other * measures] - values[options[at] * measures] < best) {
                        change(values, options[at], other, change);
                        if (fits(change, null)) {
                            best = change[0];
                            group = at;
                            option = other;
                        }
                    }
                }
            }
            if (group < 0) {
                return instance.feasible(options);
            }
            take(group, option);
        }
    }

    /// Pairs of steps of two groups, among those of least reduced cost.
    private void exchange(double[] prices) {
        for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
            descend();
            if (!exchangeOnce(moves(prices))) {
                return;
            }
        }
    }

    private boolean exchangeOnce(List<Move> moves) {
        double best = -1e-15 * ranges[0];
        Move first = null;
        Move second = null;
        for (int one = 0; one < moves.size(); one++) {
            Move left = moves.get(one);
            for (int other = 0; other < one; other++) {
                Move right = moves.get(other);
                if (left.change[0] + right.change[0] < best
                        && left.group != right.group
                        && fits(left.change, right.change)) {
                    best = left.change[0] + right.change[0];
                    first = left;
                    second = right;
                }
            }
        }
        if (first == null || second == null) {
            return false;
        }
        take(first.group, first.option);
        take(second.group, second.option);
        return true;
    }

    private List<Move> moves(double[] prices) {
        List<Move> moves = new ArrayList<>();
        for (int at = 0; at < options.length; at++) {
            double[] values = instance.groups().get(at).values();
            double now = Sums.priced(values, options[at] * measures, prices);
            for (int other = 0; other < instance.groups().get(at).options(); other++) {
                if (other != options[at]) {
                    double[] change = new double[measures];
                    change(values, options[at], other, change);
                    double priced = Sums.priced(values, other * measures, prices);
                    moves.add(new Move(at, other, priced - now, change));
                }
            }
        }
        moves.sort(Comparator.comparingDouble(Move::reduced));
        return moves.subList(0, Math.min(MOST_MOVES, moves.size()));
    }

    private boolean fits(double[] change, double @Nullable [] more) {
        for (int measure = 1; measure < measures; measure++) {
            if (sums[measure] + change[measure] + (more == null ? 0 : more[measure])
                    > limits[measure]) {
                return false;
            }
        }
        return true;
    }

    private void change(double[] values, int from, int to, double[] into) {
        for (int measure = 0; measure < measures; measure++) {
            into[measure] = values[to * measures + measure] - values[from * measures + measure];
        }
    }

    private void take(int group, int option) {
        options[group] = option;
        System.arraycopy(Sums.of(instance, options), 0, sums, 0, measures);
    }
}
