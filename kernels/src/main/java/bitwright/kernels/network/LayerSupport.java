package bitwright.kernels.network;

import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which layers the integer executor can execute.
final class LayerSupport {
    private static final String NONE =
            "has no integer form of this operator. Maybe ReLU, GELU, softmax or layer norm in its"
                    + " place; costs and plans do not need the integer executor.";

    /// So that the sum of a row of a stream's calibrated values fits 32 bits.
    private static final int GREATEST_ROW = 1 << 15;

    private LayerSupport() {}

    /// The first reason why a network cannot be executed, one line; empty if it can.
    static Optional<String> obstacle(Network network) {
        if (network.inputs().size() != 1 || network.outputs().size() != 1) {
            return Optional.of(
                    "network "
                            + network.name()
                            + " has "
                            + network.inputs().size()
                            + " inputs and "
                            + network.outputs().size()
                            + " outputs; the integer executor runs one of each.");
        }
        for (Layer layer : network.layers()) {
            String reason = reason(layer, network);
            if (!reason.isEmpty()) {
                return Optional.of(
                        "layer "
                                + layer.name()
                                + " ("
                                + layer.op()
                                + "): the integer executor "
                                + reason);
            }
        }
        return Optional.empty();
    }

    private static String reason(Layer layer, Network network) {
        for (String tensor : layer.inputs()) {
            if (!isBatchOfOne(network.shapes().get(tensor))) {
                return "needs the network read with batch 1.";
            }
        }
        return switch (layer) {
            case Contraction contraction -> contractionReason(contraction, network);
            case Pointwise pointwise -> pointwiseReason(pointwise, network);
            case View view -> viewReason(view, network);
        };
    }

    private static String viewReason(View view, Network network) {
        if (!network.constants().keySet().containsAll(view.constants())) {
            return "needs the constants, and this network has shapes only.";
        }
        boolean joins = view.kind() == View.Kind.CONCAT;
        return joins || view.inputs().size() == 1 && view.constants().isEmpty()
                ? ""
                : "moves one tensor only.";
    }

    private static boolean isBatchOfOne(@Nullable List<Integer> shape) {
        return shape != null && !shape.isEmpty() && shape.getFirst() == 1;
    }

    private static String contractionReason(Contraction contraction, Network network) {
        LoopNest nest = contraction.nest();
        boolean oneRow = nest.outputWidth() == 1 && nest.outputHeight() == 1;
        boolean product = nest.filterHeight() == 1 && nest.filterWidth() == 1;
        if (nest.batch() != 1 || contraction.rowsFirst() && !oneRow && !product) {
            return "multiplies matrices of one image at a time only.";
        }
        String weights = contraction.weights();
        if (contraction.inputs().size() == 2) {
            return weights == null && contraction.bias() == null && contraction.rowsFirst()
                    ? ""
                    : "multiplies two activations as plain matrices only.";
        }
        if (weights == null || contraction.inputs().size() != 1) {
            return "needs constant weights, or a second activation in their place.";
        }
        if (!network.constants().containsKey(weights)) {
            return "needs weights, and this network has shapes only.";
        }
        String bias = contraction.bias();
        if (bias != null && !network.constants().containsKey(bias)) {
            return "needs the bias, and this network has shapes only.";
        }
        return "";
    }

    private static String pointwiseReason(Pointwise layer, Network network) {
        return switch (layer.kind()) {
            case RELU, CLIP, GELU -> layer.inputs().size() == 1 ? "" : NONE;
            case ADD -> additionReason(layer, network);
            case MAX_POOL, AVERAGE_POOL -> layer.pool() != null ? "" : NONE;
            case MULTIPLY, DIVIDE ->
                    ScalarFactor.of(layer, network).isPresent()
                            ? ""
                            : "multiplies by one positive number only. Maybe fold the others into"
                                    + " the weights before it.";
            case MEAN -> alongReason(layer, network, false);
            case SOFTMAX -> alongReason(layer, network, true);
            case LAYER_NORM ->
                    network.constants().keySet().containsAll(layer.constants())
                            ? alongReason(layer, network, true)
                            : "needs gains and biases, and this network has shapes only.";
            case SUBTRACT, SIGMOID, BATCH_NORM, OTHER -> NONE;
        };
    }

    private static String additionReason(Pointwise layer, Network network) {
        if (layer.inputs().size() + layer.constants().size() != 2) {
            return NONE;
        }
        for (String constant : layer.constants()) {
            if (!network.constants().containsKey(constant)) {
                return "needs the constant, and this network has shapes only.";
            }
        }
        boolean equal =
                layer.inputs().stream()
                        .allMatch(input ->
                                network.elements(input) == network.elements(layer.output()));
        return equal ? "" : "adds tensors of equal shape, or a constant, only.";
    }

    /// Layers that go along axes: they must be neighbours, or the last ones.
    private static String alongReason(Pointwise layer, Network network, boolean last) {
        List<Integer> axes = layer.axes();
        int rank = network.shapes().getOrDefault(layer.inputs().getFirst(), List.of()).size();
        for (int i = 1; i < axes.size(); i++) {
            if (axes.get(i) != axes.get(i - 1) + 1) {
                return "goes along neighbouring axes only. Maybe transpose before it.";
            }
        }
        if (axes.isEmpty() || last && axes.getLast() != rank - 1) {
            return "goes along the last axes only. Maybe transpose before it.";
        }
        if (network.elements(layer.inputs().getFirst()) / rows(layer, network) > GREATEST_ROW) {
            return "takes rows of at most 2^15 elements.";
        }
        return "";
    }

    private static long rows(Pointwise layer, Network network) {
        List<Integer> shape = network.shapes().getOrDefault(layer.inputs().getFirst(), List.of());
        long length = layer.axes().stream().mapToLong(shape::get).reduce(1, Math::multiplyExact);
        return network.elements(layer.inputs().getFirst()) / length;
    }
}
