package bitwright.cli.flow;

import bitwright.precision.table.AllowedPairs;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes the rows of a table that follow from the choices of its layers (widths of tensors, and the
/// like): of each, in the table's order, the first choice that goes with all before.
public final class Completion {
    private Completion() {}

    /// A choice for every row.
    ///
    /// @param choices of some rows, by name
    /// @return row to choice, in the table's order; empty if the couplings forbid the choices
    public static Optional<Map<String, String>> of(CostTable table, Map<String, String> choices) {
        Map<String, Choice> taken = new HashMap<>();
        List<LayerChoices> open = new ArrayList<>();
        for (LayerChoices row : table.layers()) {
            String name = choices.get(row.name());
            Optional<Choice> own =
                    row.choices().stream().filter(choice -> choice.name().equals(name)).findFirst();
            own.ifPresentOrElse(choice -> taken.put(row.name(), choice), () -> open.add(row));
        }
        if (!allowed(table, taken)) {
            return Optional.empty();
        }
        for (LayerChoices row : open) {
            boolean found = false;
            for (Choice choice : row.choices()) {
                taken.put(row.name(), choice);
                if (allowed(table, taken)) {
                    found = true;
                    break;
                }
            }
            if (!found) {
                return Optional.empty();
            }
        }
        Map<String, String> complete = new LinkedHashMap<>();
        table.layers()
                .forEach(row ->
                        Optional.ofNullable(taken.get(row.name()))
                                .ifPresent(choice -> complete.put(row.name(), choice.name())));
        return Optional.of(complete);
    }

    private static boolean allowed(CostTable table, Map<String, Choice> taken) {
        for (Coupling coupling : table.couplings()) {
            long values =
                    coupling.layers().stream()
                            .map(taken::get)
                            .filter(choice -> choice != null)
                            .map(choice -> choice.attributes().get(coupling.attribute()))
                            .distinct()
                            .count();
            if (values > 1) {
                return false;
            }
        }
        for (AllowedPairs pairs : table.pairs()) {
            Choice first = taken.get(pairs.first().layer());
            Choice second = taken.get(pairs.second().layer());
            if (first != null
                    && second != null
                    && !pairs.allows(
                            String.valueOf(first.attributes().get(pairs.first().attribute())),
                            String.valueOf(second.attributes().get(pairs.second().attribute())))) {
                return false;
            }
        }
        return true;
    }
}
