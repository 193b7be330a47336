package bitwright.arch.reader;

import bitwright.arch.component.Part;
import bitwright.arch.component.Placement;
import bitwright.arch.component.ProcessingElement;
import bitwright.arch.words.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The key `processingElement` of a spatial array: a list of components.
///
/// @param element the parts
/// @param kinds by part name, the kind and its widths, of which instructions may use a narrower one
record ElementKeys(ProcessingElement element, Map<String, Width> kinds) {
    static final List<String> OPTIONAL_KEYS = List.of("name", "count", "atEdge");
    static final Map<String, Placement> EDGES =
            Map.of("rows", Placement.ROW_EDGE, "columns", Placement.COLUMN_EDGE);

    /// A part's kind and widths.
    record Width(ComponentKeys kind, SequencedMap<String, Integer> widths) {}

    static ElementKeys read(Cursor list, int rows, int columns) {
        var names = new Names();
        var parts = new ArrayList<Part>();
        var kinds = new TreeMap<String, Width>();
        for (Cursor item : list.items("a component, such as `{kind: adder, bits: 32}`")) {
            ComponentKeys kind = ComponentKeys.of(item.require("kind").at("kind"));
            var keys = new ArrayList<>(List.of("kind"));
            keys.addAll(kind.widths());
            item.withKeys(keys, OPTIONAL_KEYS);
            String name = item.has("name") ? item.at("name").name() : kind.kind();
            names.add(name, item.has("name") ? item.at("name") : item.at("kind"));
            var width = new Width(kind, kind.read(item));
            kinds.put(name, width);
            parts.add(
                    new Part(
                            name,
                            kind.component(width.widths()),
                            item.has("count") ? count(item.at("count")) : 1,
                            item.has("atEdge") ? edge(item.at("atEdge")) : Placement.ELEMENT));
        }
        if (parts.stream().noneMatch(part -> part.placement() == Placement.ELEMENT)) {
            throw list.refused(
                    "has nothing but its edge. Maybe add `{kind: adder, bits: 32}` without atEdge.");
        }
        return new ElementKeys(new ProcessingElement(parts, rows, columns), kinds);
    }

    private static int count(Cursor place) {
        int count = place.count(1);
        if (count > 256) {
            throw place.refused("must be at most 256. Maybe a digit too many.");
        }
        return count;
    }

    private static Placement edge(Cursor place) {
        Placement placement = EDGES.get(place.text());
        if (placement == null) {
            throw place.refused(
                    "is unknown. Maybe "
                            + Nearest.of(place.text(), List.of("columns", "rows"))
                            + ".");
        }
        return placement;
    }
}
