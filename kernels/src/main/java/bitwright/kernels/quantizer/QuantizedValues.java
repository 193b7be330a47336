package bitwright.kernels.quantizer;

import bitwright.arch.format.NumberFormat;
import java.util.Arrays;

/// A tensor as codes with the grids that they are of.
///
/// The arrays are not copied: treat them as read-only.
///
/// @param format the number format of the codes
/// @param channels output channels; the codes are laid out channel by channel
/// @param granularity which codes share a grid
/// @param codes unsigned bit patterns, as many for each channel
/// @param scales one for each run of codes that share a grid, in the order of the codes
/// @param zeroPoints as many as scales; all 0 in a symmetric quantization
public record QuantizedValues(
        NumberFormat format,
        int channels,
        Granularity granularity,
        int[] codes,
        double[] scales,
        int[] zeroPoints) {
    /// @throws IllegalArgumentException if the sizes do not fit, or a scale or zero point is out of
    ///   range
    public QuantizedValues {
        if (channels < 1 || codes.length == 0 || codes.length % channels != 0) {
            throw new IllegalArgumentException(
                    codes.length + " codes do not divide into " + channels + " channels.");
        }
        int runs = granularity.boundaries(channels, codes.length / channels).length - 1;
        if (scales.length != runs || zeroPoints.length != runs) {
            throw new IllegalArgumentException(
                    scales.length
                            + " scales and "
                            + zeroPoints.length
                            + " zero points must be "
                            + runs
                            + " each.");
        }
        for (int run = 0; run < runs; run++) {
            var _ = new Grid(format, scales[run], zeroPoints[run]);
        }
    }

    /// The grid of a run of codes.
    public Grid grid(int run) {
        return new Grid(format, scales[run], zeroPoints[run]);
    }

    /// The real values that the codes mean, rounded to 32-bit floats.
    public float[] dequantize() {
        float[] values = new float[codes.length];
        int[] boundaries = granularity.boundaries(channels, codes.length / channels);
        for (int run = 0; run < scales.length; run++) {
            Grid grid = grid(run);
            for (int i = boundaries[run]; i < boundaries[run + 1]; i++) {
                values[i] = (float) grid.decode(codes[i]);
            }
        }
        return values;
    }

    /// As weights with a scale for each channel, which is what the integer kernels take.
    ///
    /// @throws IllegalArgumentException if a channel has more than one scale, or a zero point is
    ///   not 0
    public QuantizedWeights toWeights() {
        if (Arrays.stream(zeroPoints).anyMatch(zeroPoint -> zeroPoint != 0)) {
            throw new IllegalArgumentException(
                    "weights with a zero point have no symmetric form. Maybe SYMMETRIC.");
        }
        double[] perChannel = new double[channels];
        if (scales.length == 1) {
            Arrays.fill(perChannel, scales[0]);
        } else if (scales.length == channels) {
            System.arraycopy(scales, 0, perChannel, 0, channels);
        } else {
            throw new IllegalArgumentException(
                    scales.length
                            + " scales are no scale for each of "
                            + channels
                            + " channels. Maybe PerChannel.");
        }
        return new QuantizedWeights(format, channels, codes, perChannel);
    }
}
