package bitwright.kernels.quantizer;

import java.util.SplittableRandom;

/// Seeded values for the tests of quantizers.
public final class Samples {
    private Samples() {}

    /// Roughly normal values with standard deviation 1, a few of them ten times as great.
    public static float[] withOutliers(int seed, int count) {
        float[] values = bellShaped(seed, count);
        for (int i = 0; i < count; i += 97) {
            values[i] *= 10;
        }
        return values;
    }

    /// Roughly normal values with standard deviation 1.
    public static float[] bellShaped(int seed, int count) {
        var random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double sum = -6;
            for (int j = 0; j < 12; j++) {
                sum += random.nextDouble();
            }
            values[i] = (float) sum;
        }
        return values;
    }

    public static double squaredError(float[] values, float[] others) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double error = (double) values[i] - others[i];
            sum += error * error;
        }
        return sum;
    }
}
