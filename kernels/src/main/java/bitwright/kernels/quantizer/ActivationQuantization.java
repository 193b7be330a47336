package bitwright.kernels.quantizer;

import bitwright.arch.format.Int;

/// How a whole activation tensor becomes integers: one scale, zero point 0.
///
/// @param format signed and symmetric, or unsigned for a tensor that is never negative
/// @param scale the real value of one step; positive and finite
public record ActivationQuantization(Int format, double scale) {
    public ActivationQuantization {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException(
                    "activation scale (" + scale + ") must be positive and finite.");
        }
    }

    /// The least integer that a value can become.
    public int minimum() {
        return format.minimum();
    }

    /// The greatest integer that a value can become.
    public int maximum() {
        return format.maximum();
    }

    /// The nearest integer step of a real value, ties to even, saturated to the format.
    ///
    /// @throws IllegalArgumentException if the value is not a number
    public int quantize(float value) {
        if (Float.isNaN(value)) {
            throw new IllegalArgumentException("an activation is NaN and has no integer.");
        }
        return (int) Math.clamp(Math.rint(value / scale), format.minimum(), format.maximum());
    }

    /// The real value of an integer step.
    public float dequantize(int step) {
        return (float) (step * scale);
    }
}
