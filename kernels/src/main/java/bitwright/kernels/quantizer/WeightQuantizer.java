package bitwright.kernels.quantizer;

import bitwright.arch.format.AdditivePowerOfTwo;
import bitwright.arch.format.BlockScaled;
import bitwright.arch.format.Codebook;
import bitwright.arch.format.DenseShift;
import bitwright.arch.format.Float32;
import bitwright.arch.format.Int;
import bitwright.arch.format.Log2;
import bitwright.arch.format.MiniFloat;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.PowerOfTwo;
import bitwright.arch.format.TwoWordLog;
import bitwright.kernels.codec.WeightCodec;

/// Quantizes weights: symmetric (no zero point), one scale for each output channel.
public final class WeightQuantizer {
    /// From this width on, uniform weights take the min-max scale; below, clipping pays.
    private static final int MINIMUM_MAXIMUM_BITS = 6;

    private WeightQuantizer() {}

    /// Quantizes weights that are laid out output channel by output channel: with the min-max scale
    /// for integers of 6 bits or more, with the scale of least squared error for fewer bits and for
    /// all other formats.
    ///
    /// @throws IllegalArgumentException if the weights do not divide into the channels, if one is
    ///   not finite, or if the format is unsigned
    public static QuantizedWeights perChannel(float[] weights, int channels, NumberFormat format) {
        if (channels < 1 || weights.length == 0 || weights.length % channels != 0) {
            throw new IllegalArgumentException(
                    weights.length + " weights do not divide into " + channels + " channels.");
        }
        int perChannel = weights.length / channels;
        int[] codes = new int[weights.length];
        double[] scales = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            int from = channel * perChannel;
            int to = from + perChannel;
            double scale = scale(weights, from, to, format);
            scales[channel] = scale;
            for (int i = from; i < to; i++) {
                codes[i] = WeightCodec.encode(format, weights[i] / scale);
            }
        }
        return new QuantizedWeights(format, channels, codes, scales);
    }

    private static double scale(float[] weights, int from, int to, NumberFormat format) {
        return switch (format) {
            case Int integer when !integer.signed() ->
                    throw new IllegalArgumentException(
                            "weights cannot be "
                                    + format.name()
                                    + ": symmetric weights need a sign. Maybe int"
                                    + format.bits()
                                    + ".");
            case Int integer when integer.bits() >= MINIMUM_MAXIMUM_BITS ->
                    ScaleSearch.minimumMaximumScale(weights, from, to, format);
            case BlockScaled blocks ->
                    throw new IllegalArgumentException(
                            "weights cannot be "
                                    + format.name()
                                    + " with one scale a channel: every "
                                    + blocks.block()
                                    + " weights have their own. Maybe "
                                    + blocks.element().name()
                                    + ".");
            case Int _,
                    PowerOfTwo _,
                    AdditivePowerOfTwo _,
                    TwoWordLog _,
                    DenseShift _,
                    Log2 _,
                    MiniFloat _,
                    Float32 _,
                    Codebook _ ->
                    ScaleSearch.leastSquaredErrorScale(weights, from, to, format);
        };
    }
}
