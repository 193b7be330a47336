package bitwright.mapper.search;

import bitwright.workload.Dim;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// The schedules that the mapper considers for one layer on one instruction of one unit.
interface Space {
    /// How many sizes of groups, channels and images a first search tries, the largest first.
    int mostSizes();

    /// Gives every use of the unit's lanes, in a fixed order; the loops around tiles come from
    /// `OuterLoops`.
    void shapes(Consumer<Shape> visitor);

    /// Whether shapes are whole tiles, whose sizes nobody else chooses.
    default boolean choosesSizes() {
        return false;
    }

    /// One use of the unit's lanes.
    ///
    /// @param bases what the lanes cover of each dimension at least; absent means 1
    /// @param tile makes the tile of the first level on chip from its sizes
    /// @param floor cycles that no schedule around a tile of these sizes beats; 0 where nothing is
    ///   known
    record Shape(
            Map<Dim, Integer> bases,
            Function<Map<Dim, Integer>, Draft> tile,
            ToLongFunction<Map<Dim, Integer>> floor) {
        Shape(Map<Dim, Integer> bases, Function<Map<Dim, Integer>, Draft> tile) {
            this(bases, tile, sizes -> 0);
        }
    }
}
