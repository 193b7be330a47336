package bitwright.workload.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a contraction of a quantized model reads: integers with scales, zero points 0.
///
/// The arrays are not copied: treat them as read-only.
///
/// @param contraction the contraction's name
/// @param activations one for each activation operand, in the order of the contraction's inputs
/// @param weights null where both operands are activations
public record QuantizedContraction(
        String contraction, List<Activations> activations, @Nullable Weights weights) {
    public QuantizedContraction {
        activations = List.copyOf(activations);
    }

    /// How an activation operand becomes integers: the nearest step, halves to even, saturated.
    ///
    /// @param scale the real value of one step; positive and finite, also as a 32-bit float
    public record Activations(IntegerType type, double scale) {
        public Activations {
            requireScale(scale);
        }
    }

    /// Weights: a weight is `integer * scale`.
    ///
    /// @param integers as the loop nest lays weights out, output channel by output channel
    /// @param scales one for each output channel over all groups, or one for all
    /// @param biases one for each output channel in steps of `weight scale * input scale`; empty
    ///   where there are none
    public record Weights(IntegerType type, int[] integers, double[] scales, int[] biases) {
        public Weights {
            if (scales.length == 0 || integers.length % scales.length != 0) {
                throw new IllegalArgumentException(
                        integers.length
                                + " weights do not share "
                                + scales.length
                                + " scales evenly.");
            }
            for (double scale : scales) {
                requireScale(scale);
            }
        }
    }

    private static void requireScale(double scale) {
        if (!((float) scale > 0) || Float.isInfinite((float) scale)) {
            throw new IllegalArgumentException(
                    "a scale must be positive and finite as a 32-bit float, not " + scale + ".");
        }
    }
}
