package bitwright.precision.table;

import bitwright.precision.table.AllowedPairs.End;
import bitwright.precision.table.AllowedPairs.Pair;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the couplings of a cost table's file and holds them against its layers.
final class CouplingReader {
    private final Map<String, LayerChoices> layers = new HashMap<>();

    CouplingReader(List<LayerChoices> layers) {
        layers.forEach(layer -> this.layers.put(layer.name(), layer));
    }

    /// One entry of `couplings`.
    Coupling coupling(JsonPlace place) {
        place.object(List.of("attribute", "layers"), "reason");
        String attribute = place.child("attribute").text();
        List<String> names = new ArrayList<>();
        for (JsonPlace at : place.child("layers").list()) {
            String name = at.text();
            requireAttribute(at, attribute, name);
            names.add(name);
        }
        return new Coupling(
                attribute, names, place.has("reason") ? place.child("reason").text() : "");
    }

    /// One entry of `pairs`.
    AllowedPairs pairs(JsonPlace place) {
        place.object(List.of("first", "second", "allowed"));
        End first = end(place.child("first"));
        End second = end(place.child("second"));
        if (first.layer().equals(second.layer())) {
            throw place.wrong(
                    "couples the layer '"
                            + first.layer()
                            + "' with itself. Leave out the choices that may not be.");
        }
        List<Pair> pairs = new ArrayList<>();
        for (JsonPlace at : place.child("allowed").list()) {
            List<JsonPlace> values = at.list();
            if (values.size() != 2) {
                throw at.wrong(
                        "has "
                                + values.size()
                                + " values; must be a value of the first layer and one of the second.");
            }
            pairs.add(new Pair(values.getFirst().text(), values.getLast().text()));
        }
        return new AllowedPairs(first, second, pairs);
    }

    private End end(JsonPlace place) {
        place.object(List.of("layer", "attribute"));
        End end = new End(place.child("layer").text(), place.child("attribute").text());
        requireAttribute(place.child("layer"), end.attribute(), end.layer());
        return end;
    }

    private void requireAttribute(JsonPlace at, String attribute, String name) {
        LayerChoices layer = layers.get(name);
        if (layer == null) {
            throw at.wrong("names the unknown layer '" + name + "'. Name a layer of the table.");
        }
        for (Choice choice : layer.choices()) {
            if (!choice.attributes().containsKey(attribute)) {
                throw at.wrong(
                        "couples '"
                                + attribute
                                + "', which choice '"
                                + choice.name()
                                + "' of '"
                                + name
                                + "' lacks. Add the attribute.");
            }
        }
    }
}
