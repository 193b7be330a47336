package bitwright.precision.gradient;

import java.util.function.DoubleUnaryOperator;

/// A function of one number with its derivative.
///
/// @param value the function
/// @param slope its derivative with respect to the argument; one of the two at a kink
record ScalarFunction(DoubleUnaryOperator value, DoubleUnaryOperator slope) {
    static final ScalarFunction RELU = new ScalarFunction(x -> Math.max(0, x), x -> x > 0 ? 1 : 0);
    static final ScalarFunction SIGMOID =
            new ScalarFunction(ScalarFunction::sigmoid, x -> sigmoid(x) * (1 - sigmoid(x)));
    static final ScalarFunction ERROR_FUNCTION =
            new ScalarFunction(
                    ErrorFunction::of, x -> ErrorFunction.TWO_OVER_ROOT_PI * Math.exp(-x * x));

    /// `x Φ(x)`, whose derivative is `Φ(x) + x φ(x)`.
    static final ScalarFunction GELU =
            new ScalarFunction(
                    x -> x * normal(x),
                    x -> normal(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI));

    static final ScalarFunction TANH =
            new ScalarFunction(Math::tanh, x -> 1 - Math.tanh(x) * Math.tanh(x));
    static final ScalarFunction EXPONENTIAL = new ScalarFunction(Math::exp, Math::exp);
    static final ScalarFunction ROOT = new ScalarFunction(Math::sqrt, x -> 0.5 / Math.sqrt(x));
    static final ScalarFunction LOGARITHM = new ScalarFunction(Math::log, x -> 1 / x);
    static final ScalarFunction NEGATIVE = new ScalarFunction(x -> -x, x -> -1);
    static final ScalarFunction RECIPROCAL = new ScalarFunction(x -> 1 / x, x -> -1 / (x * x));
    static final ScalarFunction MAGNITUDE = new ScalarFunction(Math::abs, Math::signum);

    static ScalarFunction clip(double lower, double upper) {
        return new ScalarFunction(
                x -> Math.min(upper, Math.max(lower, x)), x -> x > lower && x < upper ? 1 : 0);
    }

    static ScalarFunction power(double exponent) {
        if (exponent == 2) {
            return new ScalarFunction(x -> x * x, x -> 2 * x);
        }
        return new ScalarFunction(
                x -> Math.pow(x, exponent), x -> exponent * Math.pow(x, exponent - 1));
    }

    static ScalarFunction leaky(double slope) {
        return new ScalarFunction(x -> x > 0 ? x : slope * x, x -> x > 0 ? 1 : slope);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double normal(double x) {
        return 0.5 * (1 + ErrorFunction.of(x / Math.sqrt(2)));
    }
}
