package bitwright.kernels.reference;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.codec.Integers;

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
    /// @throws IllegalArgumentException if a code has more bits than the format
    static int[][] of(NumberFormat format, int[] weightCodes) {
        int[][] byCode = new int[1 << format.bits()][];
        int[][] addends = new int[weightCodes.length][];
        for (int i = 0; i < weightCodes.length; i++) {
            int code = weightCodes[i];
            int integer = Integers.of(format, code);
            if (byCode[code] == null) {
                byCode[code] = integer == 0 ? NOTHING : new int[] {integer};
            }
            addends[i] = byCode[code];
        }
        return addends;
    }
}
