package bitwright.kernels.quantizer;

import bitwright.arch.format.NumberFormat;

/// The weights of one contraction as codes, with one scale for each output channel.
///
/// The arrays are not copied: treat them as read-only.
///
/// @param format the number format of the codes
/// @param channels output channels over all groups; the codes are laid out channel by channel
/// @param codes unsigned bit patterns, as many for each channel
/// @param scales one for each channel: a weight is `decode(code) * scale`
public record QuantizedWeights(NumberFormat format, int channels, int[] codes, double[] scales) {
    public QuantizedWeights {
        if (channels < 1 || scales.length != channels || codes.length % channels != 0) {
            throw new IllegalArgumentException(
                    "quantized weights: "
                            + codes.length
                            + " codes and "
                            + scales.length
                            + " scales do not fit "
                            + channels
                            + " channels.");
        }
    }

    /// The real weights that the codes mean, rounded to 32-bit floats.
    public float[] dequantize() {
        float[] values = new float[codes.length];
        int perChannel = codes.length / channels;
        for (int i = 0; i < codes.length; i++) {
            values[i] = (float) (format.decode(codes[i]) * scales[i / perChannel]);
        }
        return values;
    }
}
