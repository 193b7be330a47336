package bitwright.kernels.quantizer.block;

/// Weights as codes of a codebook with compressed scales of blocks. The array is not copied: treat
/// it as read-only.
///
/// @param options codebook and block
/// @param codes one for each weight, in the order of the tensor
/// @param scales one for each block; the last block may be incomplete
public record NormalFloatCodes(NormalFloatOptions options, int[] codes, CompressedScales scales) {
    /// @throws IllegalArgumentException if codes and scales do not fit
    public NormalFloatCodes {
        int blocks = Math.ceilDiv(codes.length, options.block());
        if (scales.size() != blocks) {
            throw new IllegalArgumentException(
                    scales.size() + " scales of blocks must be " + blocks + ".");
        }
    }

    /// The real weights that the codes mean, rounded to 32-bit floats.
    public float[] dequantize() {
        float[] values = new float[codes.length];
        for (int i = 0; i < codes.length; i++) {
            values[i] =
                    (float)
                            (options.codebook().decode(codes[i])
                                    * scales.scale(i / options.block()));
        }
        return values;
    }
}
