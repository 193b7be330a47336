package bitwright.kernels.quantizer;

import bitwright.arch.format.Log2;
import bitwright.kernels.codec.PowerRule;
import bitwright.kernels.codec.WeightCodec;

/// Activations from 0 to 1, such as attention probabilities, as negative logarithms. The arrays are
/// not copied: treat them as read-only.
///
/// @param format of the codes
/// @param codes one for each value
/// @param zeros which values mean 0, whatever their code
public record LogActivations(Log2 format, int[] codes, boolean[] zeros) {
    /// `round(-log2(value))`; what rounds to more than the greatest code means 0 (FQ-ViT, Lin et
    /// al., IJCAI 2022; P2-ViT's log2 quantizer).
    ///
    /// @param name of the tensor, for messages
    /// @throws IllegalArgumentException in one line that names the tensor, if it is empty or a
    ///   value is not from 0 to 1
    public static LogActivations quantize(String name, float[] values, Log2 format) {
        Refusals.requireTensor(name, values, 1);
        int[] codes = new int[values.length];
        boolean[] zeros = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            if (values[i] < 0 || values[i] > 1) {
                throw new IllegalArgumentException(
                        "tensor '"
                                + name
                                + "': value "
                                + i
                                + " is "
                                + values[i]
                                + "; "
                                + format.name()
                                + " holds 0 to 1. Maybe a softmax is missing.");
            }
            codes[i] = WeightCodec.encode(format, values[i], PowerRule.LOG_DOMAIN);
            zeros[i] = values[i] == 0 || ScaleForm.POWER_OF_TWO.nearest(values[i]) < format.least();
        }
        return new LogActivations(format, codes, zeros);
    }

    /// The real values that the codes mean.
    public float[] dequantize() {
        float[] values = new float[codes.length];
        for (int i = 0; i < codes.length; i++) {
            values[i] = zeros[i] ? 0 : (float) format.decode(codes[i]);
        }
        return values;
    }
}
