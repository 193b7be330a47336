package bitwright.kernels.quantizer.block;

import bitwright.kernels.codec.WeightCodec;
import bitwright.kernels.quantizer.Refusals;

/// Quantizes weights to normal floats: blocks of consecutive weights, each divided by its greatest
/// magnitude and taken to the nearest level, the lower one in the middle.
///
/// Source: QLoRA (Dettmers et al., 2023), TimDettmers/bitsandbytes@dada530. Quotients are computed
/// in 64 bits. A block whose scale is 0, or below after compression, takes the level nearest to 0.
public final class NormalFloatQuantizer {
    private NormalFloatQuantizer() {}

    /// Quantizes the weights of a tensor.
    ///
    /// @param name of the tensor, for messages
    /// @throws IllegalArgumentException in one line that names the tensor, if it is empty or a
    ///   weight is not finite
    public static NormalFloatCodes quantize(
            String name, float[] weights, NormalFloatOptions options) {
        Refusals.requireTensor(name, weights, 1);
        int block = options.block();
        float[] greatest = new float[Math.ceilDiv(weights.length, block)];
        for (int i = 0; i < weights.length; i++) {
            greatest[i / block] = Math.max(greatest[i / block], Math.abs(weights[i]));
        }
        CompressedScales scales = CompressedScales.of(greatest, options.compression());
        int[] codes = new int[weights.length];
        for (int i = 0; i < weights.length; i++) {
            double divisor =
                    switch (options.divisor()) {
                        case EXACT_SCALE -> greatest[i / block];
                        case DEQUANTIZED_SCALE -> scales.scale(i / block);
                    };
            codes[i] =
                    WeightCodec.encode(options.codebook(), divisor > 0 ? weights[i] / divisor : 0);
        }
        return new NormalFloatCodes(options, codes, scales);
    }
}
