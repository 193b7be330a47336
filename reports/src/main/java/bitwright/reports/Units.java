package bitwright.reports;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/// Numbers as people read them, the same in every locale: three significant digits with a unit,
/// rounded half up (`units.js` has the same rules for the page).
public final class Units {
    private static final List<String> SECONDS = List.of("ns", "µs", "ms", "s");
    private static final List<String> JOULES = List.of("pJ", "nJ", "µJ", "mJ", "J");
    private static final List<String> HERTZ = List.of("Hz", "kHz", "MHz", "GHz");
    private static final List<String> BYTES = List.of("B", "KiB", "MiB", "GiB", "TiB");
    private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);
    private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_UP);

    private Units() {}

    /// Seconds as `ns`, `µs`, `ms` or `s`.
    public static String seconds(double seconds) {
        return scaled(new BigDecimal(seconds).scaleByPowerOfTen(9), 1000, SECONDS);
    }

    /// Joules as `pJ` to `J`.
    public static String joules(double joules) {
        return scaled(new BigDecimal(joules).scaleByPowerOfTen(12), 1000, JOULES);
    }

    /// Picojoules as `pJ` to `J`.
    public static String picojoules(double picojoules) {
        return scaled(new BigDecimal(picojoules), 1000, JOULES);
    }

    /// A frequency as `Hz` to `GHz`.
    public static String hertz(long hertz) {
        return scaled(new BigDecimal(hertz), 1000, HERTZ);
    }

    /// Bits as bytes, `B` to `TiB` (powers of 1024).
    public static String bits(long bits) {
        return scaled(new BigDecimal(bits).divide(BigDecimal.valueOf(8)), 1024, BYTES);
    }

    /// Square micrometres as `µm²` or, from 10,000 on, `mm²`.
    public static String squareMicrometres(double squareMicrometres) {
        var area = new BigDecimal(squareMicrometres);
        return squareMicrometres < 10_000
                ? scaled(area, 1000, List.of("µm²"))
                : scaled(area.scaleByPowerOfTen(-6), 1000, List.of("mm²"));
    }

    /// A count with thousands separators: `12,345`.
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /// A fraction as a percentage with two decimals: `91.32 %`.
    public static String percent(double fraction) {
        return new BigDecimal(fraction)
                        .scaleByPowerOfTen(2)
                        .setScale(2, RoundingMode.HALF_UP)
                        .toPlainString()
                + " %";
    }

    /// A ratio, three significant digits: `1.35 ×`.
    public static String times(double ratio) {
        return rounded(new BigDecimal(ratio)).toPlainString() + " ×";
    }

    /// A number without a unit, four significant digits: `0`, `0.01235`, `5.679e+12`.
    public static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros();
        double magnitude = rounded.abs().doubleValue();
        if (magnitude == 0) {
            return "0";
        }
        if (magnitude < 1e-4 || magnitude >= 1e9) {
            int exponent = rounded.precision() - rounded.scale() - 1;
            return rounded.scaleByPowerOfTen(-exponent).toPlainString()
                    + (exponent < 0 ? "e-" : "e+")
                    + Math.abs(exponent);
        }
        return rounded.toPlainString();
    }

    private static String scaled(BigDecimal value, int step, List<String> units) {
        BigDecimal scaled = value;
        int unit = 0;
        BigDecimal limit = BigDecimal.valueOf(step);
        while (unit < units.size() - 1 && rounded(scaled).abs().compareTo(limit) >= 0) {
            scaled = scaled.divide(limit, MathContext.DECIMAL64);
            unit++;
        }
        if (scaled.signum() == 0) {
            return "0 " + units.getFirst();
        }
        return rounded(scaled).toPlainString() + " " + units.get(unit);
    }

    /// Three significant digits, but never fewer than all digits before the point.
    private static BigDecimal rounded(BigDecimal value) {
        if (value.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal three = value.round(THREE_DIGITS);
        int integerDigits = three.precision() - three.scale();
        return integerDigits > 3
                ? value.setScale(0, RoundingMode.HALF_UP)
                : three.setScale(3 - integerDigits, RoundingMode.UNNECESSARY);
    }
}
