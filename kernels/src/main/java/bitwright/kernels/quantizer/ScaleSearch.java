package bitwright.kernels.quantizer;

import bitwright.arch.format.NumberFormat;

/// Scales for a set of values and a number format: one function for each objective.
///
/// Values must be finite. A set of zeros gets the scale 1, with which every code is 0.
public final class ScaleSearch {
    /// Candidate scales for each factor of two of the coarse search.
    private static final int CANDIDATES_PER_OCTAVE = 24;

    /// How far below the range of the values the coarse search goes, in octaves.
    private static final int OCTAVES = 3;

    private static final int REFINEMENTS = 12;

    private ScaleSearch() {}

    /// The scale at which the value of greatest magnitude takes the greatest level: nothing is
    /// clipped.
    public static double minimumMaximumScale(
            float[] values, int from, int to, NumberFormat format) {
        return ValueRange.minimumMaximum(values, from, to).symmetricScale(format);
    }

    /// The scale with the least sum of squared errors `(value - scale * nearest level)^2`: a coarse
    /// search over a geometric grid downward from the min-max scale, then alternating assignment
    /// and least squares (`scale = sum(value * level) / sum(level^2)`) until the error stops
    /// falling.
    public static double leastSquaredErrorScale(
            float[] values, int from, int to, NumberFormat format) {
        ValueRange range = ValueRange.minimumMaximum(values, from, to);
        if (range.magnitude() == 0) {
            return 1;
        }
        double best = range.symmetricScale(format);
        // A power-of-two grid may also do better with its greatest level above every value.
        double start = range.times(1.5).symmetricScale(format);
        double bestError = squaredError(values, from, to, format, best);
        for (int i = 0; i <= OCTAVES * CANDIDATES_PER_OCTAVE; i++) {
            double scale = start * Math.pow(2, -(double) i / CANDIDATES_PER_OCTAVE);
            double error = squaredError(values, from, to, format, scale);
            if (error < bestError) {
                best = scale;
                bestError = error;
            }
        }
        for (int i = 0; i < REFINEMENTS; i++) {
            double scale = leastSquaresFit(values, from, to, format, best);
            double error = scale > 0 ? squaredError(values, from, to, format, scale) : bestError;
            if (error >= bestError) {
                break;
            }
            best = scale;
            bestError = error;
        }
        return best;
    }

    /// The sum of squared errors of quantizing the values with a scale.
    public static double squaredError(
            float[] values, int from, int to, NumberFormat format, double scale) {
        return Grid.symmetric(format, scale).squaredError(values, from, to);
    }

    private static double leastSquaresFit(
            float[] values, int from, int to, NumberFormat format, double scale) {
        Grid grid = Grid.symmetric(format, scale);
        double product = 0;
        double square = 0;
        for (int i = from; i < to; i++) {
            double level = grid.level(values[i]);
            product += level * values[i];
            square += level * level;
        }
        return square == 0 ? 0 : product / square;
    }
}
