package bitwright.kernels.quantizer;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.kernels.codec.PowerRule;
import bitwright.kernels.codec.WeightCodec;

/// The levels of a number format on the real line: code `c` means `(decode(c) - zeroPoint) *
/// scale`.
///
/// @param format the format of the codes
/// @param scale positive and finite
/// @param zeroPoint what means 0: an integer of the format where that is an `Int`, else 0
public record Grid(NumberFormat format, double scale, int zeroPoint) {
    /// @throws IllegalArgumentException if scale or zero point are others
    public Grid {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException(
                    "scale (" + scale + ") must be positive and finite.");
        }
        if (zeroPoint != 0 && !(format instanceof Int)) {
            throw new IllegalArgumentException(
                    "zero point ("
                            + zeroPoint
                            + ") must be 0 in "
                            + format.name()
                            + ": only integers have one.");
        }
        if (zeroPoint < format.least() && zeroPoint != 0
                || zeroPoint > format.greatest() && zeroPoint != 0) {
            throw new IllegalArgumentException(
                    "zero point ("
                            + zeroPoint
                            + ") must be "
                            + (long) format.least()
                            + " to "
                            + (long) format.greatest()
                            + " in "
                            + format.name()
                            + ".");
        }
    }

    /// The levels times a scale, without a zero point.
    public static Grid symmetric(NumberFormat format, double scale) {
        return new Grid(format, scale, 0);
    }

    /// The code of the nearest level; ties and saturation as [WeightCodec] has them, and for
    /// integers `round(value / scale) + zeroPoint`, half to even, saturated.
    ///
    /// @throws IllegalArgumentException if the value is not a number
    public int encode(double value) {
        return encode(value, PowerRule.NEAREST);
    }

    /// The code that a rule takes, see [WeightCodec#encode(NumberFormat, double, PowerRule)].
    ///
    /// @throws IllegalArgumentException if the value is not a number
    public int encode(double value, PowerRule rule) {
        return format instanceof Int
                // The sum is exact or saturates: the quotient is rounded first.
                ? WeightCodec.encode(format, Math.rint(value / scale) + zeroPoint)
                : WeightCodec.encode(format, value / scale, rule);
    }

    /// The real value of a code.
    public double decode(int code) {
        return (format.decode(code) - zeroPoint) * scale;
    }

    /// The real value to which a value is quantized: `decode(encode(value))`.
    public double nearest(double value) {
        return scale * level(value);
    }

    /// What the code of a value means in units of the scale.
    double level(double value) {
        return format instanceof Int integer
                ? Math.clamp(
                                Math.rint(value / scale) + zeroPoint,
                                integer.minimum(),
                                integer.maximum())
                        - zeroPoint
                : WeightCodec.nearestLevel(format, value / scale);
    }

    /// The sum of the squared errors of so many values.
    public double squaredError(float[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            double error = values[i] - nearest(values[i]);
            sum += error * error;
        }
        return sum;
    }

    /// The sum of the errors' magnitudes to a power.
    public double normError(float[] values, int from, int to, double exponent) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.pow(Math.abs(values[i] - nearest(values[i])), exponent);
        }
        return sum;
    }
}
