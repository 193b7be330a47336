package bitwright.precision.solver;

import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Measure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A question about a table as numbers: groups of layers with options, measure 0 to be least, every
/// other measure below its limit.
///
/// Budgets that no plan breaks are left out, coupled layers are fused where that is small, and
/// options that another one dominates are gone; what is left decides the same least objective.
///
/// @param groups what is decided
/// @param wholes how exact sums are written
/// @param limits by measure; the first is not used
/// @param links couplings that were not fused; their layers are groups of one layer
record Instance(List<Group> groups, Wholes wholes, List<BigDecimal> limits, List<Link> links) {
    Instance {
        groups = List.copyOf(groups);
        limits = List.copyOf(limits);
        links = List.copyOf(links);
    }

    /// The instance, empty if it is plain that no plan meets the bounds.
    ///
    /// @param objective to be least
    /// @param maxima upper bounds of other measures
    static Optional<Instance> of(
            CostTable table, Measure objective, Map<Measure, BigDecimal> maxima) {
        return bounded(table, objective, binding(table, maxima).orElse(null));
    }

    /// The instance in which every bound counts, even one that no plan breaks.
    ///
    /// @param bounds by measure; null if it is plain that no plan meets them
    static Optional<Instance> bounded(
            CostTable table, Measure objective, @Nullable Map<Measure, BigDecimal> bounds) {
        if (bounds == null) {
            return Optional.empty();
        }
        List<List<List<BigDecimal>>> values = new ArrayList<>();
        values.add(values(table, objective));
        bounds.keySet().forEach(measure -> values.add(values(table, measure)));
        Wholes wholes = new Wholes(values);
        List<BigDecimal> limits = new ArrayList<>();
        limits.add(BigDecimal.ZERO);
        limits.addAll(bounds.values());
        return new Fusion(table, wholes, values).instance(limits);
    }

    /// The bounds that some plan breaks; empty if one is below what every plan has.
    static Optional<Map<Measure, BigDecimal>> binding(
            CostTable table, Map<Measure, BigDecimal> maxima) {
        Map<Measure, BigDecimal> binding = new LinkedHashMap<>();
        for (Map.Entry<Measure, BigDecimal> bound : maxima.entrySet()) {
            if (least(table, bound.getKey()).compareTo(bound.getValue()) > 0) {
                return Optional.empty();
            }
            if (greatest(table, bound.getKey()).compareTo(bound.getValue()) > 0) {
                binding.put(bound.getKey(), bound.getValue());
            }
        }
        return Optional.of(binding);
    }

    /// The sum of each layer's least value.
    static BigDecimal least(CostTable table, Measure measure) {
        return sum(values(table, measure), row -> row.stream().reduce(BigDecimal::min));
    }

    /// The sum of each layer's greatest value.
    static BigDecimal greatest(CostTable table, Measure measure) {
        return sum(values(table, measure), row -> row.stream().reduce(BigDecimal::max));
    }

    private static BigDecimal sum(
            List<List<BigDecimal>> column,
            Function<List<BigDecimal>, Optional<BigDecimal>> extreme) {
        BigDecimal sum = BigDecimal.ZERO;
        for (List<BigDecimal> row : column) {
            sum = sum.add(extreme.apply(row).orElseThrow());
        }
        return sum;
    }

    /// A measure of every choice, by layer.
    static List<List<BigDecimal>> values(CostTable table, Measure measure) {
        List<List<BigDecimal>> column = new ArrayList<>();
        for (LayerChoices layer : table.layers()) {
            column.add(
                    layer.choices().stream()
                            .map(choice -> BigDecimal.valueOf(measure.of(choice)))
                            .toList());
        }
        return column;
    }

    /// How many measures have limits.
    int budgets() {
        return limits.size() - 1;
    }

    /// Measures of an option.
    int measures() {
        return limits.size();
    }

    /// The same with changed groups.
    Instance with(UnaryOperator<Group> change) {
        return new Instance(groups.stream().map(change).toList(), wholes, limits, links);
    }

    /// Whether nothing is left to decide.
    boolean decided() {
        return groups.stream().allMatch(group -> group.options() == 1);
    }

    /// Options of all groups.
    int options() {
        return groups.stream().mapToInt(Group::options).sum();
    }

    /// The choice of each layer, from the option of each group.
    int[] chosen(int[] options) {
        int layers = groups.stream().mapToInt(group -> group.layers().length).sum();
        int[] chosen = new int[layers];
        for (int at = 0; at < options.length; at++) {
            Group group = groups.get(at);
            for (int index = 0; index < group.layers().length; index++) {
                chosen[group.layers()[index]] = group.picks()[options[at]][index];
            }
        }
        return chosen;
    }

    /// The option of each group that makes these choices of the layers; null if one is gone.
    int @Nullable [] options(int[] chosen) {
        int[] options = new int[groups.size()];
        for (int at = 0; at < options.length; at++) {
            int[] picks =
                    Arrays.stream(groups.get(at).layers()).map(layer -> chosen[layer]).toArray();
            int option = 0;
            while (option < groups.get(at).options()
                    && !Arrays.equals(groups.get(at).picks()[option], picks)) {
                option++;
            }
            if (option == groups.get(at).options()) {
                return null;
            }
            options[at] = option;
        }
        return options;
    }

    /// The exact sum of a measure.
    BigDecimal sum(int[] options, int measure) {
        BigInteger sum = BigInteger.ZERO;
        for (int at = 0; at < options.length; at++) {
            sum = sum.add(wholes.get(measure, groups.get(at).sums(), options[at] * wholes.width()));
        }
        return wholes.unit(measure).multiply(new BigDecimal(sum));
    }

    /// Whether all exact sums meet their limits.
    boolean feasible(int[] options) {
        for (int measure = 1; measure < measures(); measure++) {
            if (sum(options, measure).compareTo(limits.get(measure)) > 0) {
                return false;
            }
        }
        return true;
    }
}
