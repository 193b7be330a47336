package bitwright.kernels.quantizer.block;

import bitwright.arch.format.BlockScaled;

/// A tensor in a block-scaled format. Blocks run along the reduction of each channel; the last one
/// of a channel may be incomplete.
///
/// The arrays are not copied: treat them as read-only.
///
/// @param format elements, block and the format of the scales
/// @param channels output channels; the codes are laid out channel by channel
/// @param codes of the elements, as many for each channel
/// @param scaleCodes of the blocks, channel by channel, in the format's [BlockScaled#scale]
/// @param tensorScale a 32-bit float for the whole tensor where the format has one, else 1
public record BlockCodes(
        BlockScaled format, int channels, int[] codes, int[] scaleCodes, double tensorScale) {
    /// @throws IllegalArgumentException if the sizes do not fit
    public BlockCodes {
        if (channels < 1 || codes.length == 0 || codes.length % channels != 0) {
            throw new IllegalArgumentException(
                    codes.length + " codes do not divide into " + channels + " channels.");
        }
        int blocks = channels * Math.ceilDiv(codes.length / channels, format.block());
        if (scaleCodes.length != blocks) {
            throw new IllegalArgumentException(
                    scaleCodes.length + " scales of blocks must be " + blocks + ".");
        }
        if (!(tensorScale > 0) || Double.isInfinite(tensorScale)) {
            throw new IllegalArgumentException(
                    "tensor scale (" + tensorScale + ") must be positive and finite.");
        }
    }

    /// The scale of a block, the tensor's included; 0 for a block that means zeros alone.
    public double scale(int block) {
        return format.scale().decode(scaleCodes[block]) * tensorScale;
    }

    /// The real values that the codes mean, rounded to 32-bit floats.
    public float[] dequantize() {
        int reduction = codes.length / channels;
        int blocks = Math.ceilDiv(reduction, format.block());
        float[] values = new float[codes.length];
        for (int i = 0; i < codes.length; i++) {
            int block = i / reduction * blocks + i % reduction / format.block();
            values[i] = (float) (format.decode(codes[i]) * scale(block));
        }
        return values;
    }
}
