package bitwright.kernels.quantizer.codebook;

/// A codebook whose entries are several values: a code means so many consecutive values.
///
/// The array is not copied: treat it as read-only.
///
/// @param dimension values of an entry, at least 1
/// @param steps the entries, one after the other, as 8-bit integers, or any values where the scale
///   is 1
/// @param scale of the steps, positive
public record VectorCodebook(int dimension, double[] steps, double scale) {
    /// @throws IllegalArgumentException if these are no entries
    public VectorCodebook {
        if (dimension < 1 || steps.length == 0 || steps.length % dimension != 0) {
            throw new IllegalArgumentException(
                    steps.length + " values are no codebook entries of " + dimension + " each.");
        }
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException(
                    "codebook scale (" + scale + ") must be positive and finite.");
        }
    }

    /// How many entries there are.
    public int size() {
        return steps.length / dimension;
    }

    /// One value of an entry.
    ///
    /// @param code of the entry
    /// @param place within it
    public double decode(int code, int place) {
        return steps[code * dimension + place] * scale;
    }

    /// The entry with the least `sum(importance * (value - entry)^2)`; the first of the least.
    ///
    /// @param from place of the first of `dimension` values
    public int encode(float[] values, float[] importance, int from) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int code = 0; code < size(); code++) {
            double error = 0;
            for (int j = 0; j < dimension; j++) {
                double difference = values[from + j] - decode(code, j);
                error += difference * difference * importance[from + j];
            }
            if (error < least) {
                least = error;
                best = code;
            }
        }
        return best;
    }

    /// The same entries as 8-bit integers: the scale is the greatest magnitude over 127, and each
    /// value is rounded half to even (GPTVQ).
    public VectorCodebook inEightBits() {
        double greatest = 0;
        for (double step : steps) {
            greatest = Math.max(greatest, Math.abs(step));
        }
        double step = greatest * scale / 127;
        if (!(step > 0)) {
            return this;
        }
        double[] rounded = new double[steps.length];
        for (int i = 0; i < steps.length; i++) {
            rounded[i] = Math.clamp(Math.rint(steps[i] * scale / step), -128, 127);
        }
        return new VectorCodebook(dimension, rounded, step);
    }
}
