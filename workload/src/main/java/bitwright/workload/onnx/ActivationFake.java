package bitwright.workload.onnx;

/// Fake quantization of an activation operand of a contraction: `scale · clip(round(x / scale),
/// minimum, maximum)`, halves to even.
///
/// @param scale the real value of one step
/// @param minimum least code
/// @param maximum greatest code
public record ActivationFake(double scale, int minimum, int maximum) {
    public ActivationFake {
        if (!(scale > 0) || !((float) scale > 0) || Float.isInfinite((float) scale)) {
            throw new IllegalArgumentException(
                    "the scale of an activation must be positive and finite, not " + scale + ".");
        }
        if (minimum >= maximum) {
            throw new IllegalArgumentException(
                    "the least code " + minimum + " must be below the greatest, " + maximum + ".");
        }
    }
}
