package bitwright.kernels.quantizer;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;

/// Calibrates the scale of an activation tensor from samples of its real values.
public final class ActivationQuantizer {
    /// From this width on, activations take the min-max scale; below, clipping pays: measured on
    /// the shipped ResNet-8, where the two scales give the same top-1 at 8 bits and least squares
    /// is better at 6 bits and fewer.
    private static final int MINIMUM_MAXIMUM_BITS = 8;

    /// The search for the least squared error looks at no more values than this, evenly spaced.
    private static final int SEARCHED_VALUES = 8192;

    private ActivationQuantizer() {}

    /// Calibrates a tensor at the width of a format of integers: unsigned where it is never
    /// negative, two's complement otherwise.
    ///
    /// @throws IllegalArgumentException if the format has no calibration, as [#requireCalibration]
    ///   says, or the samples do not fit
    public static ActivationQuantization calibrate(
            float[] samples, NumberFormat format, boolean nonNegative) {
        requireCalibration(format);
        return calibrate(samples, new Int(format.bits(), !nonNegative));
    }

    /// Refuses formats of activations that have no calibration: all but integers.
    ///
    /// @throws IllegalArgumentException if the format is no integer
    public static void requireCalibration(NumberFormat format) {
        if (!(format instanceof Int)) {
            throw new IllegalArgumentException(
                    "activations of "
                            + format.name()
                            + " cannot be calibrated. Maybe int"
                            + Math.max(2, format.bits())
                            + ".");
        }
    }

    /// The quantization of a tensor with these sampled values: the min-max scale for 8 bits or
    /// more, the scale of least squared error for fewer.
    ///
    /// @throws IllegalArgumentException if there are no samples, one is not finite, or the format
    ///   is unsigned and one is negative
    public static ActivationQuantization calibrate(float[] samples, Int format) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("an activation scale needs at least one sample.");
        }
        if (!format.signed()) {
            for (float sample : samples) {
                if (sample < 0) {
                    throw new IllegalArgumentException(
                            "activations reach "
                                    + sample
                                    + ", which "
                                    + format.name()
                                    + " cannot hold. Maybe int"
                                    + format.bits()
                                    + ".");
                }
            }
        }
        float[] searched = evenlySpaced(samples);
        boolean clips = format.bits() < MINIMUM_MAXIMUM_BITS && !isZero(searched);
        double scale =
                clips
                        ? ScaleSearch.leastSquaredErrorScale(searched, 0, searched.length, format)
                        : ScaleSearch.minimumMaximumScale(samples, 0, samples.length, format);
        return new ActivationQuantization(format, scale);
    }

    private static float[] evenlySpaced(float[] samples) {
        if (samples.length <= SEARCHED_VALUES) {
            return samples;
        }
        float[] chosen = new float[SEARCHED_VALUES];
        for (int i = 0; i < SEARCHED_VALUES; i++) {
            chosen[i] = samples[(int) ((long) i * samples.length / SEARCHED_VALUES)];
        }
        return chosen;
    }

    private static boolean isZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}
