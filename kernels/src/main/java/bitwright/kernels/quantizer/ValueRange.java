package bitwright.kernels.quantizer;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import java.util.Arrays;

/// The real values that a quantization is to cover, and the grids that cover exactly these.
///
/// @param low at most `high`, finite
/// @param high finite
public record ValueRange(double low, double high) {
    /// @throws IllegalArgumentException if the ends are not in order or not finite
    public ValueRange {
        if (!(low <= high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new IllegalArgumentException(
                    "a range from " + low + " to " + high + " must be finite and in order.");
        }
    }

    /// From the least to the greatest value: nothing is clipped.
    ///
    /// @throws IllegalArgumentException if there are no values or one is not finite
    public static ValueRange minimumMaximum(float[] values, int from, int to) {
        requireFinite(values, from, to);
        double low = values[from];
        double high = values[from];
        for (int i = from + 1; i < to; i++) {
            low = Math.min(low, values[i]);
            high = Math.max(high, values[i]);
        }
        return new ValueRange(low, high);
    }

    /// The middle `percent` of the values; as much is clipped below as above. Between two values
    /// the percentile is interpolated (rank `(n - 1) * percent / 100`).
    ///
    /// @param percent above 0, at most 100
    /// @throws IllegalArgumentException if there are no values, one is not finite, or `percent` is
    ///   out of range
    public static ValueRange percentile(float[] values, int from, int to, double percent) {
        float[] ascending = ascending(values, from, to, percent, false);
        double tail = (100 - percent) / 2;
        return new ValueRange(interpolated(ascending, tail), interpolated(ascending, 100 - tail));
    }

    /// From minus to plus the magnitude below which `percent` of the magnitudes are.
    ///
    /// @param percent above 0, at most 100
    /// @throws IllegalArgumentException as [#percentile] does
    public static ValueRange percentileOfMagnitudes(
            float[] values, int from, int to, double percent) {
        double magnitude = interpolated(ascending(values, from, to, percent, true), percent);
        return new ValueRange(-magnitude, magnitude);
    }

    private static float[] ascending(
            float[] values, int from, int to, double percent, boolean magnitudes) {
        requirePercent(percent);
        requireFinite(values, from, to);
        float[] sorted = Arrays.copyOfRange(values, from, to);
        for (int i = 0; magnitudes && i < sorted.length; i++) {
            sorted[i] = Math.abs(sorted[i]);
        }
        Arrays.sort(sorted);
        return sorted;
    }

    private static double interpolated(float[] ascending, double percent) {
        double rank = (ascending.length - 1) * (percent / 100);
        int below = (int) Math.floor(rank);
        int above = Math.min(below + 1, ascending.length - 1);
        return ascending[below] + (rank - below) * ((double) ascending[above] - ascending[below]);
    }

    static void requirePercent(double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException(
                    "percentile (" + percent + ") must be above 0 and at most 100.");
        }
    }

    static void requireFinite(float[] values, int from, int to) {
        if (from >= to) {
            throw new IllegalArgumentException("a scale needs at least one value.");
        }
        for (int i = from; i < to; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "value " + i + " to quantize is " + values[i] + "; it must be finite.");
            }
        }
    }

    /// The greater magnitude of both ends.
    public double magnitude() {
        return Math.max(Math.abs(low), Math.abs(high));
    }

    /// The range with both ends times a factor.
    public ValueRange times(double factor) {
        return new ValueRange(low * factor, high * factor);
    }

    /// The grid that covers the range.
    ///
    /// @throws IllegalArgumentException if the grid is asymmetric and the format no integer
    public Grid grid(NumberFormat format, Symmetry symmetry) {
        return switch (symmetry) {
            case SYMMETRIC -> Grid.symmetric(format, symmetricScale(format));
            case ASYMMETRIC -> asymmetric(integer(format));
        };
    }

    /// The scale at which the greater magnitude takes the greatest level (of a format without
    /// positive levels: the least); 1 for a range of zero alone.
    public double symmetricScale(NumberFormat format) {
        double greatest = format.greatest() > 0 ? format.greatest() : -format.least();
        double scale = magnitude() / greatest;
        // A range so small that its scale is no positive double is zero to any grid.
        return scale > 0 ? scale : 1;
    }

    /// The least integer means `low` and the greatest `high`, both moved outward to 0 where they
    /// are on one side of it; then the zero point is rounded, so that 0 is exact.
    private Grid asymmetric(Int format) {
        double least = Math.min(low, 0);
        double scale = (Math.max(high, 0) - least) / ((double) format.maximum() - format.minimum());
        if (!(scale > 0)) {
            return new Grid(format, 1, Math.clamp(0, format.minimum(), format.maximum()));
        }
        double zero = Math.rint(format.minimum() - least / scale);
        return new Grid(format, scale, (int) Math.clamp(zero, format.minimum(), format.maximum()));
    }

    static Int integer(NumberFormat format) {
        if (format instanceof Int integer) {
            return integer;
        }
        throw new IllegalArgumentException(
                format.name() + " has no zero point. Maybe a symmetric quantization, or int8.");
    }
}
