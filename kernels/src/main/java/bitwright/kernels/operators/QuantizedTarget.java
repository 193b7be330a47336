package bitwright.kernels.operators;

import bitwright.arch.format.Int;

/// Where a result is to be quantized: one scale and zero point for the whole tensor.
///
/// @param name the result's name, for messages
/// @param scale finite and above zero
/// @param zeroPoint within the format
public record QuantizedTarget(String name, Int format, float scale, int zeroPoint) {
    /// @throws IllegalArgumentException in one line if the scale or zero point is out of range
    public QuantizedTarget {
        AffineQuantization.ofTensor(scale, zeroPoint)
                .requireValid(name, format.minimum(), format.maximum());
    }

    AffineQuantization quantization() {
        return AffineQuantization.ofTensor(scale, zeroPoint);
    }
}
