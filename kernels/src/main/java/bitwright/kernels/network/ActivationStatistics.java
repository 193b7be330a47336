package bitwright.kernels.network;

import java.util.SplittableRandom;

/// Float activations of one tensor on calibration images, from which the scales of every width are
/// calibrated.
///
/// The array is not copied: treat it as read-only.
///
/// @param samples at least one, all finite; the extremes of the tensor among them
public record ActivationStatistics(float[] samples) {
    public ActivationStatistics {
        if (samples.length == 0) {
            throw new IllegalArgumentException("activation statistics need at least one sample.");
        }
        for (float sample : samples) {
            if (!Float.isFinite(sample)) {
                throw new IllegalArgumentException(
                        "an activation sample is " + sample + "; it must be finite.");
            }
        }
    }

    /// At most `limit` values of a tensor, drawn with a seed, the least and the greatest value
    /// always among them.
    public static ActivationStatistics of(float[] values, int limit, long seed) {
        if (values.length <= limit || values.length < 3) {
            return new ActivationStatistics(values.clone());
        }
        int least = 0;
        int greatest = 0;
        for (int i = 1; i < values.length; i++) {
            least = values[i] < values[least] ? i : least;
            greatest = values[i] > values[greatest] ? i : greatest;
        }
        var random = new SplittableRandom(seed);
        float[] samples = new float[Math.max(limit, 2)];
        samples[0] = values[least];
        samples[1] = values[greatest];
        for (int i = 2; i < samples.length; i++) {
            samples[i] = values[random.nextInt(values.length)];
        }
        return new ActivationStatistics(samples);
    }

    /// The greatest magnitude among the samples.
    public double greatestMagnitude() {
        double greatest = 0;
        for (float sample : samples) {
            greatest = Math.max(greatest, Math.abs(sample));
        }
        return greatest;
    }
}
