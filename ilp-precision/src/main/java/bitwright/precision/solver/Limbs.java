package bitwright.precision.solver;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A measure of every option as a whole number without rounding, cut into limbs that a solver's 64
/// bits hold: `value · 10^scale = Σ limb_j · 10^(digits · (count − 1 − j))`.
///
/// The first limb has the sign and the leading digits; all others are from 0 to `10^digits − 1`.
/// For any limb, the sum over one option of each group stays within ±10¹⁵, so that it is exact in
/// the solver and in a double.
///
/// @param scale decimal places that make every value whole
/// @param digits digits of a limb
/// @param limbs by limb (the leading one first), group and option
/// @param least no plan's sum of whole numbers is below this
/// @param most no plan's sum of whole numbers is above this
record Limbs(int scale, int digits, List<long[][]> limbs, BigInteger least, BigInteger most) {
    private static final int SUM_DIGITS = 15;

    static Limbs of(Instance instance, int measure) {
        List<Group> groups = instance.groups();
        Wholes wholes = instance.wholes();
        BigInteger least = BigInteger.ZERO;
        BigInteger most = BigInteger.ZERO;
        BigInteger magnitude = BigInteger.ZERO;
        BigInteger[][] values = new BigInteger[groups.size()][];
        for (int at = 0; at < values.length; at++) {
            values[at] = new BigInteger[groups.get(at).options()];
            for (int option = 0; option < values[at].length; option++) {
                values[at][option] =
                        wholes.get(measure, groups.get(at).sums(), option * wholes.width());
            }
            BigInteger low = Arrays.stream(values[at]).reduce(BigInteger::min).orElseThrow();
            BigInteger high = Arrays.stream(values[at]).reduce(BigInteger::max).orElseThrow();
            least = least.add(low);
            most = most.add(high);
            magnitude = magnitude.add(low.abs().max(high.abs()));
        }
        int digits = SUM_DIGITS - Integer.toString(values.length).length();
        // Zeros behind the last place fill the leading limb: the first solve sees the most digits.
        // Rounding down may lengthen the leading limbs' sum by one for each group.
        int length = magnitude.toString().length();
        int count = Math.max(1, Math.ceilDiv(length, digits));
        BigInteger zeros = BigInteger.TEN.pow(count * digits - length);
        List<long[][]> limbs = new ArrayList<>();
        for (int limb = 0; limb < count; limb++) {
            limbs.add(new long[values.length][]);
        }
        for (int at = 0; at < values.length; at++) {
            for (int limb = 0; limb < count; limb++) {
                limbs.get(limb)[at] = new long[values[at].length];
            }
            for (int option = 0; option < values[at].length; option++) {
                long[] cut = cut(values[at][option].multiply(zeros), digits, count);
                for (int limb = 0; limb < count; limb++) {
                    limbs.get(limb)[at][option] = cut[limb];
                }
            }
        }
        return new Limbs(
                wholes.unit(measure).scale() + count * digits - length,
                digits,
                limbs,
                least.multiply(zeros),
                most.multiply(zeros));
    }

    /// A value as a whole number, rounded down.
    static BigInteger whole(BigDecimal value, int scale) {
        return value.setScale(scale, RoundingMode.FLOOR).unscaledValue();
    }

    private static long[] cut(BigInteger value, int digits, int count) {
        BigInteger base = BigInteger.TEN.pow(digits);
        long[] cut = new long[count];
        BigInteger rest = value;
        for (int limb = count - 1; limb > 0; limb--) {
            BigInteger digitsHere = rest.mod(base);
            cut[limb] = digitsHere.longValueExact();
            rest = rest.subtract(digitsHere).divide(base);
        }
        cut[0] = rest.longValueExact();
        return cut;
    }

    /// An upper bound on a sum, cut alike.
    ///
    /// @param maximum at least `least` and below `most`
    long[] cut(BigInteger maximum) {
        return cut(maximum, digits, limbs.size());
    }

    /// What one unit of a limb is worth in units of the next.
    long base() {
        return BigInteger.TEN.pow(digits).longValueExact();
    }

    /// The real value of a whole number that lacks the limbs after `limb`.
    BigDecimal value(BigInteger prefix, int limb) {
        return new BigDecimal(prefix, scale - digits * (limbs.size() - 1 - limb));
    }
}
