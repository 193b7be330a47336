package bitwright.kernels.codec;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.PowerOfTwo;

/// From a real value to the code of the nearest level of a number format.
///
/// A code is the unsigned bit pattern, `0 <= code < 2^bits`. Values beyond the greatest or least
/// level take that level (saturation). Tie rules: `Int` takes the even integer, `PowerOfTwo` the
/// level of smaller magnitude. Zero is always encoded as the code 0, never as a negative zero.
///
/// A new number format gets its encoder here: the switch has no default, so the compiler asks for
/// it.
public final class WeightCodec {
    private WeightCodec() {}

    /// The code of the level nearest to `value`, which is in units of the format's own levels
    /// (already divided by the scale).
    ///
    /// @throws IllegalArgumentException if the value is not a number
    public static int encode(NumberFormat format, double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException(
                    "NaN has no code in " + format.name() + ". Maybe a weight is NaN.");
        }
        return switch (format) {
            case Int integer -> encodeInteger(integer, value);
            case PowerOfTwo power -> encodePowerOfTwo(power, value);
        };
    }

    private static int encodeInteger(Int format, double value) {
        double nearest = Math.rint(value);
        double level = Math.clamp(nearest, format.minimum(), format.maximum());
        return (int) level & ((1 << format.bits()) - 1);
    }

    /// Between `2^-e` and twice that, the middle is 1.5 times `2^-e`; between 0 and the least
    /// magnitude, it is half of the least magnitude.
    private static int encodePowerOfTwo(PowerOfTwo format, double value) {
        double magnitude = Math.abs(value);
        int maximumShift = format.maximumShift();
        double least = Math.scalb(1.0, -maximumShift);
        int code;
        if (magnitude <= least / 2) {
            return 0;
        } else if (magnitude <= least) {
            code = 1;
        } else if (magnitude >= 1) {
            code = maximumShift + 1;
        } else {
            int exponent = Math.getExponent(magnitude);
            boolean upper = magnitude > 1.5 * Math.scalb(1.0, exponent);
            code = exponent + maximumShift + 1 + (upper ? 1 : 0);
        }
        return value < 0 ? code | (1 << (format.bits() - 1)) : code;
    }
}
