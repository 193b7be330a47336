package bitwright.workload;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
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
                                        && (view.kind() != View.Kind.CONCAT
                                                || !network.constants().isEmpty()
                                                || showsTwo(view.inputs(), view.constants()))
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
                            && showsTwo(layer.inputs(), layer.constants())
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

    /// Whether at least two operands are named. A network of shapes does not name its constants:
    /// one operand alone may have a negative one beside it that nobody sees.
    private static boolean showsTwo(List<String> inputs, List<String> constants) {
        return inputs.size() + constants.size() >= 2;
    }

    /// Whether all constants are known and without a negative element.
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
