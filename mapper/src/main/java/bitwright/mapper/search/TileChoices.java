package bitwright.mapper.search;

import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/// The larger tile sizes of the first level on chip, for all dimensions at once.
final class TileChoices {
    private TileChoices() {}

    /// Every choice of them, the largest tiles first. Positions are cut row-wise: columns only
    /// where a tile has one row, rows only where it has one image. Filters stay whole.
    ///
    /// @param bases what the unit's lanes cover of each dimension at least; absent means 1
    /// @param most how many sizes of groups, channels and images are tried, the largest first
    static void all(
            LoopNest nest,
            Map<Dim, Integer> bases,
            int width,
            int most,
            Consumer<Map<Dim, Integer>> choices) {
        for (int groups : largest(sizes(nest, Dim.G, bases, width), most)) {
            for (int outputs : largest(sizes(nest, Dim.K, bases, width), most)) {
                for (int inputs : largest(sizes(nest, Dim.C, bases, width), most)) {
                    for (int images : largest(sizes(nest, Dim.B, bases, width), most)) {
                        for (int rows : sizes(nest, Dim.OY, bases, width)) {
                            if (images > 1 && rows < nest.outputHeight()) {
                                continue;
                            }
                            for (int columns : sizes(nest, Dim.OX, bases, width)) {
                                if (rows > 1 && columns < nest.outputWidth()) {
                                    continue;
                                }
                                Map<Dim, Integer> choice = new EnumMap<>(Dim.class);
                                choice.put(Dim.G, groups);
                                choice.put(Dim.K, outputs);
                                choice.put(Dim.C, inputs);
                                choice.put(Dim.B, images);
                                choice.put(Dim.OY, rows);
                                choice.put(Dim.OX, columns);
                                choice.put(Dim.FY, nest.filterHeight());
                                choice.put(Dim.FX, nest.filterWidth());
                                choices.accept(choice);
                            }
                        }
                    }
                }
            }
        }
    }

    static int[] sizes(LoopNest nest, Dim dim, Map<Dim, Integer> bases, int width) {
        return TileSizes.of(
                nest.extent(dim), Math.min(nest.extent(dim), bases.getOrDefault(dim, 1)), width);
    }

    private static int[] largest(int[] sizes, int most) {
        return Arrays.copyOf(sizes, Math.min(sizes.length, most));
    }
}
