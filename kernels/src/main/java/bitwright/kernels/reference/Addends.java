package bitwright.kernels.reference;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.codec.Integers;
import bitwright.kernels.codec.ShiftTerms;

/// The additions that a weight of a number format costs its accumulator: for each code the integer
/// multiples of the activation that are added one after another.
///
/// A multiplier adds one product; shift-and-add hardware adds one shifted activation for every term
/// of the weight; a zero adds nothing.
final class Addends {
    private static final int[] NOTHING = {};

    private Addends() {}

    /// The multiples by which an activation is added, for each weight.
    ///
    /// @throws IllegalArgumentException if a code is none of the format or has no integer
    static int[][] of(NumberFormat format, int[] weightCodes) {
        int[][] byCode = new int[format.codes()][];
        int[][] addends = new int[weightCodes.length][];
        ShiftTerms terms = ShiftTerms.exists(format) ? ShiftTerms.of(format) : null;
        for (int i = 0; i < weightCodes.length; i++) {
            int code = weightCodes[i];
            int integer = Integers.of(format, code);
            if (byCode[code] == null) {
                byCode[code] = terms == null ? product(integer) : shifted(terms, code);
            }
            addends[i] = byCode[code];
        }
        return addends;
    }

    private static int[] product(int integer) {
        return integer == 0 ? NOTHING : new int[] {integer};
    }

    /// One power of two, added or subtracted, for each term: a multiplication by it is a shift.
    private static int[] shifted(ShiftTerms terms, int code) {
        int[] multiples = new int[terms.terms(code)];
        for (int term = 0; term < multiples.length; term++) {
            int power = 1 << terms.shift(code, term);
            multiples[term] = terms.isNegative(code, term) ? -power : power;
        }
        return multiples;
    }
}
