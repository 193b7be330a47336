package bitwright.kernels.quantizer;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import java.util.ArrayList;
import java.util.List;

/// Grids of small error among ranges that shrink from the min-max one, and among powers of two. For
/// real symmetric scales [ScaleSearch#leastSquaredErrorScale] is the finer search.
public final class SquaredErrorSearch {
    private static final int STEPS = 80;
    private static final double SHRINK = 0.01;

    /// How far from the min-max scale powers of two are tried, as exponents.
    private static final int GREATEST_OFFSET = 1;

    private static final int LEAST_OFFSET = -8;

    private SquaredErrorSearch() {}

    /// The grid with the least norm of errors among `steps` ranges, the first the min-max range and
    /// each smaller by the fraction `shrink` of it; the first of the least wins.
    ///
    /// @throws IllegalArgumentException if there are no values or one is not finite
    public static Grid leastNormGrid(
            float[] values,
            int from,
            int to,
            NumberFormat format,
            Symmetry symmetry,
            ScaleObjective.LeastNorm norm) {
        ValueRange range = ValueRange.minimumMaximum(values, from, to);
        Grid best = range.grid(format, symmetry);
        double least = best.normError(values, from, to, norm.exponent());
        for (int step = 1; step < norm.steps(); step++) {
            Grid grid = range.times(1 - norm.shrink() * step).grid(format, symmetry);
            double error = grid.normError(values, from, to, norm.exponent());
            if (error < least) {
                least = error;
                best = grid;
            }
        }
        return best;
    }

    /// An asymmetric grid of small squared error: first both ends shrink together, then each alone,
    /// in steps of 1 %.
    ///
    /// @throws IllegalArgumentException if there are no values or one is not finite
    public static Grid leastSquaredErrorGrid(float[] values, int from, int to, Int format) {
        ValueRange covered = ValueRange.minimumMaximum(values, from, to);
        var range = new ValueRange(Math.min(covered.low(), 0), Math.max(covered.high(), 0));
        ValueRange both = range;
        for (int step = 1; step < STEPS; step++) {
            both = better(both, range.times(1 - SHRINK * step), values, from, to, format);
        }
        ValueRange below = both;
        for (int step = 1; step < STEPS; step++) {
            var shrunk = new ValueRange(both.low() * (1 - SHRINK * step), both.high());
            below = better(below, shrunk, values, from, to, format);
        }
        ValueRange above = below;
        for (int step = 1; step < STEPS; step++) {
            var shrunk = new ValueRange(below.low(), below.high() * (1 - SHRINK * step));
            above = better(above, shrunk, values, from, to, format);
        }
        return above.grid(format, Symmetry.ASYMMETRIC);
    }

    private static ValueRange better(
            ValueRange known, ValueRange other, float[] values, int from, int to, Int format) {
        double error = known.grid(format, Symmetry.ASYMMETRIC).squaredError(values, from, to);
        return other.grid(format, Symmetry.ASYMMETRIC).squaredError(values, from, to) < error
                ? other
                : known;
    }

    /// The grid with a scale that is a power of two and the least squared error; asymmetric grids
    /// try the zero points at which the least value, the greatest or the middle is covered.
    ///
    /// @throws IllegalArgumentException if there are no values or one is not finite
    public static Grid leastSquaredErrorPowerOfTwoGrid(
            float[] values, int from, int to, NumberFormat format, Symmetry symmetry) {
        ValueRange range = ValueRange.minimumMaximum(values, from, to);
        Grid real = range.grid(format, symmetry);
        Grid best = ScaleForm.POWER_OF_TWO.nearest(real);
        double least = best.squaredError(values, from, to);
        if (least == 0) {
            return best;
        }
        int exponent = Math.getExponent(real.scale());
        for (int offset = GREATEST_OFFSET; offset >= LEAST_OFFSET; offset--) {
            double scale = Math.scalb(1.0, exponent + offset);
            for (int zeroPoint : zeroPoints(range, format, symmetry, scale)) {
                Grid grid = new Grid(format, scale, zeroPoint);
                double error = grid.squaredError(values, from, to);
                if (error < least) {
                    least = error;
                    best = grid;
                }
            }
        }
        return best;
    }

    private static List<Integer> zeroPoints(
            ValueRange range, NumberFormat format, Symmetry symmetry, double scale) {
        if (symmetry == Symmetry.SYMMETRIC) {
            return List.of(0);
        }
        double below = format.least() - Math.min(range.low(), 0) / scale;
        double above = format.greatest() - Math.max(range.high(), 0) / scale;
        List<Integer> zeroPoints = new ArrayList<>();
        for (double zeroPoint : new double[] {below, above, (below + above) / 2}) {
            zeroPoints.add(
                    (int) Math.clamp(Math.rint(zeroPoint), format.least(), format.greatest()));
        }
        return zeroPoints;
    }
}
