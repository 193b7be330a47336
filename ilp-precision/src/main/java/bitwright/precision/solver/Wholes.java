package bitwright.precision.solver;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/// Exact sums of several measures side by side: measure `m` counts in units of `10^-places[m]`, in
/// which all its values are whole, and its whole number lies in limbs of 60 bits, the leading one
/// first and with the sign.
///
/// Leading limbs have room for the sum of the greatest magnitudes of all layers, so that no sum of
/// one choice of each layer overflows.
final class Wholes {
    private static final int LIMB_BITS = 60;
    private static final long MASK = (1L << LIMB_BITS) - 1;

    private final int[] places;
    private final int[] offsets;

    /// @param values by measure, layer and choice
    Wholes(List<List<List<BigDecimal>>> values) {
        places = new int[values.size()];
        offsets = new int[values.size() + 1];
        for (int measure = 0; measure < values.size(); measure++) {
            BigDecimal magnitude = BigDecimal.ONE;
            for (List<BigDecimal> layer : values.get(measure)) {
                BigDecimal greatest = BigDecimal.ZERO;
                for (BigDecimal value : layer) {
                    greatest = greatest.max(value.abs());
                    places[measure] = Math.max(places[measure], value.stripTrailingZeros().scale());
                }
                magnitude = magnitude.add(greatest);
            }
            int bits = whole(magnitude, measure).bitLength() + 2;
            offsets[measure + 1] = offsets[measure] + Math.max(1, Math.ceilDiv(bits, LIMB_BITS));
        }
    }

    /// How many measures lie side by side.
    int measures() {
        return places.length;
    }

    /// Limbs of all measures together.
    int width() {
        return offsets[places.length];
    }

    /// The whole number of a value, rounded down.
    BigInteger whole(BigDecimal value, int measure) {
        return value.setScale(places[measure], RoundingMode.FLOOR).unscaledValue();
    }

    /// The least difference that two sums of a measure can have.
    BigDecimal unit(int measure) {
        return BigDecimal.ONE.movePointLeft(places[measure]);
    }

    /// Writes a whole number at `at + offsets[measure]`.
    void put(BigInteger whole, int measure, long[] into, int at) {
        BigInteger rest = whole;
        for (int limb = offsets[measure + 1] - 1; limb > offsets[measure]; limb--) {
            into[at + limb] = rest.longValue() & MASK;
            rest = rest.shiftRight(LIMB_BITS);
        }
        into[at + offsets[measure]] = rest.longValueExact();
    }

    /// The whole number at `at + offsets[measure]`.
    BigInteger get(int measure, long[] from, int at) {
        BigInteger whole = BigInteger.valueOf(from[at + offsets[measure]]);
        for (int limb = offsets[measure] + 1; limb < offsets[measure + 1]; limb++) {
            whole = whole.shiftLeft(LIMB_BITS).add(BigInteger.valueOf(from[at + limb]));
        }
        return whole;
    }

    /// The exact value at `at + offsets[measure]`.
    BigDecimal value(int measure, long[] from, int at) {
        return new BigDecimal(get(measure, from, at), places[measure]);
    }

    /// Sums of all measures: `into[to …] = left[at …] + right[from …]`.
    void add(long[] left, int at, long[] right, int from, long[] into, int to) {
        for (int measure = 0; measure < places.length; measure++) {
            long carry = 0;
            int leading = offsets[measure];
            for (int limb = offsets[measure + 1] - 1; limb > leading; limb--) {
                long sum = left[at + limb] + right[from + limb] + carry;
                carry = sum >>> LIMB_BITS;
                into[to + limb] = sum & MASK;
            }
            into[to + leading] = left[at + leading] + right[from + leading] + carry;
        }
    }

    /// Compares one measure of two sums.
    int compare(int measure, long[] left, int at, long[] right, int from) {
        for (int limb = offsets[measure]; limb < offsets[measure + 1]; limb++) {
            int order = Long.compare(left[at + limb], right[from + limb]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /// Compares the last measure first, then the one before, down to the first: the order in which
    /// [Dominance] looks at sums.
    int compareFromLast(long[] left, int at, long[] right, int from) {
        for (int measure = places.length - 1; measure >= 0; measure--) {
            int order = compare(measure, left, at, right, from);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
