package bitwright.kernels.quantizer.codebook;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Different values in ascending order, each with the sum of its importances, and the running sums
/// from which the squared error of any run follows. Values are taken relative to their mean, so
/// that the differences of sums keep their digits.
final class WeightedPoints {
    private final int size;
    private final double origin;
    private final double[] weights;
    private final double[] sums;
    private final double[] squares;

    private WeightedPoints(double[] points, double[] importance, int size, double origin) {
        this.size = size;
        this.origin = origin;
        weights = new double[size + 1];
        sums = new double[size + 1];
        squares = new double[size + 1];
        for (int i = 0; i < size; i++) {
            double point = points[i] - origin;
            weights[i + 1] = weights[i] + importance[i];
            sums[i + 1] = sums[i] + importance[i] * point;
            squares[i + 1] = squares[i] + importance[i] * point * point;
        }
    }

    static WeightedPoints of(float[] values, float[] importance) {
        // Sorted by value: the bits of a float, made monotonic, above the place.
        long[] keys =
                IntStream.range(0, values.length)
                        .mapToLong(i -> (long) monotonic(values[i] + 0.0f) << 32 | i)
                        .toArray();
        Arrays.sort(keys);
        double[] points = new double[values.length];
        double[] weights = new double[values.length];
        int size = 0;
        double sum = 0;
        for (long key : keys) {
            int place = (int) key;
            double value = values[place] + 0.0f;
            if (size == 0 || value != points[size - 1]) {
                points[size++] = value;
            }
            weights[size - 1] += importance[place];
            sum += value;
        }
        return new WeightedPoints(points, weights, size, sum / values.length);
    }

    private static int monotonic(float value) {
        int bits = Float.floatToIntBits(value);
        return bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
    }

    int size() {
        return size;
    }

    double mean(int from, int to) {
        return origin + (sums[to] - sums[from]) / (weights[to] - weights[from]);
    }

    double squaredError(int from, int to) {
        double sum = sums[to] - sums[from];
        double error = squares[to] - squares[from] - sum * sum / (weights[to] - weights[from]);
        return Math.max(0, error);
    }
}
