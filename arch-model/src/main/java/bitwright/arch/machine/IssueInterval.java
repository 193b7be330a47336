package bitwright.arch.machine;

import java.math.BigDecimal;

/// Cycles between two issues on one issue port: a decimal of up to three digits after the point,
/// kept as an exact number of thousandths. A fraction is a mean over many issues: where a share `r`
/// of the weights takes two passes, the interval is `1 + r`.
///
/// @param thousandths of a cycle, at least 1000
public record IssueInterval(long thousandths) {
    private static final long WHOLE = 1000;

    public IssueInterval {
        if (thousandths < WHOLE) {
            throw new IllegalArgumentException(
                    "issue interval (" + thousandths + " thousandths) must be at least 1000.");
        }
    }

    /// An interval of whole cycles.
    public static IssueInterval cycles(long cycles) {
        return new IssueInterval(Math.multiplyExact(cycles, WHOLE));
    }

    /// The interval as a number of cycles.
    public double cycles() {
        return thousandths / (double) WHOLE;
    }

    /// The interval as an exact decimal without trailing zeros.
    public BigDecimal decimal() {
        BigDecimal decimal = BigDecimal.valueOf(thousandths, 3).stripTrailingZeros();
        return decimal.scale() < 0 ? decimal.setScale(0) : decimal;
    }

    /// Cycles that a port is busy with so many issues: `ceil(issues · thousandths / 1000)`,
    /// exactly.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public long busyCycles(long issues) {
        long whole = Math.multiplyExact(issues, thousandths / WHOLE);
        long fraction = thousandths % WHOLE;
        long thousands = Math.multiplyExact(issues / WHOLE, fraction);
        long rest = Math.ceilDiv(issues % WHOLE * fraction, WHOLE);
        return Math.addExact(whole, Math.addExact(thousands, rest));
    }

    /// The decimal, such as `7` or `1.25`.
    @Override
    public String toString() {
        return decimal().toPlainString();
    }
}
