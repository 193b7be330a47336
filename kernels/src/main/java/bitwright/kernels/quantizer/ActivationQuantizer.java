package bitwright.kernels.quantizer;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import java.util.Arrays;

/// Calibrates the scale of an activation tensor from samples of its real values.
public final class ActivationQuantizer {
    /// From this width on, activations take the min-max scale; below, clipping pays: measured on
    /// the shipped ResNet-8, where the two scales give the same top-1 at 8 bits and least squares
    /// is better at 6 bits and fewer.
    private static final int MINIMUM_MAXIMUM_BITS = 8;

    /// The search for the least squared error looks at no more values than this, all that are not
    /// 0, or evenly spaced ones where those are more.
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
        float[] searched = format.bits() < MINIMUM_MAXIMUM_BITS ? searched(samples) : new float[0];
        double scale =
                searched.length > 0
                        ? ScaleSearch.leastSquaredErrorScale(searched, 0, searched.length, format)
                        : ScaleSearch.minimumMaximumScale(samples, 0, samples.length, format);
        return new ActivationQuantization(format, scale);
    }

    /// The values that the search looks at. Zeros are exact at every scale, so that a sparse tensor
    /// is searched by all that it holds, its greatest value among them.
    private static float[] searched(float[] samples) {
        float[] all = nonZero(samples, SEARCHED_VALUES + 1);
        if (all.length <= SEARCHED_VALUES) {
            return all;
        }
        float[] chosen = new float[SEARCHED_VALUES];
        for (int i = 0; i < SEARCHED_VALUES; i++) {
            chosen[i] = samples[(int) ((long) i * samples.length / SEARCHED_VALUES)];
        }
        return chosen;
    }

    /// The values that are not 0, at most so many.
    private static float[] nonZero(float[] samples, int limit) {
        float[] values = new float[limit];
        int count = 0;
        for (int i = 0; i < samples.length && count < limit; i++) {
            if (samples[i] != 0) {
                values[count++] = samples[i];
            }
        }
        return Arrays.copyOf(values, count);
    }
}
