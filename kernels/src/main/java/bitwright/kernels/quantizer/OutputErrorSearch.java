package bitwright.kernels.quantizer;

import bitwright.arch.format.NumberFormat;
import java.util.List;
import java.util.stream.IntStream;

/// The scale with the least squared error at the layer's output, among stated candidates; the first
/// of the least wins.
public final class OutputErrorSearch {
    /// P2-ViT tries these exponents beside that of the real scale, rounded down
    /// (shihuihong214/P2-ViT@c891f6e, observer/minmax).
    private static final List<Integer> POWER_OF_TWO_OFFSETS = List.of(-1, 0, 1, 2);

    private static final int STEPS = 80;
    private static final double SHRINK = 0.01;

    private OutputErrorSearch() {}

    /// The grids that are tried for values of a range: for scales that are powers of two the four
    /// around the min-max scale, `2^(floor(log2(scale)) + k)` with `k` from -1 to 2 in this order;
    /// for other forms 80 ranges from the min-max one down, each 1 % of it smaller.
    public static List<Grid> candidates(
            ValueRange range, NumberFormat format, Symmetry symmetry, ScaleForm form) {
        return switch (form) {
            case POWER_OF_TWO -> {
                Grid real = range.grid(format, symmetry);
                int exponent = Math.getExponent(real.scale());
                yield POWER_OF_TWO_OFFSETS.stream()
                        .map(offset -> atScale(real, Math.scalb(1.0, exponent + offset)))
                        .toList();
            }
            case REAL, DYADIC ->
                    IntStream.range(0, STEPS)
                            .mapToObj(step -> range.times(1 - SHRINK * step))
                            .map(shrunk -> form.nearest(shrunk.grid(format, symmetry)))
                            .toList();
        };
    }

    private static Grid atScale(Grid real, double scale) {
        if (real.zeroPoint() == 0) {
            return Grid.symmetric(real.format(), scale);
        }
        double moved = Math.rint(real.zeroPoint() * (real.scale() / scale));
        return new Grid(
                real.format(),
                scale,
                (int) Math.clamp(moved, real.format().least(), real.format().greatest()));
    }

    /// The candidate with the least output error.
    ///
    /// @param from place of the first of the values that share the scale
    /// @throws IllegalArgumentException if there are no values or one is not finite
    public static Grid leastOutputErrorGrid(
            float[] values,
            int from,
            int to,
            NumberFormat format,
            Symmetry symmetry,
            ScaleForm form,
            OutputError output) {
        ValueRange range = ValueRange.minimumMaximum(values, from, to);
        Grid best = form.nearest(range.grid(format, symmetry));
        double least = Double.POSITIVE_INFINITY;
        for (Grid candidate : candidates(range, format, symmetry, form)) {
            double error = error(values, from, to, candidate, output);
            if (error < least) {
                least = error;
                best = candidate;
            }
        }
        return best;
    }

    /// The output error of quantizing so many values with a grid.
    public static double error(float[] values, int from, int to, Grid grid, OutputError output) {
        double[] differences = new double[to - from];
        for (int i = from; i < to; i++) {
            differences[i - from] = grid.nearest(values[i]) - values[i];
        }
        return output.of(differences, from);
    }
}
