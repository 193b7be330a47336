package bitwright.kernels.network;

import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which layers the integer executor can execute.
final class LayerSupport {
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
            case Pointwise pointwise -> pointwiseReason(pointwise);
            case View view ->
                    view.kind() == View.Kind.RESHAPE && view.constants().isEmpty()
                            ? ""
                            : "has no integer form of this view yet.";
        };
    }

    private static boolean isBatchOfOne(@Nullable List<Integer> shape) {
        return shape != null && !shape.isEmpty() && shape.getFirst() == 1;
    }

    private static String contractionReason(Contraction contraction, Network network) {
        String weights = contraction.weights();
        if (weights == null || contraction.inputs().size() != 1) {
            return "needs constant weights.";
        }
        if (!network.constants().containsKey(weights)) {
            return "needs weights, and this network has shapes only.";
        }
        String bias = contraction.bias();
        if (bias != null && !network.constants().containsKey(bias)) {
            return "needs the bias, and this network has shapes only.";
        }
        boolean oneRow =
                contraction.nest().outputWidth() == 1 && contraction.nest().outputHeight() == 1;
        if (contraction.nest().batch() != 1 || contraction.rowsFirst() && !oneRow) {
            return "multiplies matrices of one row an image only.";
        }
        return "";
    }

    private static String pointwiseReason(Pointwise layer) {
        boolean known =
                switch (layer.kind()) {
                    case RELU, CLIP -> layer.inputs().size() == 1;
                    case ADD -> layer.inputs().size() == 2 && layer.constants().isEmpty();
                    case MAX_POOL, AVERAGE_POOL -> layer.pool() != null;
                    case SUBTRACT,
                            MULTIPLY,
                            DIVIDE,
                            SIGMOID,
                            GELU,
                            SOFTMAX,
                            LAYER_NORM,
                            BATCH_NORM,
                            MEAN,
                            OTHER ->
                            false;
                };
        return known ? "" : "has no integer form of this operator yet.";
    }
}
