package bitwright.arch.format;

import java.util.Arrays;
import java.util.stream.IntStream;

/// The distinct values of a list of values in ascending order, each with the least of the codes
/// (places in the list) that mean it. Immutable.
public final class SortedLevels {
    private final double[] levels;
    private final int[] codes;

    /// @param values by code; those that are not finite are left out, and a negative zero is a zero
    /// @throws IllegalArgumentException if no value is finite
    public SortedLevels(double[] values) {
        int[] ascending =
                IntStream.range(0, values.length)
                        .filter(code -> Double.isFinite(values[code]))
                        .boxed()
                        // Adding zero turns a negative zero into a positive one; the sort is
                        // stable.
                        .sorted((a, b) -> Double.compare(values[a] + 0.0, values[b] + 0.0))
                        .mapToInt(Integer::intValue)
                        .toArray();
        if (ascending.length == 0) {
            throw new IllegalArgumentException("a format needs at least one finite value.");
        }
        double[] distinct = new double[ascending.length];
        int[] least = new int[ascending.length];
        int count = 0;
        for (int code : ascending) {
            double level = values[code] + 0.0;
            if (count == 0 || level != distinct[count - 1]) {
                distinct[count] = level;
                least[count++] = code;
            }
        }
        levels = Arrays.copyOf(distinct, count);
        codes = Arrays.copyOf(least, count);
    }

    /// The values of all codes of a format.
    public static SortedLevels of(NumberFormat format) {
        return new SortedLevels(
                IntStream.range(0, format.codes()).mapToDouble(format::decode).toArray());
    }

    /// How many levels there are, at least 1.
    public int size() {
        return levels.length;
    }

    /// The level of a rank, 0 the least.
    public double level(int rank) {
        return levels[rank];
    }

    /// The least code that means the level of a rank.
    public int code(int rank) {
        return codes[rank];
    }

    /// The rank of the greatest level that is at most `value`; 0 if there is none, or if the value
    /// is NaN.
    public int rankAtMost(double value) {
        int low = 0;
        int high = levels.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (levels[middle] <= value) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
