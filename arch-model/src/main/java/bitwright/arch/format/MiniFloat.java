package bitwright.arch.format;

import java.util.List;

/// Binary floating point of up to 16 bits: sign, exponent, mantissa, from the highest bit down,
/// with subnormal numbers.
///
/// Sources: OCP 8-bit floating point (OFP8) and OCP Microscaling (MX) 1.0 for 8, 6 and 4 bits; IEEE
/// 754 for fp16; bfloat16.
///
/// @param name the format's name
/// @param exponentBits bits of the exponent field, 2 to 8
/// @param mantissaBits bits of the mantissa field, at least 1
/// @param bias what the exponent field is above the exponent
/// @param specials which codes are not finite
public record MiniFloat(
        String name, int exponentBits, int mantissaBits, int bias, Specials specials)
        implements NumberFormat {
    /// Which codes are not finite.
    public enum Specials {
        /// All codes are finite.
        NONE,
        /// Exponent and mantissa all ones are NaN; there is no infinity.
        NAN,
        /// The greatest exponent means infinity (mantissa 0) or NaN, as in IEEE 754.
        INFINITY_AND_NAN
    }

    /// 8 bits, greatest 448.
    public static final MiniFloat FP8_E4M3 = new MiniFloat("fp8e4m3", 4, 3, 7, Specials.NAN);

    /// 8 bits, greatest 57344.
    public static final MiniFloat FP8_E5M2 =
            new MiniFloat("fp8e5m2", 5, 2, 15, Specials.INFINITY_AND_NAN);

    /// 6 bits, greatest 28.
    public static final MiniFloat FP6_E3M2 = new MiniFloat("fp6e3m2", 3, 2, 3, Specials.NONE);

    /// 6 bits, greatest 7.5.
    public static final MiniFloat FP6_E2M3 = new MiniFloat("fp6e2m3", 2, 3, 1, Specials.NONE);

    /// 4 bits: 0, 0.5, 1, 1.5, 2, 3, 4 and 6 with signs.
    public static final MiniFloat FP4_E2M1 = new MiniFloat("fp4e2m1", 2, 1, 1, Specials.NONE);

    /// IEEE 754 binary16.
    public static final MiniFloat FP16 =
            new MiniFloat("fp16", 5, 10, 15, Specials.INFINITY_AND_NAN);

    /// bfloat16.
    public static final MiniFloat BF16 =
            new MiniFloat("bf16", 8, 7, 127, Specials.INFINITY_AND_NAN);

    static final List<MiniFloat> BUILT_IN =
            List.of(FP8_E4M3, FP8_E5M2, FP6_E3M2, FP6_E2M3, FP4_E2M1, FP16, BF16);

    public MiniFloat {
        if (exponentBits < 2 || exponentBits > 8) {
            throw new IllegalArgumentException(
                    "exponent bits (" + exponentBits + ") must be 2 to 8.");
        }
        if (mantissaBits < 1 || exponentBits + mantissaBits > 15) {
            throw new IllegalArgumentException(
                    "mantissa bits ("
                            + mantissaBits
                            + ") must be at least 1, and 16 with exponent and sign at most.");
        }
    }

    @Override
    public int bits() {
        return 1 + exponentBits + mantissaBits;
    }

    /// The exponent of the least normal number and of all subnormal ones.
    public int leastExponent() {
        return 1 - bias;
    }

    /// The code of the greatest finite value.
    public int greatestCode() {
        int allOnes = (1 << (exponentBits + mantissaBits)) - 1;
        return switch (specials) {
            case NONE -> allOnes;
            case NAN -> allOnes - 1;
            case INFINITY_AND_NAN -> allOnes - (1 << mantissaBits);
        };
    }

    /// Every finite value times `2^fractionBits()` is an integer.
    public int fractionBits() {
        return mantissaBits - leastExponent();
    }

    @Override
    public double decode(int code) {
        Codes.require(this, code);
        int magnitude = code & ((1 << (exponentBits + mantissaBits)) - 1);
        double value = magnitude > greatestCode() ? special(magnitude) : finite(magnitude);
        return magnitude == code ? value : -value;
    }

    private double special(int magnitude) {
        return specials == Specials.INFINITY_AND_NAN && magnitude == greatestCode() + 1
                ? Double.POSITIVE_INFINITY
                : Double.NaN;
    }

    private double finite(int magnitude) {
        int exponent = magnitude >>> mantissaBits;
        int mantissa = magnitude & ((1 << mantissaBits) - 1);
        return exponent == 0
                ? Math.scalb((double) mantissa, leastExponent() - mantissaBits)
                : Math.scalb(
                        (double) (mantissa | (1 << mantissaBits)), exponent - bias - mantissaBits);
    }

    @Override
    public double least() {
        return -greatest();
    }

    @Override
    public double greatest() {
        return finite(greatestCode());
    }
}
