package bitwright.precision.solver;

import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.LayerChoices;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// A measure of every choice as a whole number without rounding, cut into limbs that a solver's 64
/// bits hold: `value · 10^scale = Σ limb_j · 10^(digits · (count − 1 − j))`.
///
/// The first limb has the sign and the leading digits; all others are from 0 to `10^digits − 1`.
/// For any limb, the sum over one choice of each layer stays within ±10¹⁵, so that it is exact in
/// the solver and in a double.
///
/// @param scale decimal places that make every value whole
/// @param digits digits of a limb
/// @param limbs by limb (the leading one first), layer and choice
/// @param least no plan's sum of whole numbers is below this
/// @param most no plan's sum of whole numbers is above this
record Limbs(int scale, int digits, List<long[][]> limbs, BigInteger least, BigInteger most) {
    private static final int SUM_DIGITS = 15;

    static Limbs of(CostTable table, ToDoubleFunction<Choice> measure) {
        List<List<BigDecimal>> values = new ArrayList<>();
        BigDecimal least = BigDecimal.ZERO;
        BigDecimal most = BigDecimal.ZERO;
        BigDecimal magnitude = BigDecimal.ZERO;
        int places = 0;
        for (LayerChoices layer : table.layers()) {
            List<BigDecimal> row =
                    layer.choices().stream()
                            .map(choice -> BigDecimal.valueOf(measure.applyAsDouble(choice)))
                            .toList();
            BigDecimal low = row.stream().reduce(BigDecimal::min).orElse(BigDecimal.ZERO);
            BigDecimal high = row.stream().reduce(BigDecimal::max).orElse(BigDecimal.ZERO);
            least = least.add(low);
            most = most.add(high);
            magnitude = magnitude.add(low.abs().max(high.abs()));
            for (BigDecimal value : row) {
                places = Math.max(places, value.stripTrailingZeros().scale());
            }
            values.add(row);
        }
        int digits = SUM_DIGITS - Integer.toString(values.size()).length();
        // Zeros behind the last place fill the leading limb: the first solve sees the most digits.
        // Rounding down may lengthen the leading limbs' sum by one for each layer.
        int length = whole(magnitude, places).toString().length();
        int count = Math.max(1, Math.ceilDiv(length, digits));
        int scale = places + count * digits - length;
        List<long[][]> limbs = new ArrayList<>();
        for (int limb = 0; limb < count; limb++) {
            limbs.add(new long[values.size()][]);
        }
        for (int layer = 0; layer < values.size(); layer++) {
            for (int limb = 0; limb < count; limb++) {
                limbs.get(limb)[layer] = new long[values.get(layer).size()];
            }
            for (int index = 0; index < values.get(layer).size(); index++) {
                long[] cut = cut(whole(values.get(layer).get(index), scale), digits, count);
                for (int limb = 0; limb < count; limb++) {
                    limbs.get(limb)[layer][index] = cut[limb];
                }
            }
        }
        return new Limbs(scale, digits, limbs, whole(least, scale), whole(most, scale));
    }

    /// A number of these decimal places as a whole number; further places are cut towards −∞.
    static BigInteger whole(BigDecimal value, int places) {
        return value.setScale(places, RoundingMode.FLOOR).unscaledValue();
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
