package bitwright.precision.solver;

import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Plans evaluated in exact decimal arithmetic: every double counts as the decimal that it prints
/// as.
final class Exact {
    private final CostTable table;

    Exact(CostTable table) {
        this.table = table;
    }

    /// Sum of a measure over the chosen choices.
    BigDecimal sum(int[] chosen, ToDoubleFunction<Choice> measure) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int layer = 0; layer < chosen.length; layer++) {
            sum =
                    sum.add(
                            BigDecimal.valueOf(
                                    measure.applyAsDouble(
                                            table.layers()
                                                    .get(layer)
                                                    .choices()
                                                    .get(chosen[layer]))));
        }
        return sum;
    }

    /// Sums of all costs, by name in the table's order.
    Map<String, Double> costs(int[] chosen) {
        Map<String, Double> costs = new LinkedHashMap<>();
        for (String name : costNames(table)) {
            costs.put(name, sum(chosen, cost(name)).doubleValue());
        }
        return costs;
    }

    /// Whether a plan meets the budgets and the couplings.
    boolean feasible(
            int[] chosen,
            Map<String, BigDecimal> maxima,
            ToDoubleFunction<Choice> loss,
            BigDecimal lossLimit) {
        for (Map.Entry<String, BigDecimal> budget : maxima.entrySet()) {
            if (sum(chosen, cost(budget.getKey())).compareTo(budget.getValue()) > 0) {
                return false;
            }
        }
        return coupled(chosen)
                && (lossLimit == UNLIMITED || sum(chosen, loss).compareTo(lossLimit) <= 0);
    }

    /// A limit that limits nothing.
    static final BigDecimal UNLIMITED = new BigDecimal("1e400");

    private boolean coupled(int[] chosen) {
        List<String> names = table.layers().stream().map(CostTable.LayerChoices::name).toList();
        for (CostTable.Coupling coupling : table.couplings()) {
            String common = null;
            for (String layer : coupling.layers()) {
                int index = names.indexOf(layer);
                String value =
                        table.layers()
                                .get(index)
                                .choices()
                                .get(chosen[index])
                                .attributes()
                                .get(coupling.attribute());
                if (common != null && !common.equals(value)) {
                    return false;
                }
                common = value;
            }
        }
        return true;
    }

    /// A cost by name, 0 where a choice lacks it.
    static ToDoubleFunction<Choice> cost(String name) {
        return choice -> choice.costs().getOrDefault(name, 0.0);
    }

    /// All cost names, in order of appearance.
    static List<String> costNames(CostTable table) {
        return table.layers().stream()
                .flatMap(layer -> layer.choices().stream())
                .flatMap(choice -> choice.costs().keySet().stream())
                .distinct()
                .toList();
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
