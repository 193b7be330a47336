package bitwright.sim.cost;

import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Which pointwise layers are done on the way out of the layer before them.
public final class Fusion {
    private Fusion() {}

    /// Names of the layers that cost nothing: a ReLU or clip whose only input is written by a
    /// contraction or by an addition, read by nothing else, and no output of the network.
    public static Set<String> fused(Network network) {
        Map<String, Layer> writers = new LinkedHashMap<>();
        Map<String, Integer> readers = new LinkedHashMap<>();
        for (Layer layer : network.layers()) {
            writers.put(layer.output(), layer);
            layer.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
        }
        network.outputs().forEach(output -> readers.merge(output, 1, Integer::sum));
        Set<String> fused = new LinkedHashSet<>();
        for (Layer layer : network.layers()) {
            if (layer instanceof Pointwise pointwise
                    && (pointwise.kind() == Pointwise.Kind.RELU
                            || pointwise.kind() == Pointwise.Kind.CLIP)
                    && pointwise.inputs().size() == 1
                    && readers.getOrDefault(pointwise.inputs().getFirst(), 0) == 1
                    && canFinish(writers.get(pointwise.inputs().getFirst()))) {
                fused.add(layer.name());
            }
        }
        return fused;
    }

    private static boolean canFinish(@org.jspecify.annotations.Nullable Layer writer) {
        return writer instanceof Contraction
                || (writer instanceof Pointwise pointwise
                        && pointwise.kind() == Pointwise.Kind.ADD);
    }
}
