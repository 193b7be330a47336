package bitwright.kernels.quantizer.block;

import bitwright.arch.format.Codebook;
import bitwright.arch.format.Codebooks;

/// How weights become normal floats, or codes of another codebook whose greatest magnitude is 1.
///
/// @param codebook the levels, in units of a block's greatest magnitude
/// @param block weights that share a scale, in the order of the tensor
/// @param compression of the scales
/// @param divisor what the weights are divided by
public record NormalFloatOptions(
        Codebook codebook, int block, ScaleCompression compression, Divisor divisor) {
    /// What the weights of a block are divided by before they are encoded.
    public enum Divisor {
        /// The greatest magnitude itself (bitsandbytes; LQ-LoRA's `blockwise-nf-original`).
        EXACT_SCALE,
        /// What its compressed form means (LQ-LoRA's `blockwise-nf`).
        DEQUANTIZED_SCALE
    }

    /// QLoRA: NF4 in blocks of 64 with double quantization, 4.127 bits a weight.
    public static final NormalFloatOptions QLORA =
            new NormalFloatOptions(
                    Codebooks.NF4, 64, ScaleCompression.DynamicEightBit.QLORA, Divisor.EXACT_SCALE);

    /// @throws IllegalArgumentException if the block is empty or the codebook does not reach 1
    public NormalFloatOptions {
        if (block < 1) {
            throw new IllegalArgumentException(
                    "weights of a block (" + block + ") must be at least 1.");
        }
        double magnitude = Math.max(-codebook.least(), codebook.greatest());
        if (magnitude != 1) {
            throw new IllegalArgumentException(
                    "codebook "
                            + codebook.name()
                            + " reaches "
                            + magnitude
                            + "; it must reach 1. Maybe nf4.");
        }
    }

    /// LQ-LoRA's variant, e.g. `b0 = 8` and `b1` as `FP32`.
    ///
    /// @param scaleBits `b0`
    /// @param storage of `b1`
    public static NormalFloatOptions lqLora(
            Codebook codebook, int scaleBits, ScaleStorage storage) {
        return new NormalFloatOptions(
                codebook,
                64,
                new ScaleCompression.IntegerAboveMinimum(scaleBits, 256, storage),
                Divisor.DEQUANTIZED_SCALE);
    }

    /// `b + b0 / B0 + b1 / (B0 * B1)`, for many weights.
    public double bitsPerWeight() {
        return codebook.bits() + compression.bitsPerWeight(block);
    }
}
