package bitwright.precision.table;

import bitwright.precision.table.CostTable.Coupling;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Couplings that the graph implies.
///
/// Contractions that read the same quantized tensor share its format. Views, maximum pools, ReLU
/// and clips pass a quantized tensor on, so their readers count as readers of the tensor before.
/// Residual additions couple nothing where they happen in a wide format, as in our integer-only
/// networks (HAWQ-V3); an adder that takes its operands as they are stored makes operands and sum
/// one tensor. Matrix products that read one tensor are one product with more columns (query, key
/// and value; gate and up), and so one choice.
public final class Couplings {
    /// The attribute that tells the format of a layer's input.
    public static final String INPUT = "input";

    /// The attribute that tells a layer's whole choice.
    public static final String CHOICE = "choice";

    private final Network network;
    private final boolean narrowAdditions;
    private final Map<String, String> parents = new HashMap<>();
    private final Couplings wide;

    private Couplings(Network network, boolean narrowAdditions) {
        this.network = network;
        this.narrowAdditions = narrowAdditions;
        for (Layer layer : network.layers()) {
            if (passesOn(layer)) {
                layer.inputs().forEach(input -> join(input, layer.output()));
            }
        }
        wide = narrowAdditions ? new Couplings(network, false) : this;
    }

    /// The couplings of layers that read one quantized tensor, where additions are wide and no
    /// products are fused.
    public static List<Coupling> sharedInputs(Network network) {
        return new Couplings(network, false).shared();
    }

    /// All couplings of a graph.
    ///
    /// @param narrowAdditions whether additions take their operands in the formats in which they
    ///   are stored, and not in a wide one
    /// @param fusedProducts whether matrix products that read one tensor are one product
    public static List<Coupling> of(
            Network network, boolean narrowAdditions, boolean fusedProducts) {
        List<Coupling> couplings = new ArrayList<>();
        couplings.addAll(new Couplings(network, narrowAdditions).shared());
        if (fusedProducts) {
            couplings.addAll(new Couplings(network, false).fused());
        }
        return couplings;
    }

    private List<Coupling> shared() {
        return readers().entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry ->
                        new Coupling(
                                INPUT,
                                entry.getValue().stream().map(Contraction::name).toList(),
                                reason(entry.getKey(), entry.getValue())))
                .toList();
    }

    private String reason(String tensor, List<Contraction> layers) {
        String text = "read one tensor '" + tensor + "'";
        boolean one =
                layers.stream()
                        .flatMap(layer -> layer.inputs().stream())
                        .allMatch(input -> alone(input).equals(alone(tensor)));
        if (!one) {
            return text + " or one added to it in its own format";
        }
        for (Contraction layer : layers) {
            if (isAdded(layer.output())) {
                text += "; '" + layer.name() + "' is a projection shortcut";
            }
        }
        return text;
    }

    /// The tensor that views and the like pass on, additions left alone.
    private String alone(String tensor) {
        return wide.root(tensor);
    }

    private List<Coupling> fused() {
        List<Coupling> couplings = new ArrayList<>();
        readers()
                .forEach((tensor, layers) -> {
                    List<String> products =
                            layers.stream()
                                    .filter(layer ->
                                            layer.rowsFirst() && layer.inputs().size() == 1)
                                    .map(Contraction::name)
                                    .toList();
                    if (products.size() > 1) {
                        couplings.add(
                                new Coupling(
                                        CHOICE,
                                        products,
                                        "are one fused product of the tensor '" + tensor + "'"));
                    }
                });
        return couplings;
    }

    /// Whether a tensor, passed on or as it is, is an operand of an addition of two tensors.
    private boolean isAdded(String tensor) {
        String own = alone(tensor);
        return network.layers().stream()
                .anyMatch(layer ->
                        isAddition(layer)
                                && layer.inputs().stream()
                                        .anyMatch(input -> alone(input).equals(own)));
    }

    /// The contractions that read each quantized tensor, by the first name that it is read by.
    private Map<String, List<Contraction>> readers() {
        Map<String, List<Contraction>> byRoot = new LinkedHashMap<>();
        Map<String, String> names = new HashMap<>();
        for (Contraction contraction : network.contractions()) {
            for (String input : contraction.inputs()) {
                List<Contraction> layers =
                        byRoot.computeIfAbsent(root(input), _ -> new ArrayList<>());
                names.putIfAbsent(root(input), input);
                if (!layers.contains(contraction)) {
                    layers.add(contraction);
                }
            }
        }
        Map<String, List<Contraction>> byName = new LinkedHashMap<>();
        byRoot.forEach((root, layers) -> byName.put(names.getOrDefault(root, root), layers));
        return byName;
    }

    private void join(String one, String other) {
        parents.put(root(other), root(one));
    }

    private String root(String tensor) {
        String at = tensor;
        String next = parents.getOrDefault(at, at);
        while (!next.equals(at)) {
            at = next;
            next = parents.getOrDefault(at, at);
        }
        return at;
    }

    private static boolean isAddition(Layer layer) {
        return layer instanceof Pointwise pointwise
                && pointwise.kind() == Pointwise.Kind.ADD
                && pointwise.inputs().size() == 2;
    }

    private boolean passesOn(Layer layer) {
        return switch (layer) {
            case Contraction _ -> false;
            case View view -> view.inputs().size() == 1;
            case Pointwise pointwise ->
                    switch (pointwise.kind()) {
                        case RELU, CLIP, MAX_POOL -> pointwise.inputs().size() == 1;
                        case ADD -> narrowAdditions && isAddition(layer);
                        case SUBTRACT,
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
        };
    }
}
