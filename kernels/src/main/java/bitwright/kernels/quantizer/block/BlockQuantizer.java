package bitwright.kernels.quantizer.block;

import bitwright.arch.format.AdditivePowerOfTwo;
import bitwright.arch.format.BlockScaled;
import bitwright.arch.format.Codebook;
import bitwright.arch.format.DenseShift;
import bitwright.arch.format.Float32;
import bitwright.arch.format.Int;
import bitwright.arch.format.Log2;
import bitwright.arch.format.MiniFloat;
import bitwright.arch.format.PowerOfTwo;
import bitwright.arch.format.TwoWordLog;
import bitwright.kernels.codec.WeightCodec;
import bitwright.kernels.quantizer.Refusals;

/// Quantizes to block-scaled formats: every block's scale follows from its greatest magnitude, is
/// itself encoded, and divides the block's values as what its code means.
///
/// - E8M0 scales (MX) follow a [SharedExponentRule].
/// - Other scales are `greatest magnitude / greatest element`, rounded to the nearest code, half to
///   even.
/// - Where the tensor has a scale of its own (NVFP4), it is `greatest magnitude / (greatest element
///   * greatest block scale)` as a 32-bit float, and the blocks' scales are relative to it.
///
/// Elements saturate, `mxint8` at its whole range (microxcaling leaves its least element out). A
/// block of zeros has zero codes; so has one whose scale is too small for its format and becomes 0.
public final class BlockQuantizer {
    /// Code `c` of an E8M0 scale means `2^(c - 127)`.
    private static final int E8M0_BIAS = 127;

    private BlockQuantizer() {}

    /// Quantizes with the rule of the OCP standard, `FLOOR`.
    ///
    /// @throws IllegalArgumentException as [#quantize(String, float[], int, BlockScaled,
    ///   SharedExponentRule)] does
    public static BlockCodes quantize(
            String name, float[] values, int channels, BlockScaled format) {
        return quantize(name, values, channels, format, SharedExponentRule.FLOOR);
    }

    /// Quantizes values that are laid out channel by channel.
    ///
    /// @param name of the tensor, for messages
    /// @param rule for E8M0 scales
    /// @throws IllegalArgumentException in one line that names the tensor, if the values do not
    ///   divide into the channels or one is not finite
    public static BlockCodes quantize(
            String name,
            float[] values,
            int channels,
            BlockScaled format,
            SharedExponentRule rule) {
        Refusals.requireTensor(name, values, channels);
        int reduction = values.length / channels;
        int blocks = Math.ceilDiv(reduction, format.block());
        double tensorScale = tensorScale(values, format);
        int[] codes = new int[values.length];
        int[] scaleCodes = new int[Math.multiplyExact(channels, blocks)];
        for (int block = 0; block < scaleCodes.length; block++) {
            int channel = block / blocks;
            int from = channel * reduction + block % blocks * format.block();
            int to = Math.min(from + format.block(), (channel + 1) * reduction);
            float magnitude = greatestMagnitude(values, from, to);
            scaleCodes[block] = scaleCode(magnitude, tensorScale, format, rule);
            double scale = format.scale().decode(scaleCodes[block]) * tensorScale;
            for (int i = from; i < to; i++) {
                codes[i] = WeightCodec.encode(format, scale > 0 ? values[i] / scale : 0);
            }
        }
        return new BlockCodes(format, channels, codes, scaleCodes, tensorScale);
    }

    private static int scaleCode(
            float magnitude, double tensorScale, BlockScaled format, SharedExponentRule rule) {
        double scale = magnitude / greatestElement(format) / tensorScale;
        return switch (format.scale()) {
            case E8M0 ->
                    rule.exponent(magnitude, greatestElement(format), mantissaBits(format))
                            + E8M0_BIAS;
            case E4M3 -> WeightCodec.encode(MiniFloat.FP8_E4M3, scale);
            case FP16 -> WeightCodec.encode(MiniFloat.FP16, scale);
        };
    }

    private static double tensorScale(float[] values, BlockScaled format) {
        if (format.tensorScaleBits() == 0) {
            return 1;
        }
        double greatestScale =
                switch (format.scale()) {
                    case E8M0 -> 1;
                    case E4M3 -> MiniFloat.FP8_E4M3.greatest();
                    case FP16 -> MiniFloat.FP16.greatest();
                };
        float magnitude = greatestMagnitude(values, 0, values.length);
        float scale = (float) (magnitude / (greatestElement(format) * greatestScale));
        return scale > 0 ? scale : 1;
    }

    /// What the greatest magnitude of a block is to take.
    private static double greatestElement(BlockScaled format) {
        return format.greatest() > 0 ? format.greatest() : -format.least();
    }

    /// Of the greatest element, behind its leading one.
    private static int mantissaBits(BlockScaled format) {
        return switch (format.element()) {
            case MiniFloat real -> real.mantissaBits();
            case Int integer -> Math.max(0, integer.bits() - 2);
            case PowerOfTwo _,
                    AdditivePowerOfTwo _,
                    TwoWordLog _,
                    DenseShift _,
                    Log2 _,
                    Codebook _,
                    Float32 _,
                    BlockScaled _ ->
                    0;
        };
    }

    private static float greatestMagnitude(float[] values, int from, int to) {
        float greatest = 0;
        for (int i = from; i < to; i++) {
            greatest = Math.max(greatest, Math.abs(values[i]));
        }
        return greatest;
    }
}
