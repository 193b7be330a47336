package bitwright.kernels.quantizer;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.SortedLevels;
import java.util.Arrays;

/// The symmetric scale that no scale beats: as the scale falls, one value after the other moves to
/// the next level; between two moves the best scale is that of least squares, so that all there are
/// can be tried.
///
/// With `A = sum(value * level)` and `B = sum(level^2)` the least squared error of an assignment is
/// `sum(value^2) - A^2 / B`, at the scale `A / B`.
public final class ExactScale {
    /// Values times squared levels; a search beyond it would take minutes.
    private static final long GREATEST_WORK = 1L << 31;

    private ExactScale() {}

    /// The scale with the least sum of squared errors; 1 for zeros alone.
    ///
    /// @throws IllegalArgumentException if there are no values, one is not finite, or values times
    ///   squared levels exceed `2^31`
    public static double leastSquaredErrorScale(
            float[] values, int from, int to, NumberFormat format) {
        ValueRange.requireFinite(values, from, to);
        SortedLevels levels = SortedLevels.of(format);
        if ((long) (to - from) * levels.size() * levels.size() > GREATEST_WORK) {
            throw new IllegalArgumentException(
                    (to - from)
                            + " values are too many for the exact scale of "
                            + format.name()
                            + ". Maybe LeastSquaredError.");
        }
        float[] ascending = Arrays.copyOfRange(values, from, to);
        Arrays.sort(ascending);
        if (ascending[0] == 0 && ascending[ascending.length - 1] == 0) {
            return 1;
        }
        var sweep = new Sweep(ascending, levels);
        return sweep.bestScale();
    }

    /// For every midpoint between two levels the place in the sorted values at which the upper
    /// level begins; the places move as the scale falls.
    private static final class Sweep {
        private final float[] values;
        private final SortedLevels levels;
        private final double[] midpoints;
        private final int[] places;
        private double products;
        private double squares;

        Sweep(float[] values, SortedLevels levels) {
            this.values = values;
            this.levels = levels;
            midpoints = new double[levels.size() - 1];
            places = new int[midpoints.length];
            int firstPositive = 0;
            while (firstPositive < values.length && values[firstPositive] <= 0) {
                firstPositive++;
            }
            for (int j = 0; j < midpoints.length; j++) {
                midpoints[j] = 0.5 * levels.level(j) + 0.5 * levels.level(j + 1);
                // At an infinite scale every value is a hair beside zero.
                places[j] = midpoints[j] > 0 ? values.length : midpoints[j] < 0 ? 0 : firstPositive;
            }
            // Positive midpoints start with nothing above them, negative ones with nothing below.
            int level = 0;
            for (int i = 0; i < values.length; i++) {
                while (level < places.length && i >= places[level]) {
                    level++;
                }
                products += values[i] * levels.level(level);
                squares += levels.level(level) * levels.level(level);
            }
        }

        double bestScale() {
            double best = 1;
            double gain = 0;
            for (double scale : events()) {
                if (products > 0 && products * products > gain * squares) {
                    gain = products * products / squares;
                    best = products / squares;
                }
                for (int j = 0; j < places.length; j++) {
                    move(j, scale);
                }
            }
            return products > 0 && products * products > gain * squares ? products / squares : best;
        }

        /// Moves the values whose quotient has reached a midpoint.
        private void move(int j, double scale) {
            double lower = levels.level(j);
            double upper = levels.level(j + 1);
            double midpoint = midpoints[j];
            while (midpoint > 0 && places[j] > 0 && values[places[j] - 1] / midpoint >= scale) {
                assign(values[--places[j]], lower, upper);
            }
            while (midpoint < 0
                    && places[j] < values.length
                    && values[places[j]] / midpoint >= scale) {
                assign(values[places[j]++], upper, lower);
            }
        }

        private void assign(double value, double before, double after) {
            products += value * (after - before);
            squares += after * after - before * before;
        }

        /// The scales at which a value moves, descending.
        private double[] events() {
            double[] scales = new double[Math.multiplyExact(values.length, midpoints.length)];
            int count = 0;
            for (double midpoint : midpoints) {
                for (float value : values) {
                    if (value * midpoint > 0) {
                        scales[count++] = value / midpoint;
                    }
                }
            }
            Arrays.sort(scales, 0, count);
            double[] descending = new double[count];
            int distinct = 0;
            for (int i = count - 1; i >= 0; i--) {
                if (distinct == 0 || scales[i] != descending[distinct - 1]) {
                    descending[distinct++] = scales[i];
                }
            }
            return Arrays.copyOf(descending, distinct);
        }
    }
}
