package bitwright.workload;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/// Finds activation tensors that can never be negative, so that they may be held unsigned.
public final class NonNegative {
    private NonNegative() {}

    /// Names of the tensors that can never be negative, in the order of the layers: those after
    /// ReLU, a clip at zero or above, sigmoid or softmax, and those made of only such tensors by
    /// views, pools, means, sums and products.
    public static Set<String> tensors(Network network) {
        var found = new LinkedHashSet<String>();
        for (Layer layer : network.layers()) {
            boolean nonNegative =
                    switch (layer) {
                        case Contraction contraction -> false;
                        case View view ->
                                inputsAre(found, view)
                                        && constantsAre(network, view.constants(), view.inputs());
                        case Pointwise pointwise -> pointwise(network, found, pointwise);
                    };
            if (nonNegative) {
                found.add(layer.output());
            }
        }
        return Collections.unmodifiableSet(found);
    }

    private static boolean pointwise(Network network, Set<String> found, Pointwise layer) {
        return switch (layer.kind()) {
            case RELU, SIGMOID, SOFTMAX -> true;
            case CLIP -> layer.lower() >= 0;
            case ADD, MULTIPLY, DIVIDE ->
                    inputsAre(found, layer)
                            && constantsAre(network, layer.constants(), layer.inputs());
            case MAX_POOL, AVERAGE_POOL, MEAN -> inputsAre(found, layer);
            case SUBTRACT, GELU, LAYER_NORM, BATCH_NORM -> false;
            // A root is never negative whatever it is drawn from.
            case OTHER -> layer.op().equals("Sqrt");
        };
    }

    private static boolean inputsAre(Set<String> found, Layer layer) {
        return found.containsAll(layer.inputs());
    }

    /// Whether all constants are known and without a negative element. A layer with no more than
    /// one operand in sight of a network without values counts only if it names no constant.
    private static boolean constantsAre(
            Network network, Iterable<String> constants, Iterable<String> inputs) {
        if (!inputs.iterator().hasNext()) {
            return false;
        }
        for (String name : constants) {
            Tensor tensor = network.constants().get(name);
            if (tensor == null) {
                return false;
            }
            for (float value : tensor.values()) {
                if (!(value >= 0)) {
                    return false;
                }
            }
        }
        return true;
    }
}
