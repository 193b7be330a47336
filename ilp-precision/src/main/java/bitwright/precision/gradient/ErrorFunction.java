package bitwright.precision.gradient;

/// The error function in double precision.
final class ErrorFunction {
    /// 2 / √π.
    static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

    /// From here on the function is 1 to the last bit.
    private static final double FLAT = 6;

    private ErrorFunction() {}

    /// `2/√π ∫₀ˣ e^(−t²) dt` by the series `2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!`, whose terms
    /// all have one sign (Abramowitz and Stegun, 7.1.6).
    static double of(double x) {
        if (Math.abs(x) >= FLAT) {
            return Math.signum(x);
        }
        double twice = 2 * x * x;
        double term = x;
        double sum = x;
        for (int odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
            term *= twice / odd;
            sum += term;
        }
        return TWO_OVER_ROOT_PI * Math.exp(-x * x) * sum;
    }
}
