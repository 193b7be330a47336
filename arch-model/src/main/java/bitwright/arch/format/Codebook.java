package bitwright.arch.format;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/// Any list of up to 256 exact values: code `i` means the value at place `i`.
///
/// Two codebooks are equal if name and values are. Values are kept in the order given; a negative
/// zero is kept as zero.
public final class Codebook implements NumberFormat {
    /// The most values that a codebook has.
    public static final int GREATEST_SIZE = 256;

    private final String name;
    private final double[] values;
    private final SortedLevels levels;
    private final int fractionBits;

    /// @param name letters, digits, `.`, `_` and `-`, a letter first, 64 characters at most
    /// @param values 2 to 256 finite values, all different
    /// @throws IllegalArgumentException if name or values are others
    public Codebook(String name, List<Double> values) {
        this(name, values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /// As [#Codebook(String, List)]; the array is copied.
    public Codebook(String name, double... values) {
        if (!name.matches("[A-Za-z][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException(
                    "codebook name '"
                            + name
                            + "' must be a letter, then letters, digits, '.', '_' or '-', 64 at most.");
        }
        requireValues(name, values);
        this.name = name;
        this.values = DoubleStream.of(values).map(value -> value + 0.0).toArray();
        levels = new SortedLevels(this.values);
        fractionBits = DoubleStream.of(values).mapToInt(Codebook::fractionBits).max().orElse(0);
    }

    private static void requireValues(String name, double[] values) {
        if (values.length < 2 || values.length > GREATEST_SIZE) {
            throw new IllegalArgumentException(
                    "codebook "
                            + name
                            + " must have 2 to "
                            + GREATEST_SIZE
                            + " values, not "
                            + values.length
                            + ".");
        }
        Map<Double, Integer> places = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "codebook " + name + ": value " + i + " is " + values[i] + ".");
            }
            Integer first = places.putIfAbsent(values[i] + 0.0, i);
            if (first != null) {
                throw new IllegalArgumentException(
                        "codebook "
                                + name
                                + ": value "
                                + i
                                + " ("
                                + values[i]
                                + ") repeats value "
                                + first
                                + ".");
            }
        }
    }

    /// The least `k >= 0` for which `value * 2^k` is an integer.
    private static int fractionBits(double value) {
        if (value == 0) {
            return 0;
        }
        long significand = Double.doubleToLongBits(value) & ((1L << 52) - 1);
        int exponent = Math.max(Math.getExponent(value), Double.MIN_EXPONENT);
        return significand == 0
                ? Math.max(0, -exponent)
                : Math.max(0, 52 - exponent - Long.numberOfTrailingZeros(significand));
    }

    @Override
    public String name() {
        return name;
    }

    /// The bits that number the values.
    @Override
    public int bits() {
        return 32 - Integer.numberOfLeadingZeros(values.length - 1);
    }

    @Override
    public int codes() {
        return values.length;
    }

    /// The values, by code.
    public List<Double> values() {
        return DoubleStream.of(values).boxed().toList();
    }

    /// The values in ascending order with their codes.
    public SortedLevels levels() {
        return levels;
    }

    /// The least `k >= 0` for which every value times `2^k` is an integer; up to 1074.
    public int fractionBits() {
        return fractionBits;
    }

    @Override
    public double decode(int code) {
        Codes.require(this, code);
        return values[code];
    }

    @Override
    public double least() {
        return levels.level(0);
    }

    @Override
    public double greatest() {
        return levels.level(levels.size() - 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Codebook codebook
                && name.equals(codebook.name)
                && Arrays.equals(values, codebook.values);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Codebook[name=" + name + ", values=" + Arrays.toString(values) + "]";
    }
}
