package bitwright.mapper.exact;

import bitwright.workload.Dim;
import java.util.Arrays;
import java.util.List;

/// One use of the processing elements: what the instruction's own tile covers, what lies on rows
/// and on columns.
///
/// @param tile extents in the instruction's tile, by ordinal of the dimension
record Lanes(int[] tile, Spread rows, Spread columns) {
    /// What all of it covers of a dimension.
    int covered(Dim dim) {
        return tile[dim.ordinal()] * rows.of(dim) * columns.of(dim);
    }

    /// What all of it covers of every dimension, by ordinal.
    List<Integer> covered() {
        return Arrays.stream(Dim.values()).map(this::covered).toList();
    }

    /// What lies inside a boundary.
    int inside(Dim dim, boolean insideRows, boolean insideColumns) {
        return tile[dim.ordinal()]
                * (insideRows ? 1 : rows.of(dim))
                * (insideColumns ? 1 : columns.of(dim));
    }

    /// Processing elements at work.
    long elements() {
        return rows.places() * columns.places();
    }
}
