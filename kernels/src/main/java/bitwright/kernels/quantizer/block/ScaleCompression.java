package bitwright.kernels.quantizer.block;

/// How the scales of blocks are stored: as they are, or quantized once more.
public sealed interface ScaleCompression {
    /// 32-bit floats.
    record Plain() implements ScaleCompression {}

    /// QLoRA's double quantization: the scales less their mean, in blocks of `block`, each divided
    /// by its greatest magnitude (a 32-bit float) and taken to the nearest of the 256 values of
    /// [DynamicMap] (Dettmers et al., 2023; TimDettmers/bitsandbytes@dada530).
    record DynamicEightBit(int block) implements ScaleCompression {
        /// As published.
        public static final DynamicEightBit QLORA = new DynamicEightBit(256);

        public DynamicEightBit {
            requireBlock(block);
        }
    }

    /// LQ-LoRA's double quantization: the scales less the least of them, in blocks of `block`, each
    /// as an unsigned integer of `bits` bits relative to the block's greatest, which is stored as
    /// `storage` (Guo et al., 2024; HanGuo97/lq-lora@30a03be).
    record IntegerAboveMinimum(int bits, int block, ScaleStorage storage)
            implements ScaleCompression {
        public IntegerAboveMinimum {
            requireBlock(block);
            if (bits < 1 || bits > 16) {
                throw new IllegalArgumentException(
                        "bits of a scale (" + bits + ") must be 1 to 16.");
            }
        }
    }

    private static void requireBlock(int block) {
        if (block < 1) {
            throw new IllegalArgumentException(
                    "scales of a block (" + block + ") must be at least 1.");
        }
    }

    /// Bits that a weight pays for its share of the scales, `b0 / B0 + b1 / (B0 * B1)`; what the
    /// tensor has once (the offset) is left out, as in the publications.
    ///
    /// @param weights that share a scale
    default double bitsPerWeight(int weights) {
        return switch (this) {
            case Plain _ -> 32.0 / weights;
            case DynamicEightBit dynamic -> (8 + 32.0 / dynamic.block()) / weights;
            case IntegerAboveMinimum integer ->
                    (integer.bits() + (double) integer.storage().bits() / integer.block())
                            / weights;
        };
    }
}
