package bitwright.precision.solver;

import bitwright.precision.table.AllowedPairs;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.TableFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A coupling of two layers: which values of the one may meet which values of the other.
///
/// @param first index of a layer
/// @param second index of another layer
/// @param firstValues by choice of the first layer: a value's number
/// @param secondValues by choice of the second layer: a value's number
/// @param allowed by the first's and the second's value
record Link(int first, int second, int[] firstValues, int[] secondValues, boolean[][] allowed) {

    /// Whether these choices may meet.
    boolean allows(int firstChoice, int secondChoice) {
        return allowed[firstValues[firstChoice]][secondValues[secondChoice]];
    }

    /// All couplings of a table, those of several layers as links of the first with each other.
    static List<Link> of(CostTable table) {
        Map<String, Integer> byName = new HashMap<>();
        for (int layer = 0; layer < table.layers().size(); layer++) {
            byName.put(table.layers().get(layer).name(), layer);
        }
        List<Link> links = new ArrayList<>();
        for (Coupling coupling : table.couplings()) {
            for (int at = 1; at < coupling.layers().size(); at++) {
                int first = layer(byName, coupling.layers().getFirst());
                int second = layer(byName, coupling.layers().get(at));
                if (first != second) {
                    links.add(equal(table, first, second, coupling.attribute()));
                }
            }
        }
        for (AllowedPairs pairs : table.pairs()) {
            int first = layer(byName, pairs.first().layer());
            int second = layer(byName, pairs.second().layer());
            links.add(of(table, first, second, pairs));
        }
        return links;
    }

    private static int layer(Map<String, Integer> byName, String name) {
        Integer layer = byName.get(name);
        if (layer == null) {
            throw new TableFileException(
                    "a coupling names the unknown layer '"
                            + name
                            + "'. Name a layer of the table.");
        }
        return layer;
    }

    private static Link equal(CostTable table, int first, int second, String attribute) {
        Values one = Values.of(table.layers().get(first), attribute);
        Values other = Values.of(table.layers().get(second), attribute);
        boolean[][] allowed = new boolean[one.names.size()][other.names.size()];
        for (int row = 0; row < allowed.length; row++) {
            for (int column = 0; column < allowed[row].length; column++) {
                allowed[row][column] = one.names.get(row).equals(other.names.get(column));
            }
        }
        return new Link(first, second, one.byChoice, other.byChoice, allowed);
    }

    private static Link of(CostTable table, int first, int second, AllowedPairs pairs) {
        Values one = Values.of(table.layers().get(first), pairs.first().attribute());
        Values other = Values.of(table.layers().get(second), pairs.second().attribute());
        boolean[][] allowed = new boolean[one.names.size()][other.names.size()];
        for (int row = 0; row < allowed.length; row++) {
            for (int column = 0; column < allowed[row].length; column++) {
                allowed[row][column] = pairs.allows(one.names.get(row), other.names.get(column));
            }
        }
        return new Link(first, second, one.byChoice, other.byChoice, allowed);
    }

    /// The values of an attribute in one layer, numbered in order of appearance.
    private record Values(List<String> names, int[] byChoice) {
        static Values of(LayerChoices layer, String attribute) {
            List<String> names = new ArrayList<>();
            int[] byChoice = new int[layer.choices().size()];
            for (int index = 0; index < byChoice.length; index++) {
                Choice choice = layer.choices().get(index);
                String value = String.valueOf(choice.attributes().get(attribute));
                if (!names.contains(value)) {
                    names.add(value);
                }
                byChoice[index] = names.indexOf(value);
            }
            return new Values(names, byChoice);
        }
    }
}
