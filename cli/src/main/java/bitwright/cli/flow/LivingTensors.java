package bitwright.cli.flow;

import bitwright.sim.cost.Fusion;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which activation tensors live while a network runs layer after layer.
final class LivingTensors {
    private LivingTensors() {}

    /// One moment: a layer has just written its output and still has its inputs.
    ///
    /// @param layer the layer's name
    /// @param tensors what is still to be read, or just written; caches are left out
    record Moment(String layer, Set<String> tensors) {}

    /// One moment for each layer, in order. Fused layers and views that keep every element write
    /// over what they read, under the name of the tensor that was there first.
    static List<Moment> of(Network network) {
        Set<String> fused = Fusion.fused(network);
        Map<String, String> place = new HashMap<>();
        Map<String, Integer> last = new HashMap<>();
        List<Layer> layers = network.layers();
        for (int index = 0; index < layers.size(); index++) {
            Layer layer = layers.get(index);
            String at = layer.output();
            if ((layer instanceof View || fused.contains(layer.name()))
                    && layer.inputs().size() == 1
                    && network.elements(layer.inputs().getFirst()) == network.elements(at)) {
                String first = layer.inputs().getFirst();
                at = place.getOrDefault(first, first);
            }
            place.put(layer.output(), at);
            for (String input : layer.inputs()) {
                last.put(place.getOrDefault(input, input), index);
            }
            last.put(at, index);
        }
        network.outputs().forEach(name -> last.put(place.getOrDefault(name, name), layers.size()));
        Set<String> alive = new LinkedHashSet<>(network.inputs());
        alive.removeAll(network.caches());
        List<Moment> moments = new ArrayList<>();
        for (int index = 0; index < layers.size(); index++) {
            Layer layer = layers.get(index);
            String at = place.getOrDefault(layer.output(), layer.output());
            if (!network.caches().contains(at)) {
                alive.add(at);
            }
            moments.add(new Moment(layer.name(), new LinkedHashSet<>(alive)));
            int now = index;
            alive.removeIf(name -> last.getOrDefault(name, -1) <= now);
        }
        return moments;
    }
}
