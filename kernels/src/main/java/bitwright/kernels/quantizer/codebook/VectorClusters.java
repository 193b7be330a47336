package bitwright.kernels.quantizer.codebook;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Weighted k-means of one group of vectors.
final class VectorClusters {
    private final float[] values;
    private final float[] importance;
    private final int from;
    private final int to;
    private final VectorOptions options;

    VectorClusters(float[] values, float[] importance, int from, int to, VectorOptions options) {
        this.values = values;
        this.importance = importance;
        this.from = from;
        this.to = to;
        this.options = options;
    }

    /// The entries in 8 bits.
    VectorCodebook codebook() {
        double[] entries = start();
        var codebook = new VectorCodebook(options.dimension(), entries, 1);
        double error = Double.POSITIVE_INFINITY;
        for (int i = 0; i < options.iterations(); i++) {
            double[] next = entries.clone();
            double found = means(codebook, next);
            if (found >= error) {
                break;
            }
            error = found;
            entries = next;
            codebook = new VectorCodebook(options.dimension(), entries, 1);
        }
        return codebook.inEightBits();
    }

    /// The vectors at evenly spaced ranks of their Mahalanobis distance from the mean.
    private double[] start() {
        int dimension = options.dimension();
        int count = (to - from) / dimension;
        double[] distances = new Mahalanobis(values, from, to, dimension).squaredDistances();
        int[] ranks =
                IntStream.range(0, count)
                        .boxed()
                        .sorted((a, b) -> Double.compare(distances[a], distances[b]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double[] entries = new double[options.entries() * dimension];
        for (int entry = 0; entry < options.entries(); entry++) {
            int divisor = Math.max(1, options.entries() - 1);
            int rank = (int) Math.rint((double) entry * (count - 1) / divisor);
            for (int j = 0; j < dimension; j++) {
                entries[entry * dimension + j] = values[from + ranks[rank] * dimension + j];
            }
        }
        return entries;
    }

    /// Assigns every vector, writes the weighted means of the assigned ones and returns the
    /// weighted squared error before.
    private double means(VectorCodebook codebook, double[] means) {
        int dimension = options.dimension();
        double[] sums = new double[means.length];
        double[] weights = new double[means.length];
        double error = 0;
        for (int i = from; i < to; i += dimension) {
            int code = codebook.encode(values, importance, i);
            for (int j = 0; j < dimension; j++) {
                double weight = importance[i + j];
                double difference = values[i + j] - codebook.decode(code, j);
                error += weight * difference * difference;
                sums[code * dimension + j] += weight * values[i + j];
                weights[code * dimension + j] += weight;
            }
        }
        for (int i = 0; i < means.length; i++) {
            if (weights[i] > 0) {
                means[i] = sums[i] / weights[i];
            }
        }
        return error;
    }

    /// Distances from the mean in units of the covariance.
    private record Mahalanobis(float[] values, int from, int to, int dimension) {
        double[] squaredDistances() {
            int count = (to - from) / dimension;
            double[] mean = new double[dimension];
            for (int i = from; i < to; i++) {
                mean[(i - from) % dimension] += (double) values[i] / count;
            }
            double[][] covariance = covariance(mean, count);
            double[] distances = new double[count];
            double[] centred = new double[dimension];
            for (int vector = 0; vector < count; vector++) {
                for (int j = 0; j < dimension; j++) {
                    centred[j] = values[from + vector * dimension + j] - mean[j];
                }
                double[] solved = solve(covariance, centred);
                for (int j = 0; j < dimension; j++) {
                    distances[vector] += centred[j] * solved[j];
                }
            }
            return distances;
        }

        /// With a small multiple of the identity, so that it can be inverted.
        private double[][] covariance(double[] mean, int count) {
            double[][] covariance = new double[dimension][dimension];
            for (int i = from; i < to; i += dimension) {
                for (int j = 0; j < dimension; j++) {
                    for (int k = 0; k < dimension; k++) {
                        covariance[j][k] +=
                                (values[i + j] - mean[j]) * (values[i + k] - mean[k]) / count;
                    }
                }
            }
            double trace = 0;
            for (int j = 0; j < dimension; j++) {
                trace += covariance[j][j];
            }
            for (int j = 0; j < dimension; j++) {
                covariance[j][j] += trace * 1e-9 + Double.MIN_NORMAL;
            }
            return covariance;
        }

        /// Elimination; the matrix is positive definite and needs no pivots.
        private static double[] solve(double[][] matrix, double[] right) {
            int size = right.length;
            double[][] rows = new double[size][];
            for (int i = 0; i < size; i++) {
                rows[i] = Arrays.copyOf(matrix[i], size + 1);
                rows[i][size] = right[i];
            }
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    double factor = i == j ? 0 : rows[j][i] / rows[i][i];
                    for (int k = i; k <= size; k++) {
                        rows[j][k] -= factor * rows[i][k];
                    }
                }
            }
            double[] solution = new double[size];
            for (int i = 0; i < size; i++) {
                solution[i] = rows[i][size] / rows[i][i];
            }
            return solution;
        }
    }
}
