package bitwright.mapper.timeloop;

import bitwright.arch.reader.Cursor;
import bitwright.mapper.search.Constraints.Extent;
import bitwright.mapper.search.Constraints.Relation;
import bitwright.mapper.search.Constraints.SpreadRule;
import bitwright.workload.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the spatial entries of a Timeloop file together say of `rows` and `columns`.
///
/// An entry's `split` puts the first dimensions of its permutation on X, the columns, the others on
/// Y, the rows; without it each may lie on either. The places of a dimension on an axis are the
/// product over the entries.
final class SpatialFactors {
    private static final int AXES = 2;

    /// Dimensions of Timeloop's convolution.
    private static final int DIMENSIONS = 7;

    private static final List<String> NAMES = List.of("rows", "columns");

    private final List<Cursor> entries = new ArrayList<>();
    private boolean allSplit = true;

    /// Remembers an entry.
    void add(Cursor entry) {
        entries.add(entry);
        allSplit &= entry.has("split");
    }

    /// The rules of all entries; none without entries.
    List<SpreadRule> rules() {
        List<SpreadRule> rules = new ArrayList<>();
        if (entries.isEmpty()) {
            return rules;
        }
        boolean grouped = entries.stream().anyMatch(SpatialFactors::namesGroups);
        for (Dim dim : Dim.values()) {
            if (dim == Dim.G && !grouped) {
                // Timeloop's convolution has no groups: none are spread.
                rules.add(new SpreadRule(null, dim, Extent.NONE));
                continue;
            }
            for (int axis = 0; axis < (allSplit ? AXES : 1); axis++) {
                @Nullable Extent product = Extent.NONE;
                for (Cursor entry : entries) {
                    product =
                            times(entry, product, allSplit ? on(entry, dim, axis) : of(entry, dim));
                }
                if (product != null) {
                    rules.add(new SpreadRule(allSplit ? NAMES.get(axis) : null, dim, product));
                }
            }
        }
        return rules;
    }

    private static boolean namesGroups(Cursor entry) {
        return factors(entry).containsKey(Dim.G)
                || TimeloopWords.permutation(entry).contains(Dim.G);
    }

    /// The factor of a dimension at an entry on any axis; null if it is open.
    private static @Nullable Extent of(Cursor entry, Dim dim) {
        return factors(entry).get(dim);
    }

    /// The factor of a dimension at an entry on one axis; null if it is open.
    private static @Nullable Extent on(Cursor entry, Dim dim, int axis) {
        List<Dim> order = TimeloopWords.permutation(entry);
        int split = TimeloopMapping.split(entry, order);
        int place = order.indexOf(dim);
        @Nullable Extent factor = of(entry, dim);
        if (place >= 0 || split <= order.size()) {
            // Dimensions that the permutation leaves out lie outside those that it names: on Y.
            boolean onColumns = place >= 0 && place < split;
            return onColumns == (axis == 1) ? factor : Extent.NONE;
        }
        if (split >= DIMENSIONS) {
            return axis == 1 ? factor : Extent.NONE;
        }
        if (factor != null && !factor.equals(Extent.NONE)) {
            throw entry.at("split")
                    .refused(
                            "leaves open on which axis "
                                    + TimeloopWords.letter(dim)
                                    + " lies. Maybe name it in permutation.");
        }
        return factor;
    }

    private static Map<Dim, Extent> factors(Cursor entry) {
        return TimeloopWords.factors(entry);
    }

    /// The product of two factors; null if either is open.
    private static @Nullable Extent times(
            Cursor entry, @Nullable Extent left, @Nullable Extent right) {
        if (left == null || right == null) {
            return null;
        }
        if (left.equals(Extent.NONE) || right.equals(Extent.NONE)) {
            return left.equals(Extent.NONE) ? right : left;
        }
        if (left.relation() == Relation.WHOLE || right.relation() == Relation.WHOLE) {
            throw entry.refused(
                    "multiplies a whole dimension, which another spatial entry has already. Maybe a"
                            + " factor of 1.");
        }
        boolean exact = left.relation() == Relation.EXACTLY && right.relation() == Relation.EXACTLY;
        return new Extent(
                exact ? Relation.EXACTLY : Relation.AT_MOST,
                (int) Math.min(Integer.MAX_VALUE, (long) left.trips() * right.trips()));
    }
}
