package bitwright.mapper.exact;

import bitwright.workload.Dim;
import java.util.List;

/// What lies side by side on one axis of the array: dimensions, the innermost first, with their
/// extents.
record Spread(List<Dim> dims, int[] extents) {
    /// The extent of a dimension, 1 where it is not spread.
    int of(Dim dim) {
        int at = dims.indexOf(dim);
        return at < 0 ? 1 : extents[at];
    }

    /// Places taken.
    long places() {
        long places = 1;
        for (int extent : extents) {
            places *= extent;
        }
        return places;
    }
}
