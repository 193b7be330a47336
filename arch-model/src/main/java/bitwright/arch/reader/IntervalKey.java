package bitwright.arch.reader;

import bitwright.arch.machine.IssueInterval;
import java.math.BigDecimal;

/// The key `issueInterval`: a decimal of up to three digits after the point.
final class IntervalKey {
    private static final int DIGITS = 3;

    private IntervalKey() {}

    static IssueInterval interval(Cursor place) {
        if (!place.node().isNumber() || place.node().isIntegralNumber()) {
            return IssueInterval.cycles(place.count(1));
        }
        double value = place.number();
        if (value < 1) {
            throw place.refused("must be at least 1. Maybe 1.");
        }
        if (value > Integer.MAX_VALUE) {
            throw place.refused(
                    "must be at most " + Integer.MAX_VALUE + ". Maybe a digit too many.");
        }
        BigDecimal decimal = BigDecimal.valueOf(value).stripTrailingZeros();
        if (decimal.scale() > DIGITS) {
            throw place.refused(
                    "must have at most "
                            + DIGITS
                            + " digits after the point. Maybe "
                            + Math.ceil(value * 1000) / 1000
                            + ".");
        }
        return new IssueInterval(decimal.movePointRight(DIGITS).longValueExact());
    }
}
