package bitwright.workload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds layer norms and GELUs that a model file spells out in elementary operators, as exporters
/// for operator sets before 17 and 20 do.
///
/// A layer norm is `(x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon)`, with or without a gain
/// and a bias for each element of a row behind it; a GELU is the product of `x`, `1 + erf(x / sqrt
/// 2)` and one half, in any order. A chain is taken as one layer only where nobody else reads a
/// tensor in between.
public final class Composites {
    private static final double NEAR = 1e-5;

    private final Network network;
    private final Map<String, Pointwise> writers = new HashMap<>();
    private final Map<String, List<String>> readers = new HashMap<>();
    private final Map<String, Tensor> constants;

    /// A chain that is one layer.
    ///
    /// @param whole the layer
    /// @param parts the layers before the last one
    record Found(Pointwise whole, List<Pointwise> parts) {}

    private Composites(Network network) {
        this.network = network;
        constants = new LinkedHashMap<>(network.constants());
        for (Layer layer : network.layers()) {
            if (layer instanceof Pointwise pointwise) {
                writers.put(layer.output(), pointwise);
            }
            for (String input : layer.inputs()) {
                readers.computeIfAbsent(input, _ -> new ArrayList<>()).add(layer.name());
            }
        }
    }

    /// The same network with each such chain as one layer of kind `LAYER_NORM` or `GELU` in the
    /// place of its last layer, whose name and output it has; tensors in between are gone.
    public static Network of(Network network) {
        return new Composites(network).rewritten();
    }

    private Network rewritten() {
        Map<String, Pointwise> replaced = new HashMap<>();
        Set<String> absorbed = new HashSet<>();
        // From the end, so that a norm takes its gain and bias along.
        for (Layer layer : network.layers().reversed()) {
            if (layer instanceof Pointwise last && !absorbed.contains(last.name())) {
                LayerNormPattern.find(this, last)
                        .or(() -> GeluPattern.find(this, last))
                        .filter(this::isClosed)
                        .ifPresent(found -> {
                            replaced.put(last.name(), found.whole());
                            found.parts().forEach(part -> absorbed.add(part.name()));
                        });
            }
        }
        List<Layer> layers = new ArrayList<>();
        Map<String, List<Integer>> shapes = new LinkedHashMap<>(network.shapes());
        for (Layer layer : network.layers()) {
            if (absorbed.contains(layer.name())) {
                shapes.remove(layer.output());
            } else {
                Pointwise whole = replaced.get(layer.name());
                layers.add(whole == null ? layer : whole);
            }
        }
        return new Network(
                network.name(),
                network.inputs(),
                network.outputs(),
                layers,
                shapes,
                constants,
                network.parameters(),
                network.caches());
    }

    /// Whether nobody outside reads a tensor in between.
    private boolean isClosed(Found found) {
        Set<String> inside = new HashSet<>(Set.of(found.whole().name()));
        found.parts().forEach(part -> inside.add(part.name()));
        return found.parts().stream()
                .allMatch(part ->
                        !network.outputs().contains(part.output())
                                && inside.containsAll(
                                        readers.getOrDefault(part.output(), List.of())));
    }

    /// The layer that writes a tensor, if it is of a kind.
    Optional<Pointwise> writer(String tensor, Pointwise.Kind kind) {
        return Optional.ofNullable(writers.get(tensor)).filter(layer -> layer.kind() == kind);
    }

    /// How many layers read a tensor.
    int readers(String tensor) {
        return (int) readers.getOrDefault(tensor, List.of()).stream().distinct().count();
    }

    List<Integer> shape(String tensor) {
        return network.shapes().getOrDefault(tensor, List.of());
    }

    /// The shape of a constant; empty where it is not known.
    List<Integer> constantShape(String constant) {
        Tensor tensor = constants.get(constant);
        return tensor == null ? List.of() : tensor.shape();
    }

    /// The single element of a layer's single constant; NaN where there is no such.
    double scalar(Pointwise layer) {
        @Nullable Tensor tensor =
                layer.constants().size() == 1 ? constants.get(layer.constants().getFirst()) : null;
        return tensor != null && tensor.values().length == 1 ? tensor.values()[0] : Double.NaN;
    }

    /// Whether a number is another but for the rounding of 32-bit floats.
    static boolean near(double number, double other) {
        return Math.abs(number - other) <= NEAR * Math.abs(other);
    }

    /// Keeps a new constant of equal elements.
    String filled(String name, int elements, float value) {
        float[] values = new float[elements];
        Arrays.fill(values, value);
        constants.put(name, new Tensor(List.of(elements), values));
        return name;
    }

    /// One layer in the place of the last one.
    static Pointwise whole(
            Pointwise last,
            String op,
            Pointwise.Kind kind,
            String input,
            List<String> constants,
            List<Integer> axes) {
        return new Pointwise(
                last.name(),
                op,
                kind,
                List.of(input),
                constants,
                last.output(),
                null,
                0,
                0,
                axes,
                last.elements(),
                kind.operationsPerElement(1));
    }
}
