package bitwright.precision.sensitivity;

import bitwright.precision.table.AllowedPairs;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Draws plans that keep to a table's couplings, whatever they cost.
final class RandomPlans {
    private static final int TRIES = 1000;

    private final CostTable table;
    private final SplittableRandom random;

    RandomPlans(CostTable table, long seed) {
        this.table = table;
        random = new SplittableRandom(seed);
    }

    /// A plan: layer to its choice.
    ///
    /// @throws IllegalArgumentException if no plan is found that keeps to the couplings
    Map<String, Choice> next() {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Map<String, Choice> plan = new LinkedHashMap<>();
            for (LayerChoices layer : table.layers()) {
                List<Choice> open =
                        layer.choices().stream()
                                .filter(choice -> fits(layer.name(), choice, plan))
                                .toList();
                if (open.isEmpty()) {
                    break;
                }
                plan.put(layer.name(), open.get(random.nextInt(open.size())));
            }
            if (plan.size() == table.layers().size()) {
                return plan;
            }
        }
        throw new IllegalArgumentException(
                "network "
                        + table.network()
                        + ": no plan was found that keeps to the couplings. Maybe they contradict?");
    }

    private boolean fits(String layer, Choice choice, Map<String, Choice> plan) {
        for (Coupling coupling : table.couplings()) {
            if (!coupling.layers().contains(layer)) {
                continue;
            }
            String own = value(choice, coupling.attribute());
            for (String other : coupling.layers()) {
                Choice chosen = plan.get(other);
                if (chosen != null && !value(chosen, coupling.attribute()).equals(own)) {
                    return false;
                }
            }
        }
        return table.pairs().stream().allMatch(pairs -> allows(pairs, layer, choice, plan));
    }

    private static boolean allows(
            AllowedPairs pairs, String layer, Choice choice, Map<String, Choice> plan) {
        boolean first = pairs.first().layer().equals(layer);
        boolean second = pairs.second().layer().equals(layer);
        AllowedPairs.End other = first ? pairs.second() : pairs.first();
        Choice chosen = plan.get(other.layer());
        if (first == second || chosen == null) {
            return true;
        }
        AllowedPairs.End own = first ? pairs.first() : pairs.second();
        String mine = value(choice, own.attribute());
        String others = value(chosen, other.attribute());
        return first ? pairs.allows(mine, others) : pairs.allows(others, mine);
    }

    private static String value(Choice choice, String attribute) {
        return choice.attributes().getOrDefault(attribute, "");
    }
}
