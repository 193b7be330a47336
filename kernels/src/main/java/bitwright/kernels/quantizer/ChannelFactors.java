package bitwright.kernels.quantizer;

import bitwright.arch.format.Int;

/// A scale for a tensor and a power-of-two factor for each of its channels, for inputs of layer
/// norms, whose channels differ much: a value of channel `c` is `step * scale * 2^exponents[c]`.
///
/// Source: FQ-ViT (Lin et al., IJCAI 2022) and P2-ViT (shihuihong214/P2-ViT@c891f6e, observer/ptf).
///
/// @param format of the steps
/// @param scale of a channel whose exponent is 0
/// @param exponents 0 to 3, one for each channel
public record ChannelFactors(Int format, double scale, int[] exponents) {
    private static final int GREATEST_EXPONENT = 3;

    /// Chooses the factors: the greatest is the one at which the whole tensor's min-max scale
    /// holds, and each channel takes the first of those with the least squared error of its values.
    ///
    /// @param name of the tensor, for messages
    /// @param values samples, laid out channel by channel
    /// @param form of the scale; powers of two in P2-ViT
    /// @throws IllegalArgumentException in one line that names the tensor, if the values do not
    ///   divide into the channels or one is not finite
    public static ChannelFactors choose(
            String name, float[] values, int channels, Int format, ScaleForm form) {
        QuantizationOptions whole =
                QuantizationOptions.of(format).with(new Granularity.PerTensor()).with(form);
        Grid[] grids = TensorQuantizer.grids(name, values, channels, whole);
        double scale = Math.scalb(grids[0].scale(), -GREATEST_EXPONENT);
        int count = values.length / channels;
        int[] exponents = new int[channels];
        for (int channel = 0; channel < channels; channel++) {
            double least = Double.POSITIVE_INFINITY;
            for (int exponent = 0; exponent <= GREATEST_EXPONENT; exponent++) {
                Grid grid = Grid.symmetric(format, Math.scalb(scale, exponent));
                double error = grid.squaredError(values, channel * count, (channel + 1) * count);
                if (error < least) {
                    least = error;
                    exponents[channel] = exponent;
                }
            }
        }
        return new ChannelFactors(format, scale, exponents);
    }

    /// The grid of a channel.
    public Grid grid(int channel) {
        return Grid.symmetric(format, Math.scalb(scale, exponents[channel]));
    }
}
