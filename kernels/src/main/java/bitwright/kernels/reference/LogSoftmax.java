package bitwright.kernels.reference;

/// FQ-ViT's integer softmax whose outputs are powers of two (Lin et al. 2022, log-int-softmax), so
/// that the product of attention and values is shifts and additions.
///
/// An output is the code `q` of `2^-q`: the nearest logarithm of `sum / exponential`, rounded to an
/// integer first; a ratio of at least one and a half times a power of two goes to the next. A code
/// that needs more than the bits is zero: [#ZERO], which adds nothing. Codes are within 0.69 (2.5
/// becomes 3, and 3 becomes 4) and 23 steps of the input of the real logarithm.
public final class LogSoftmax {
    /// Stands for an output of zero, which no code is.
    public static final int ZERO = -1;

    private final IntegerExponential exponential;
    private final int bits;

    /// @param scale real value of one step of the input, 2^-16 to ln 2
    /// @param bits of a code, 1 to 4; 4 in the publication
    /// @throws IllegalArgumentException if the scale or the bits are out of range
    public LogSoftmax(double scale, int bits) {
        exponential = new IntegerExponential(scale);
        if (bits < 1 || bits > 4) {
            throw new IllegalArgumentException(
                    "the bits of a log2 softmax (" + bits + ") must be 1 to 4.");
        }
        this.bits = bits;
    }

    /// The greatest code: outputs are multiples of `2^-greatestCode()`.
    public int greatestCode() {
        return (1 << bits) - 1;
    }

    /// The codes of one row.
    ///
    /// @throws IllegalArgumentException if the row is empty or beyond 2^20 values
    public int[] apply(int[] row) {
        long[] exponentials = IntegerSoftmax.exponentials(exponential, row);
        long sum = IntegerSoftmax.sum(exponentials);
        int[] codes = new int[row.length];
        for (int i = 0; i < row.length; i++) {
            codes[i] = exponentials[i] == 0 ? ZERO : code(roundedRatio(sum, exponentials[i]));
        }
        return codes;
    }

    private static long roundedRatio(long sum, long exponential) {
        long quotient = sum / exponential;
        return sum - quotient * exponential >= (exponential + 1) >> 1 ? quotient + 1 : quotient;
    }

    private int code(long ratio) {
        int floor = 63 - Long.numberOfLeadingZeros(ratio);
        boolean up = floor > 0 && (ratio >> (floor - 1) & 1) == 1;
        int code = up ? floor + 1 : floor;
        return code > greatestCode() ? ZERO : code;
    }

    /// `sum(value * 2^-code)` over a row of attention, in units of `2^-greatestCode()` of a value:
    /// one shift and one addition for every code.
    ///
    /// @param values one column of the value matrix
    /// @throws IllegalArgumentException if the row and the column differ in length or a code is
    ///   none
    /// @throws ArithmeticException if the sum leaves 64 bits, which it cannot below 2^17 values
    public long multiply(int[] codes, int[] values) {
        if (codes.length != values.length) {
            throw new IllegalArgumentException(
                    "a row of attention has "
                            + codes.length
                            + " codes; the column of values has "
                            + values.length
                            + " elements.");
        }
        long sum = 0;
        for (int i = 0; i < codes.length; i++) {
            int code = codes[i];
            if (code == ZERO) {
                continue;
            }
            if (code < 0 || code > greatestCode()) {
                throw new IllegalArgumentException(
                        "attention code "
                                + code
                                + " (element "
                                + i
                                + ") must be 0 to "
                                + greatestCode()
                                + " or ZERO.");
            }
            sum = Math.addExact(sum, (long) values[i] << (greatestCode() - code));
        }
        return sum;
    }
}
