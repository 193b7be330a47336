package bitwright.mapper.search;

import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/// Tile sizes of the first level on chip, for all dimensions at once.
final class TileChoices {
    private TileChoices() {}

    /// Every choice, the largest tiles first. Positions are cut row-wise: columns only where a tile
    /// has one row, rows only where it has one image. Filters stay whole.
    ///
    /// @param bases what the unit's lanes cover of each dimension at least; absent means 1
    static void all(
            LoopNest nest,
            Map<Dim, Integer> bases,
            int width,
            Consumer<Map<Dim, Integer>> choices) {
        for (int groups : sizes(nest, Dim.G, bases, width)) {
            for (int outputs : sizes(nest, Dim.K, bases, width)) {
                for (int inputs : sizes(nest, Dim.C, bases, width)) {
                    for (int images : sizes(nest, Dim.B, bases, width)) {
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

    private static int[] sizes(LoopNest nest, Dim dim, Map<Dim, Integer> bases, int width) {
        return TileSizes.of(
                nest.extent(dim), Math.min(nest.extent(dim), bases.getOrDefault(dim, 1)), width);
    }
}
