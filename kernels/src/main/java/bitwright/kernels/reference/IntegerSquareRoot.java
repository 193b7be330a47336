package bitwright.kernels.reference;

/// The integer square root by Newton's iteration, as in I-BERT (Kim et al. 2021, algorithm 4).
public final class IntegerSquareRoot {
    private IntegerSquareRoot() {}

    /// The greatest integer whose square is at most the value.
    ///
    /// @throws IllegalArgumentException if the value is negative
    public static long of(long value) {
        if (value < 0) {
            throw new IllegalArgumentException(
                    "the square root of " + value + " is no real number.");
        }
        if (value == 0) {
            return 0;
        }
        int bits = 64 - Long.numberOfLeadingZeros(value);
        // A start at or above the root, so that the iteration falls until it arrives.
        long root = 1L << ((bits + 1) / 2);
        while (true) {
            long next = (root + value / root) >> 1;
            if (next >= root) {
                return root;
            }
            root = next;
        }
    }
}
