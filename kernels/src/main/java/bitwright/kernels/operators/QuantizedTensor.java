package bitwright.kernels.operators;

import bitwright.arch.format.Int;
import java.util.List;

/// A tensor of integers and what they stand for. The array is not copied: treat it as read-only.
///
/// @param name for messages
/// @param format the integers' width and signedness
/// @param shape extents, each at least 1; empty for a scalar
/// @param values within the format, last axis fastest
/// @param quantization scales and zero points; an operator without scales (`ConvInteger`,
///   `MatMulInteger`) reads the zero points alone
public record QuantizedTensor(
        String name,
        Int format,
        List<Integer> shape,
        int[] values,
        AffineQuantization quantization) {
    /// @throws IllegalArgumentException in one line if a value, scale or zero point is out of range
    ///   or a size does not fit
    public QuantizedTensor {
        shape = List.copyOf(shape);
        Refusals.requireSize(name, shape, values.length);
        quantization.requireValid(name, format.minimum(), format.maximum());
        for (int i = 0; i < values.length; i++) {
            if (values[i] < format.minimum() || values[i] > format.maximum()) {
                throw Refusals.refusal(
                        name,
                        "value ["
                                + i
                                + "] ("
                                + values[i]
                                + ") must be "
                                + format.minimum()
                                + " to "
                                + format.maximum()
                                + " in "
                                + format.name()
                                + ".");
            }
        }
    }

    /// The values less their zero points: what the integers stand for, in units of their scales.
    public int[] centred() {
        int[] indices = quantization.indices(name, shape);
        int[] centred = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            centred[i] = values[i] - quantization.zeroPoints()[indices[i]];
        }
        return centred;
    }
}
