package bitwright.precision.table;

import bitwright.precision.table.CostTable.Coupling;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Couplings that the graph implies.
public final class Couplings {
    /// The attribute that tells the format of a layer's input.
    public static final String INPUT = "input";

    private Couplings() {}

    /// Contractions that read the same quantized tensor share its format. Views, maximum pools,
    /// ReLU and clips pass a quantized tensor on, so their readers count as readers of the tensor
    /// before.
    public static List<Coupling> sharedInputs(Network network) {
        Map<String, String> origin = new LinkedHashMap<>();
        Map<String, List<String>> readers = new LinkedHashMap<>();
        for (Layer layer : network.layers()) {
            String first = layer.inputs().isEmpty() ? layer.output() : layer.inputs().getFirst();
            switch (layer) {
                case Contraction contraction -> {
                    for (String input : contraction.inputs()) {
                        List<String> names =
                                readers.computeIfAbsent(
                                        origin.getOrDefault(input, input),
                                        key -> new ArrayList<>());
                        if (!names.contains(contraction.name())) {
                            names.add(contraction.name());
                        }
                    }
                }
                case Pointwise pointwise -> {
                    if (passesOn(pointwise) && pointwise.inputs().size() == 1) {
                        origin.put(layer.output(), origin.getOrDefault(first, first));
                    }
                }
                case View view -> {
                    if (view.inputs().size() == 1) {
                        origin.put(layer.output(), origin.getOrDefault(first, first));
                    }
                }
            }
        }
        return readers.values().stream()
                .filter(names -> names.size() > 1)
                .map(names -> new Coupling(INPUT, names))
                .toList();
    }

    private static boolean passesOn(Pointwise layer) {
        return switch (layer.kind()) {
            case RELU, CLIP, MAX_POOL -> true;
            case ADD,
                    SUBTRACT,
                    MULTIPLY,
                    DIVIDE,
                    SIGMOID,
                    GELU,
                    SOFTMAX,
                    LAYER_NORM,
                    BATCH_NORM,
                    AVERAGE_POOL,
                    MEAN,
                    OTHER ->
                    false;
        };
    }
}
