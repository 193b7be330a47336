package bitwright.kernels.quantizer.codebook;

import java.util.List;

/// Weights as codes of vector codebooks. The array is not copied: treat it as read-only.
///
/// @param options dimension and group
/// @param codebooks one for each group
/// @param codes one for every `dimension` weights
public record VectorCodes(VectorOptions options, List<VectorCodebook> codebooks, int[] codes) {
    public VectorCodes {
        codebooks = List.copyOf(codebooks);
    }

    /// The real weights that the codes mean, rounded to 32-bit floats.
    public float[] dequantize() {
        int dimension = options.dimension();
        float[] values = new float[codes.length * dimension];
        for (int i = 0; i < values.length; i++) {
            VectorCodebook codebook = codebooks.get(i / options.group());
            values[i] = (float) codebook.decode(codes[i / dimension], i % dimension);
        }
        return values;
    }
}
