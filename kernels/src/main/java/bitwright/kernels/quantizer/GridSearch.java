package bitwright.kernels.quantizer;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.quantizer.ScaleObjective.LeastDivergence;
import bitwright.kernels.quantizer.ScaleObjective.LeastNorm;
import bitwright.kernels.quantizer.ScaleObjective.LeastOutputError;
import bitwright.kernels.quantizer.ScaleObjective.LeastSquaredError;
import bitwright.kernels.quantizer.ScaleObjective.LeastSquaredErrorExact;
import bitwright.kernels.quantizer.ScaleObjective.MinimumMaximum;
import bitwright.kernels.quantizer.ScaleObjective.Percentile;

/// The grid for values that share a scale. A new objective gets its function here: the switch has
/// no default, so the compiler asks for it.
public final class GridSearch {
    private GridSearch() {}

    /// The grid that the options' objective chooses; a set of zeros gets the scale 1.
    ///
    /// @throws IllegalArgumentException if there are no values, one is not finite, or a symmetric
    ///   unsigned format meets a negative value
    public static Grid grid(float[] values, int from, int to, QuantizationOptions options) {
        ValueRange range = ValueRange.minimumMaximum(values, from, to);
        NumberFormat format = options.format();
        Symmetry symmetry = options.symmetry();
        if (symmetry == Symmetry.SYMMETRIC && format.least() >= 0 && range.low() < 0) {
            throw new IllegalArgumentException(
                    "values reach "
                            + range.low()
                            + ", which "
                            + format.name()
                            + " cannot hold. Maybe a signed format.");
        }
        if (range.magnitude() == 0) {
            return range.grid(format, symmetry);
        }
        ScaleForm form = options.form();
        return switch (options.objective()) {
            case MinimumMaximum _ -> form.nearest(range.grid(format, symmetry));
            case Percentile percentile ->
                    form.nearest(
                            percentile(values, from, to, percentile.percent(), range, symmetry)
                                    .grid(format, symmetry));
            case LeastSquaredError _ -> leastSquaredError(values, from, to, options);
            case LeastSquaredErrorExact _ ->
                    form.nearest(
                            Grid.symmetric(
                                    format,
                                    ExactScale.leastSquaredErrorScale(values, from, to, format)));
            case LeastNorm norm ->
                    form.nearest(
                            SquaredErrorSearch.leastNormGrid(
                                    values, from, to, format, symmetry, norm));
            case LeastDivergence entropy -> {
                double magnitude =
                        EntropyCalibration.leastDivergenceMagnitude(
                                values, from, to, ValueRange.integer(format), entropy.bins());
                var clipped =
                        new ValueRange(
                                Math.max(range.low(), -magnitude),
                                Math.min(range.high(), magnitude));
                yield form.nearest(clipped.grid(format, symmetry));
            }
            case LeastOutputError output ->
                    OutputErrorSearch.leastOutputErrorGrid(
                            values, from, to, format, symmetry, form, output.output());
        };
    }

    /// The percentile's range; the whole one where the percentile is zero, as for a tensor of
    /// almost only zeros.
    private static ValueRange percentile(
            float[] values, int from, int to, double percent, ValueRange range, Symmetry symmetry) {
        ValueRange covered =
                switch (symmetry) {
                    case SYMMETRIC -> ValueRange.percentileOfMagnitudes(values, from, to, percent);
                    case ASYMMETRIC -> ValueRange.percentile(values, from, to, percent);
                };
        return covered.magnitude() == 0 ? range : covered;
    }

    /// Never worse than the min-max scale of the same form.
    private static Grid leastSquaredError(
            float[] values, int from, int to, QuantizationOptions options) {
        NumberFormat format = options.format();
        Symmetry symmetry = options.symmetry();
        Grid found =
                switch (options.form()) {
                    case POWER_OF_TWO ->
                            SquaredErrorSearch.leastSquaredErrorPowerOfTwoGrid(
                                    values, from, to, format, symmetry);
                    case REAL, DYADIC ->
                            options.form().nearest(realGrid(values, from, to, format, symmetry));
                };
        Grid whole =
                options.form()
                        .nearest(
                                ValueRange.minimumMaximum(values, from, to).grid(format, symmetry));
        return found.squaredError(values, from, to) <= whole.squaredError(values, from, to)
                ? found
                : whole;
    }

    private static Grid realGrid(
            float[] values, int from, int to, NumberFormat format, Symmetry symmetry) {
        return switch (symmetry) {
            case SYMMETRIC ->
                    Grid.symmetric(
                            format, ScaleSearch.leastSquaredErrorScale(values, from, to, format));
            case ASYMMETRIC ->
                    SquaredErrorSearch.leastSquaredErrorGrid(
                            values, from, to, ValueRange.integer(format));
        };
    }
}
