package bitwright.precision.sensitivity;

import java.util.SplittableRandom;

/// Sums and products of vectors.
final class Vectors {
    private Vectors() {}

    /// A random vector of ±1.
    static double[] signs(SplittableRandom random, int size) {
        double[] signs = new double[size];
        for (int at = 0; at < size; at++) {
            signs[at] = random.nextBoolean() ? 1 : -1;
        }
        return signs;
    }

    /// `Σ a b`.
    static double product(double[] a, double[] b) {
        double sum = 0;
        for (int at = 0; at < a.length; at++) {
            sum += a[at] * b[at];
        }
        return sum;
    }

    /// `a + factor · b`, a new array.
    static double[] sum(double[] a, double[] b, double factor) {
        double[] sum = new double[a.length];
        for (int at = 0; at < sum.length; at++) {
            sum[at] = a[at] + factor * b[at];
        }
        return sum;
    }

    /// The vector of length 1 in the same direction; the vector itself if it is 0.
    static double[] normed(double[] vector) {
        double length = Math.sqrt(product(vector, vector));
        double[] normed = vector.clone();
        for (int at = 0; at < normed.length && length > 0; at++) {
            normed[at] /= length;
        }
        return normed;
    }
}
