package bitwright.precision.solver;

import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Measure;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Exact sums of plans that are given by the names of their choices; every double counts as the
/// decimal that it prints as.
public final class PlanSums {
    private final CostTable table;
    private final Map<String, Map<String, Choice>> byName = new HashMap<>();

    public PlanSums(CostTable table) {
        this.table = table;
        for (LayerChoices layer : table.layers()) {
            Map<String, Choice> choices = new HashMap<>();
            layer.choices().forEach(choice -> choices.put(choice.name(), choice));
            byName.put(layer.name(), choices);
        }
    }

    /// The sum of a measure.
    ///
    /// @param choices layer to the name of its choice
    /// @throws IllegalArgumentException if the table has no such choice
    public BigDecimal exact(Map<String, String> choices, Measure measure) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<String, String> entry : choices.entrySet()) {
            Choice choice = byName.getOrDefault(entry.getKey(), Map.of()).get(entry.getValue());
            if (choice == null) {
                throw new IllegalArgumentException(
                        "no choice '" + entry.getValue() + "' of '" + entry.getKey() + "'.");
            }
            sum = sum.add(BigDecimal.valueOf(measure.of(choice)));
        }
        return sum;
    }

    /// The least difference that two plans' sums of a measure can have.
    public BigDecimal unit(Measure measure) {
        return new Wholes(List.of(Instance.values(table, measure))).unit(0);
    }

    /// The greatest sum less the least, couplings and bounds aside.
    public static double range(CostTable table, Measure measure) {
        return Instance.greatest(table, measure)
                .subtract(Instance.least(table, measure))
                .doubleValue();
    }
}
