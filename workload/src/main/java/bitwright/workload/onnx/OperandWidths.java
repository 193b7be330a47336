package bitwright.workload.onnx;

import java.util.List;
import java.util.Optional;

/// The integers that a contraction of a quantized model reads.
///
/// @param contraction the contraction's name
/// @param activations one for each activation operand; empty where it is read as real numbers
/// @param weights empty where there are none, or only as real numbers
public record OperandWidths(
        String contraction,
        List<Optional<IntegerType>> activations,
        Optional<IntegerType> weights) {
    public OperandWidths {
        activations = List.copyOf(activations);
    }

    /// Whether any operand is quantized.
    public boolean any() {
        return weights.isPresent() || activations.stream().anyMatch(Optional::isPresent);
    }
}
