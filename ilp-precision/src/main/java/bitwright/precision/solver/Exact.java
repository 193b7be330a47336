package bitwright.precision.solver;

import bitwright.precision.table.AllowedPairs;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Measure;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Plans evaluated in exact decimal arithmetic, from the table alone: every double counts as the
/// decimal that it prints as.
final class Exact {
    private final CostTable table;
    private final Map<String, Integer> byName = new HashMap<>();

    Exact(CostTable table) {
        this.table = table;
        for (LayerChoices layer : table.layers()) {
            byName.put(layer.name(), byName.size());
        }
    }

    /// Sum of a measure over the chosen choices.
    BigDecimal sum(int[] chosen, Measure measure) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int layer = 0; layer < chosen.length; layer++) {
            Choice choice = table.layers().get(layer).choices().get(chosen[layer]);
            sum = sum.add(BigDecimal.valueOf(measure.of(choice)));
        }
        return sum;
    }

    /// Sums of all costs, by name in the table's order.
    Map<String, Double> costs(int[] chosen) {
        Map<String, Double> costs = new LinkedHashMap<>();
        for (String name : table.costNames()) {
            costs.put(name, sum(chosen, Measure.named(name)).doubleValue());
        }
        return costs;
    }

    /// Whether a plan meets the bounds and the couplings.
    boolean feasible(int[] chosen, Map<Measure, BigDecimal> maxima) {
        for (Map.Entry<Measure, BigDecimal> bound : maxima.entrySet()) {
            if (sum(chosen, bound.getKey()).compareTo(bound.getValue()) > 0) {
                return false;
            }
        }
        return table.couplings().stream().allMatch(coupling -> equal(chosen, coupling))
                && table.pairs().stream().allMatch(pairs -> allowed(chosen, pairs));
    }

    private boolean equal(int[] chosen, Coupling coupling) {
        return coupling.layers().stream()
                        .map(layer -> value(chosen, layer, coupling.attribute()))
                        .distinct()
                        .count()
                <= 1;
    }

    private boolean allowed(int[] chosen, AllowedPairs pairs) {
        return pairs.allows(
                value(chosen, pairs.first().layer(), pairs.first().attribute()),
                value(chosen, pairs.second().layer(), pairs.second().attribute()));
    }

    private String value(int[] chosen, String layer, String attribute) {
        int index = byName.getOrDefault(layer, -1);
        Choice choice = table.layers().get(index).choices().get(chosen[index]);
        return String.valueOf(choice.attributes().get(attribute));
    }

    /// `(objective − bound) / max(|objective|, 10⁻¹²)`, rounded up; 0 exactly where both are equal.
    static double gap(BigDecimal objective, BigDecimal bound) {
        BigDecimal scale = objective.abs().max(new BigDecimal("1e-12"));
        return objective
                .subtract(bound)
                .max(BigDecimal.ZERO)
                .divide(scale, new MathContext(17, RoundingMode.UP))
                .doubleValue();
    }
}
