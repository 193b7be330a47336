package bitwright.kernels.quantizer.codebook;

import bitwright.arch.format.Codebook;
import bitwright.kernels.quantizer.Refusals;
import java.util.Arrays;

/// Learns the levels of a scalar codebook: one-dimensional k-means, solved exactly, so that there
/// is no seed and no start.
///
/// In one dimension the clusters are runs of the sorted values, and the least squared error of `k`
/// runs follows from that of `k - 1` (Wang and Song, Ckmeans.1d.dp, The R Journal 2011); the best
/// place of the last cut never falls as the run grows, so that each step is solved by divide and
/// conquer in `n log n`.
public final class ScalarCodebooks {
    private ScalarCodebooks() {}

    /// The codebook of `2^bits` levels with the least sum of squared errors of the values; fewer
    /// levels where there are fewer different values.
    ///
    /// @param name of the codebook and, in messages, of the tensor
    /// @param bits 1 to 8
    /// @throws IllegalArgumentException in one line that names the tensor, if it is empty, a value
    ///   is not finite, or the bits are others
    public static Codebook learn(String name, float[] values, int bits) {
        float[] ones = new float[values.length];
        Arrays.fill(ones, 1);
        return learn(name, values, ones, bits);
    }

    /// The same with an importance for each value: the squared errors are multiplied with it.
    ///
    /// @param importance as many as values, finite, above 0
    /// @throws IllegalArgumentException as [#learn(String, float[], int)] does
    public static Codebook learn(String name, float[] values, float[] importance, int bits) {
        if (bits < 1 || bits > 8) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "': bits of a codebook (" + bits + ") must be 1 to 8.");
        }
        Refusals.requireTensor(name, values, 1);
        VectorQuantizer.requireImportance(name, values, importance);
        var points = WeightedPoints.of(values, importance);
        double[] levels = new Partition(points).levels(Math.min(1 << bits, points.size()));
        return levels.length > 1
                ? new Codebook(name, levels)
                // A codebook has two values at least; the second is never the nearer one.
                : new Codebook(name, levels[0], levels[0] == 0 ? 1 : -levels[0]);
    }

    /// The best cuts of the sorted points into runs.
    private static final class Partition {
        private final WeightedPoints points;
        private double[] previous;
        private double[] current;
        private int[] cuts = new int[0];

        Partition(WeightedPoints points) {
            this.points = points;
            previous = new double[points.size() + 1];
            current = new double[points.size() + 1];
        }

        double[] levels(int clusters) {
            int size = points.size();
            int[][] firsts = new int[clusters][];
            Arrays.fill(previous, Double.POSITIVE_INFINITY);
            previous[0] = 0;
            for (int cluster = 0; cluster < clusters; cluster++) {
                cuts = new int[size + 1];
                Arrays.fill(current, Double.POSITIVE_INFINITY);
                solve(cluster + 1, size, cluster, size - 1);
                firsts[cluster] = cuts;
                double[] swap = previous;
                previous = current;
                current = swap;
            }
            double[] levels = new double[clusters];
            int to = size;
            for (int cluster = clusters - 1; cluster >= 0; cluster--) {
                int from = firsts[cluster][to];
                levels[cluster] = points.mean(from, to);
                to = from;
            }
            return levels;
        }

        /// Finds the best last cut of the first `to` points for every `to` in a range, knowing that
        /// the cuts are in a range.
        private void solve(int leastTo, int greatestTo, int leastCut, int greatestCut) {
            if (leastTo > greatestTo) {
                return;
            }
            int to = (leastTo + greatestTo) >>> 1;
            double best = Double.POSITIVE_INFINITY;
            int bestCut = leastCut;
            for (int cut = leastCut; cut <= Math.min(greatestCut, to - 1); cut++) {
                double error = previous[cut] + points.squaredError(cut, to);
                if (error < best) {
                    best = error;
                    bestCut = cut;
                }
            }
            current[to] = best;
            cuts[to] = bestCut;
            solve(leastTo, to - 1, leastCut, bestCut);
            solve(to + 1, greatestTo, bestCut, greatestCut);
        }
    }
}
