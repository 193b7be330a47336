package bitwright.kernels.network;

import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.Tensor;
import java.util.OptionalDouble;

/// The positive number by which a layer multiplies all that it reads, so that only the scale
/// changes and no integer does.
final class ScalarFactor {
    private ScalarFactor() {}

    /// The factor of a multiplication by one constant or a division by one; empty for others.
    static OptionalDouble of(Pointwise layer, Network network) {
        boolean multiplies = layer.kind() == Pointwise.Kind.MULTIPLY;
        if (!multiplies && layer.kind() != Pointwise.Kind.DIVIDE
                || layer.inputs().size() != 1
                || layer.constants().size() != 1) {
            return OptionalDouble.empty();
        }
        Tensor constant = network.constants().get(layer.constants().getFirst());
        if (constant == null || constant.values().length != 1) {
            return OptionalDouble.empty();
        }
        double value = constant.values()[0];
        double factor = multiplies ? value : 1 / value;
        return factor > 0 && !Double.isInfinite(factor)
                ? OptionalDouble.of(factor)
                : OptionalDouble.empty();
    }
}
