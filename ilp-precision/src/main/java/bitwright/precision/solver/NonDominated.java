package bitwright.precision.solver;

import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Measure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All plans within bounds that no other plan dominates in two measures, by labels in exact
/// arithmetic: group after group, every undominated set of sums.
///
/// With a tolerance a label also goes where another that has no more of the second measure has at
/// most a share of the tolerance more of the first; the shares of all groups add up to it.
public final class NonDominated {
    private final CostTable table;
    private final Instance instance;
    private final Wholes wholes;
    private final int measures;
    private final int most;
    private final double[][] restLeast;
    private final double[] limits;
    private final double trim;
    private final List<LabelSet> stages = new ArrayList<>();

    private NonDominated(CostTable table, Instance instance, double tolerance, int most) {
        this.table = table;
        this.instance = instance;
        this.most = most;
        wholes = instance.wholes();
        measures = instance.measures();
        trim = tolerance / Math.max(1, instance.groups().size());
        int groups = instance.groups().size();
        restLeast = new double[measures][groups + 1];
        limits = new double[measures];
        for (int measure = 1; measure < measures; measure++) {
            for (int at = groups - 1; at >= 0; at--) {
                restLeast[measure][at] =
                        restLeast[measure][at + 1]
                                + Sums.least(instance.groups().get(at), measures, measure);
            }
            double[] only = new double[measures - 1];
            only[measure - 1] = 1;
            limits[measure] =
                    instance.limits().get(measure).doubleValue() + Sums.rounding(instance, only);
        }
    }

    /// The plans, each as the choice's name by layer, ascending in the second measure and
    /// descending in the first; of plans that are equal in both one.
    ///
    /// @param tolerance how much more of the first measure a listed plan may have than a plan that
    ///   it stands for; 0 for all non-dominated plans
    /// @param most labels that there is room for
    /// @return empty if there is no room, or if couplings are too many to be fused
    public static Optional<List<Map<String, String>>> of(
            CostTable table,
            Measure first,
            Measure second,
            Map<Measure, BigDecimal> maxima,
            double tolerance,
            int most) {
        Optional<Map<Measure, BigDecimal>> binding = Instance.binding(table, maxima);
        if (binding.isEmpty()) {
            return Optional.of(List.of());
        }
        Map<Measure, BigDecimal> bounds = new LinkedHashMap<>(binding.get());
        BigDecimal bound = bounds.remove(second);
        BigDecimal ceiling = bounds.remove(first);
        bounds.put(second, bound == null ? Instance.greatest(table, second) : bound);
        Optional<Instance> instance = Instance.bounded(table, first, bounds);
        if (instance.isEmpty()) {
            return Optional.of(List.of());
        }
        if (!instance.get().links().isEmpty()) {
            return Optional.empty();
        }
        return new NonDominated(table, instance.get(), tolerance, most).search(ceiling);
    }

    private Optional<List<Map<String, String>>> search(@Nullable BigDecimal ceiling) {
        LabelSet labels = new LabelSet(wholes, 1);
        labels.size = 1;
        for (int at = 0; at < instance.groups().size(); at++) {
            Group group = instance.groups().get(at);
            LabelSet next = new LabelSet(wholes, Math.max(16, 2 * labels.size));
            for (int label = 0; label < labels.size; label++) {
                for (int option = 0; option < group.options(); option++) {
                    if (fits(labels, label, group, option, at)) {
                        next.add(labels, label, group.sums(), group.values(), option);
                    }
                }
                if (next.size > 4 * most) {
                    next = narrow(next, 0);
                }
                if (next.size > 2 * most) {
                    return Optional.empty();
                }
            }
            labels = narrow(next, trim);
            stages.add(labels);
            if (labels.size > most) {
                return Optional.empty();
            }
        }
        return Optional.of(plans(labels, ceiling));
    }

    private boolean fits(LabelSet labels, int label, Group group, int option, int at) {
        for (int measure = 1; measure < measures; measure++) {
            if (labels.values[label * measures + measure]
                            + group.values()[option * measures + measure]
                            + restLeast[measure][at + 1]
                    > limits[measure]) {
                return false;
            }
        }
        return true;
    }

    private LabelSet narrow(LabelSet labels, double share) {
        int[] kept = Dominance.kept(wholes, labels.sums, labels.size);
        if (share > 0 && measures == 2) {
            int size = 0;
            for (int label : kept) {
                if (size == 0
                        || labels.values[label * measures]
                                < labels.values[kept[size - 1] * measures] - share) {
                    kept[size++] = label;
                }
            }
            kept = Arrays.copyOf(kept, size);
        }
        return labels.keep(kept);
    }

    /// The labels are ascending in the last measure, which is the second one.
    private List<Map<String, String>> plans(LabelSet labels, @Nullable BigDecimal ceiling) {
        List<Map<String, String>> plans = new ArrayList<>();
        BigDecimal least = null;
        BigDecimal last = null;
        for (int label = 0; label < labels.size; label++) {
            int at = label * wholes.width();
            BigDecimal first = wholes.value(0, labels.sums, at);
            boolean within = ceiling == null || first.compareTo(ceiling) <= 0;
            for (int measure = 1; within && measure < measures; measure++) {
                within =
                        wholes.value(measure, labels.sums, at)
                                        .compareTo(instance.limits().get(measure))
                                <= 0;
            }
            if (within && (least == null || first.compareTo(least) < 0)) {
                least = first;
                BigDecimal second = wholes.value(measures - 1, labels.sums, at);
                if (second.equals(last)) {
                    plans.removeLast();
                }
                last = second;
                plans.add(plan(label));
            }
        }
        return plans;
    }

    private Map<String, String> plan(int label) {
        int[] options = new int[stages.size()];
        int at = label;
        for (int stage = options.length - 1; stage >= 0; stage--) {
            options[stage] = stages.get(stage).options[at];
            at = stages.get(stage).parents[at];
        }
        int[] chosen = instance.chosen(options);
        Map<String, String> plan = new LinkedHashMap<>();
        for (int layer = 0; layer < chosen.length; layer++) {
            LayerChoices row = table.layers().get(layer);
            plan.put(row.name(), row.choices().get(chosen[layer]).name());
        }
        return plan;
    }
}
