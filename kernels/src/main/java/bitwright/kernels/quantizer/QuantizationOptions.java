package bitwright.kernels.quantizer;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.kernels.codec.PowerRule;
import bitwright.kernels.quantizer.ScaleObjective.LeastDivergence;
import bitwright.kernels.quantizer.ScaleObjective.LeastSquaredErrorExact;
import bitwright.kernels.quantizer.ScaleObjective.MinimumMaximum;

/// How a tensor is quantized.
///
/// @param format of the codes
/// @param granularity how many values share a scale
/// @param symmetry whether there is a zero point
/// @param objective what makes a scale the best one
/// @param form which numbers a scale may be
/// @param rule by which values become codes of powers of two; scales are chosen for the nearest
///   level in any case
public record QuantizationOptions(
        NumberFormat format,
        Granularity granularity,
        Symmetry symmetry,
        ScaleObjective objective,
        ScaleForm form,
        PowerRule rule) {
    /// @throws IllegalArgumentException if the parts do not go together
    public QuantizationOptions {
        if (symmetry == Symmetry.ASYMMETRIC) {
            ValueRange.integer(format);
            if (objective instanceof LeastSquaredErrorExact) {
                throw new IllegalArgumentException(
                        "the exact scale of least squared error is symmetric. Maybe"
                                + " LeastSquaredError.");
            }
        }
        if (objective instanceof LeastDivergence && !(format instanceof Int)) {
            throw new IllegalArgumentException(
                    "entropy calibration is for integers, not "
                            + format.name()
                            + ". Maybe LeastSquaredError.");
        }
    }

    /// One min-max scale for each channel, symmetric and real.
    public static QuantizationOptions of(NumberFormat format) {
        return new QuantizationOptions(
                format,
                new Granularity.PerChannel(),
                Symmetry.SYMMETRIC,
                new MinimumMaximum(),
                ScaleForm.REAL,
                PowerRule.NEAREST);
    }

    /// The same with another granularity.
    public QuantizationOptions with(Granularity other) {
        return new QuantizationOptions(format, other, symmetry, objective, form, rule);
    }

    /// The same with another symmetry.
    public QuantizationOptions with(Symmetry other) {
        return new QuantizationOptions(format, granularity, other, objective, form, rule);
    }

    /// The same with another objective.
    public QuantizationOptions with(ScaleObjective other) {
        return new QuantizationOptions(format, granularity, symmetry, other, form, rule);
    }

    /// The same with another form of scales.
    public QuantizationOptions with(ScaleForm other) {
        return new QuantizationOptions(format, granularity, symmetry, objective, other, rule);
    }

    /// The same with another rule for powers of two.
    public QuantizationOptions with(PowerRule other) {
        return new QuantizationOptions(format, granularity, symmetry, objective, form, other);
    }
}
