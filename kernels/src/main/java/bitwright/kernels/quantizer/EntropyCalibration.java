package bitwright.kernels.quantizer;

import bitwright.arch.format.Int;

/// The magnitude at which to clip so that quantization loses the least information: the divergence
/// (Kullback-Leibler) between the histogram of magnitudes, clipped there, and the same histogram
/// with as many equal bins as there are positive integers.
///
/// Source: Migacz, 8-bit Inference with TensorRT, GTC 2017; details as in NVIDIA's published
/// calibrators (pytorch-quantization, histogram calibrator): the first bin, which holds the zeros,
/// takes the count of the second; empty bins stay empty; of equal divergences the greatest
/// magnitude wins. Ours: fewer than 128 bins are never covered, nor fewer than there are integers,
/// and an asymmetric range is cut at the magnitude on both sides.
public final class EntropyCalibration {
    /// The least number of bins that a clipped histogram keeps.
    static final int LEAST_COVERED_BINS = 128;

    private EntropyCalibration() {}

    /// The magnitude at which to clip.
    ///
    /// @param bins of the histogram from 0 to the greatest magnitude
    /// @throws IllegalArgumentException if there are no values, one is not finite, or the format
    ///   has more positive integers than half the bins
    public static double leastDivergenceMagnitude(
            float[] values, int from, int to, Int format, int bins) {
        int steps = format.signed() ? 1 << (format.bits() - 1) : 1 << format.bits();
        if (steps > bins / 2) {
            throw new IllegalArgumentException(
                    "a histogram of "
                            + bins
                            + " bins is too coarse for "
                            + format.name()
                            + ". Maybe MinimumMaximum.");
        }
        double greatest = ValueRange.minimumMaximum(values, from, to).magnitude();
        if (greatest == 0) {
            return 0;
        }
        double[] histogram = histogram(values, from, to, greatest, bins);
        histogram[0] = histogram[1];
        return greatest * bestCover(histogram, steps) / bins;
    }

    private static double[] histogram(float[] values, int from, int to, double greatest, int bins) {
        double[] histogram = new double[bins];
        for (int i = from; i < to; i++) {
            int bin = (int) (Math.abs(values[i]) / greatest * bins);
            histogram[Math.min(bin, bins - 1)]++;
        }
        return histogram;
    }

    /// How many bins to cover.
    private static int bestCover(double[] histogram, int steps) {
        double clipped = 0;
        int best = histogram.length;
        double least = Double.POSITIVE_INFINITY;
        for (int covered = histogram.length;
                covered >= Math.max(LEAST_COVERED_BINS, steps);
                covered--) {
            double divergence = divergence(histogram, covered, clipped, steps);
            // From the greatest magnitude down, so that the greatest of the equal ones stays.
            if (divergence < least) {
                least = divergence;
                best = covered;
            }
            clipped += histogram[covered - 1];
        }
        return best;
    }

    /// `sum p * ln(p / q)` of the first bins, where the last one also holds what is clipped and `q`
    /// spreads each step's count over its bins that are not empty; infinite where `q` is 0 and `p`
    /// is not.
    private static double divergence(double[] histogram, int covered, double clipped, int steps) {
        double total = 0;
        for (int i = 0; i < covered; i++) {
            total += histogram[i];
        }
        double reference = total + clipped;
        if (total == 0 || histogram[covered - 1] == 0 && clipped > 0) {
            return Double.POSITIVE_INFINITY;
        }
        double sum = 0;
        for (int step = 0; step < steps; step++) {
            // Bin `i` belongs to step `floor(i * steps / covered)`.
            int from = (int) Math.ceilDiv((long) step * covered, steps);
            int to = (int) Math.ceilDiv((step + 1L) * covered, steps);
            double count = 0;
            int filled = 0;
            for (int i = from; i < to; i++) {
                count += histogram[i];
                filled += histogram[i] > 0 ? 1 : 0;
            }
            for (int i = from; i < to; i++) {
                if (histogram[i] > 0) {
                    double p = histogram[i] + (i == covered - 1 ? clipped : 0);
                    sum += p / reference * Math.log(p * filled * total / (reference * count));
                }
            }
        }
        return sum;
    }
}
