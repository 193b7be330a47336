package bitwright.kernels.quantizer.block;

import bitwright.arch.format.MiniFloat;
import bitwright.kernels.codec.WeightCodec;

/// How the scales of scales are stored.
public enum ScaleStorage {
    FP32(32),
    BF16(16),
    FP16(16);

    private final int bits;

    ScaleStorage(int bits) {
        this.bits = bits;
    }

    /// Bits of one.
    public int bits() {
        return bits;
    }

    /// The nearest number of this storage, half to even.
    double nearest(double value) {
        return switch (this) {
            case FP32 -> (float) value;
            case BF16 -> WeightCodec.nearestLevel(MiniFloat.BF16, value);
            case FP16 -> WeightCodec.nearestLevel(MiniFloat.FP16, value);
        };
    }
}
