package bitwright.cli.flow;

import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Layers that may run at the same time on a machine of several units, and how long they take
/// together.
///
/// Contractions of one depth, the most contractions on a way from an input, never need each other.
/// Depth after depth is done: units run side by side within one, and wait for each other before the
/// next. What all share, memory ports and the software's overhead, serves one layer after the
/// other, so that a depth takes at least the sum of its busy cycles there; apart from that, layers
/// on different units do not slow each other down (`docs/assumptions.md`).
final class SideBySide {
    private SideBySide() {}

    /// Names of the contractions of each depth that has at least two, in order.
    static List<List<String>> of(Network network) {
        Map<String, Integer> depths = new HashMap<>();
        TreeMap<Integer, List<String>> byDepth = new TreeMap<>();
        for (Layer layer : network.layers()) {
            int depth = 0;
            for (String input : layer.inputs()) {
                depth = Math.max(depth, depths.getOrDefault(input, 0));
            }
            if (layer instanceof Contraction) {
                depth++;
                byDepth.computeIfAbsent(depth, _ -> new ArrayList<>()).add(layer.name());
            }
            depths.put(layer.output(), depth);
        }
        return byDepth.values().stream().filter(names -> names.size() > 1).toList();
    }

    /// Cycles of layers of one depth together.
    static long cycles(List<Part> parts) {
        Map<String, Long> busy = new LinkedHashMap<>();
        for (Part part : parts) {
            busy.merge("on " + part.unit(), part.cycles(), Math::addExact);
            part.busyCycles()
                    .forEach((resource, cycles) -> busy.merge(resource, cycles, Math::addExact));
        }
        return busy.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /// One layer.
    ///
    /// @param unit that does it
    /// @param cycles that it takes alone
    /// @param busyCycles of each resource
    record Part(String unit, long cycles, Map<String, Long> busyCycles) {}
}
