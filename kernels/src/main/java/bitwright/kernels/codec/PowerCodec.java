package bitwright.kernels.codec;

import bitwright.arch.format.DenseShift;
import bitwright.arch.format.Log2;
import bitwright.arch.format.PowerOfTwo;

/// Encoders of powers of two, in closed form.
final class PowerCodec {
    /// The double just above the square root of 2, from which on a mantissa rounds up.
    private static final double SQUARE_ROOT_OF_TWO = 1.4142135623730951;

    private PowerCodec() {}

    /// Below the least magnitude `NEAREST` takes 0 up to its half; `LOG_DOMAIN` takes 0 where the
    /// rounded exponent is below the least one (ours; the published rule has no zero).
    static int encode(PowerOfTwo format, double value, PowerRule rule) {
        double magnitude = Math.abs(value);
        int maximumShift = format.maximumShift();
        int exponent;
        if (magnitude >= 1) {
            exponent = 0;
        } else {
            double least = Math.scalb(1.0, -maximumShift);
            exponent = rounded(magnitude, rule);
            if (rule == PowerRule.NEAREST && magnitude < least) {
                exponent = magnitude > least / 2 ? -maximumShift : -maximumShift - 1;
            }
        }
        int code = exponent + maximumShift + 1;
        if (code <= 0) {
            return 0;
        }
        return value < 0 ? code | (1 << (format.bits() - 1)) : code;
    }

    /// Zero takes the least positive level.
    static int encode(DenseShift format, double value, PowerRule rule) {
        double magnitude = Math.abs(value);
        int code;
        if (magnitude <= 1) {
            code = 0;
        } else if (magnitude >= format.greatest()) {
            code = format.maximumExponent();
        } else {
            code = rounded(magnitude, rule);
        }
        return value < 0 ? code | (1 << (format.bits() - 1)) : code;
    }

    /// Zero and negative values take the least level.
    static int encode(Log2 format, double value, PowerRule rule) {
        if (value >= 1) {
            return 0;
        }
        return value <= format.least() ? format.maximumShift() : -rounded(value, rule);
    }

    /// The exponent of the power of two that the rule takes for a finite magnitude.
    private static int rounded(double magnitude, PowerRule rule) {
        int exponent = Math.getExponent(magnitude);
        double mantissa = Math.scalb(magnitude, -exponent);
        boolean up =
                switch (rule) {
                    case NEAREST -> mantissa > 1.5;
                    case LOG_DOMAIN -> mantissa >= SQUARE_ROOT_OF_TWO;
                };
        return up ? exponent + 1 : exponent;
    }
}
