package bitwright.kernels.codec;

import bitwright.arch.format.AdditivePowerOfTwo;
import bitwright.arch.format.BlockScaled;
import bitwright.arch.format.Codebook;
import bitwright.arch.format.DenseShift;
import bitwright.arch.format.Float32;
import bitwright.arch.format.Int;
import bitwright.arch.format.Log2;
import bitwright.arch.format.MiniFloat;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.PowerOfTwo;
import bitwright.arch.format.SortedLevels;
import bitwright.arch.format.TwoWordLog;

/// From a real value to the code of the nearest level of a number format.
///
/// A code is the unsigned bit pattern, `0 <= code < codes()`. Values beyond the greatest or least
/// level take that level, infinite ones too (saturation); no value takes a code that means NaN or
/// infinity. Tie rules:
///
/// | format | a value in the middle of two levels takes |
/// |---|---|
/// | `Int` | the even integer |
/// | `PowerOfTwo`, `AdditivePowerOfTwo`, `TwoWordLog`, `DenseShift`, `Log2` | the smaller magnitude |
/// | `MiniFloat`, `Float32` | the even mantissa |
/// | `Codebook` | the lower level (as bitsandbytes' thresholds do) |
/// | `BlockScaled` | what its element takes |
///
/// Where a format has zero as code 0, zero and what rounds to it are code 0, never a negative zero.
/// `DenseShift` has no zero and takes +1 for it; `Log2` takes its least level for zero and below. A
/// `TwoWordLog` value takes the fewest words that mean its nearest level.
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
        return encode(format, value, PowerRule.NEAREST);
    }

    /// The code that a rule takes for `value`, which is in units of the format's own levels.
    ///
    /// @param rule for `PowerOfTwo`, `DenseShift` and `Log2`, alone or as elements of blocks; the
    ///   others always take the nearest level
    /// @throws IllegalArgumentException if the value is not a number
    public static int encode(NumberFormat format, double value, PowerRule rule) {
        requireNumber(format, value);
        return switch (format) {
            case Int integer -> encodeInteger(integer, value);
            case PowerOfTwo power -> PowerCodec.encode(power, value, rule);
            case AdditivePowerOfTwo power -> encodeSmaller(LevelSearch.levels(power), value);
            case TwoWordLog power -> encodeSmaller(LevelSearch.levels(power), value);
            case DenseShift power -> PowerCodec.encode(power, value, rule);
            case Log2 power -> PowerCodec.encode(power, value, rule);
            case MiniFloat real -> encodeReal(real, value);
            case Float32 _ -> Float.floatToIntBits((float) value);
            case Codebook codebook ->
                    codebook.levels().code(LevelSearch.lower(codebook.levels(), value));
            case BlockScaled blocks ->
                    encode(blocks.element(), Math.scalb(value, -blocks.elementExponent()), rule);
        };
    }

    /// The level nearest to `value`: `decode(encode(value))`, and quicker.
    ///
    /// @throws IllegalArgumentException if the value is not a number
    public static double nearestLevel(NumberFormat format, double value) {
        requireNumber(format, value);
        return switch (format) {
            case AdditivePowerOfTwo power -> smaller(LevelSearch.levels(power), value);
            case TwoWordLog power -> smaller(LevelSearch.levels(power), value);
            case Codebook codebook ->
                    codebook.levels().level(LevelSearch.lower(codebook.levels(), value));
            case Int _, PowerOfTwo _, DenseShift _, Log2 _, MiniFloat _, Float32 _, BlockScaled _ ->
                    format.decode(encode(format, value));
        };
    }

    private static void requireNumber(NumberFormat format, double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException(
                    "NaN has no code in " + format.name() + ". Maybe a weight is NaN.");
        }
    }

    private static double smaller(SortedLevels levels, double value) {
        return levels.level(LevelSearch.smaller(levels, value));
    }

    private static int encodeInteger(Int format, double value) {
        double nearest = Math.rint(value);
        double level = Math.clamp(nearest, format.minimum(), format.maximum());
        return (int) level & ((1 << format.bits()) - 1);
    }

    private static int encodeSmaller(SortedLevels levels, double value) {
        return levels.code(LevelSearch.smaller(levels, value));
    }

    /// The steps between two powers of two are equal, so that the magnitude in steps, rounded, is
    /// the mantissa; when it rounds up to the next power, the carry lands in the exponent.
    private static int encodeReal(MiniFloat format, double value) {
        double magnitude = Math.min(Math.abs(value), format.greatest());
        int exponent = Math.max(Math.getExponent(magnitude), format.leastExponent());
        double steps = Math.rint(Math.scalb(magnitude, format.mantissaBits() - exponent));
        int code = (exponent - format.leastExponent() << format.mantissaBits()) + (int) steps;
        return value < 0 && code != 0 ? code | (1 << (format.bits() - 1)) : code;
    }
}
