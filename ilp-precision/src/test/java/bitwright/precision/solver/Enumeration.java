package bitwright.precision.solver;

import bitwright.precision.table.AllowedPairs;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.Measure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Every plan of a small table, one after the other.
public final class Enumeration {
    private final CostTable table;

    public Enumeration(CostTable table) {
        this.table = table;
    }

    /// The exact sums of these measures over each plan that meets the bounds and the couplings.
    public List<List<BigDecimal>> plans(Map<Measure, BigDecimal> maxima, List<Measure> measures) {
        List<List<BigDecimal>> found = new ArrayList<>();
        int[] chosen = new int[table.layers().size()];
        int at = 0;
        while (at >= 0) {
            if (coupled(chosen)
                    && maxima.entrySet().stream()
                            .allMatch(bound ->
                                    sum(chosen, bound.getKey()).compareTo(bound.getValue()) <= 0)) {
                found.add(measures.stream().map(measure -> sum(chosen, measure)).toList());
            }
            at = chosen.length - 1;
            while (at >= 0 && ++chosen[at] == table.layers().get(at).choices().size()) {
                chosen[at--] = 0;
            }
        }
        return found;
    }

    private BigDecimal sum(int[] chosen, Measure measure) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int layer = 0; layer < chosen.length; layer++) {
            sum = sum.add(BigDecimal.valueOf(measure.of(choice(chosen, layer))));
        }
        return sum;
    }

    private Choice choice(int[] chosen, int layer) {
        return table.layers().get(layer).choices().get(chosen[layer]);
    }

    private String value(int[] chosen, String name, String attribute) {
        for (int layer = 0; layer < chosen.length; layer++) {
            if (table.layers().get(layer).name().equals(name)) {
                return String.valueOf(choice(chosen, layer).attributes().get(attribute));
            }
        }
        throw new IllegalArgumentException(name);
    }

    private boolean coupled(int[] chosen) {
        for (Coupling coupling : table.couplings()) {
            Set<String> values = new HashSet<>();
            coupling.layers()
                    .forEach(layer -> values.add(value(chosen, layer, coupling.attribute())));
            if (values.size() > 1) {
                return false;
            }
        }
        for (AllowedPairs pairs : table.pairs()) {
            String first = value(chosen, pairs.first().layer(), pairs.first().attribute());
            String second = value(chosen, pairs.second().layer(), pairs.second().attribute());
            if (pairs.pairs().stream()
                    .noneMatch(
                            pair -> pair.first().equals(first) && pair.second().equals(second))) {
                return false;
            }
        }
        return true;
    }
}
