package bitwright.kernels.requantization;

import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.quantizer.Rounding;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How `value * factor` becomes an integer: four roundings of the exact product and the six
/// semantics of published engines.
///
/// With `m * 2^e` the factor of a [Dyadic], `0.5 <= m < 1` and `b = round(m * 2^31)`, all of them
/// approximate `value * b * 2^(e - 31)`. They agree where the product is no tie and below 2^53,
/// [#TFLITE_DOUBLE] and the floors apart; with factors that are powers of two, ties are common and
/// they differ.
///
/// Sources of the six: HAWQ-V3's `quant_utils.py` (`fixedpoint_fn`), its TVM fork's
/// `src/relay/qnn/util.cc` (`FixedPointMultiply`), TensorFlow Lite's `kernels/internal/common.cc`
/// with gemmlowp's `fixedpoint.h`.
public enum RequantizationRule {
    /// The exact product, to the nearest integer, ties to the even one.
    HALF_EVEN,
    /// The exact product, to the nearest integer, ties toward plus infinity.
    HALF_UP,
    /// The exact product, to the nearest integer, ties away from zero.
    HALF_AWAY,
    /// The exact product, to the next integer toward minus infinity.
    FLOOR,
    /// The product rounded to a double (exact below 2^53), then to the nearest integer, ties to the
    /// even one.
    HAWQ_PYTORCH,
    /// UPWARD: half of the last kept bit is added, then an arithmetic shift; ties toward plus
    /// infinity.
    TVM_UPWARD,
    /// TONEAREST: ties away from zero.
    TVM_TONEAREST,
    /// TRUNCATE: an arithmetic shift alone, which despite its name rounds toward minus infinity.
    TVM_TRUNCATE,
    /// Double rounding, the default: a saturating doubling high multiplication with ties toward
    /// plus infinity, then a rounding shift with ties away from zero.
    TFLITE_DOUBLE,
    /// Single rounding: ties toward plus infinity.
    TFLITE_SINGLE;

    /// The name by which command lines and reports call the rule, e.g. `tflite_double`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The rule of a name, in any case, with `_` or `-`.
    ///
    /// @throws IllegalArgumentException if no rule has that name; the message lists all
    public static RequantizationRule parse(String name) {
        String plain = name.replace('-', '_');
        for (RequantizationRule rule : values()) {
            if (rule.name().equalsIgnoreCase(plain)) {
                return rule;
            }
        }
        throw new IllegalArgumentException(
                "rounding '"
                        + name
                        + "' is unknown. It must be one of "
                        + Arrays.stream(values())
                                .map(RequantizationRule::label)
                                .collect(Collectors.joining(", "))
                        + ".");
    }

    /// The rule that rounds the exact product so.
    public static RequantizationRule exact(Rounding rounding) {
        return switch (rounding) {
            case HALF_EVEN -> HALF_EVEN;
            case HALF_UP -> HALF_UP;
            case HALF_AWAY -> HALF_AWAY;
            case FLOOR -> FLOOR;
        };
    }

    /// The integer for `value * factor` under this rule.
    ///
    /// @param value any integer for the exact rules and HAWQ's; within 32 bits for the others,
    ///   whose engines hold it in such a register
    /// @throws ArithmeticException if the engine's registers would overflow: they are never wrapped
    public long apply(long value, Dyadic factor) {
        return switch (this) {
            case HALF_EVEN -> factor.apply(value, Rounding.HALF_EVEN);
            case HALF_UP -> factor.apply(value, Rounding.HALF_UP);
            case HALF_AWAY -> factor.apply(value, Rounding.HALF_AWAY);
            case FLOOR -> factor.apply(value, Rounding.FLOOR);
            case HAWQ_PYTORCH -> HawqRequantization.apply(value, factor);
            case TVM_UPWARD -> TvmRequantization.upward(value, factor);
            case TVM_TONEAREST -> TvmRequantization.toNearest(value, factor);
            case TVM_TRUNCATE -> TvmRequantization.truncate(value, factor);
            case TFLITE_DOUBLE -> TfliteRequantization.doubleRounding(value, factor);
            case TFLITE_SINGLE -> TfliteRequantization.singleRounding(value, factor);
        };
    }
}
