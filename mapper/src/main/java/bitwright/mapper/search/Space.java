package bitwright.mapper.search;

import bitwright.workload.Dim;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

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
    record Shape(Map<Dim, Integer> bases, Function<Map<Dim, Integer>, Draft> tile) {}
}
