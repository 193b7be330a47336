package bitwright.mapper.exact;

import bitwright.mapper.search.LayerConstraints;
import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What constraints say of the loops between two boundaries: how many trips they make and which of
/// them are innermost.
///
/// A block of loops belongs to the innermost level that anything outside of it is kept in, as in
/// [bitwright.mapper.search.Constraints].
final class LevelRules {
    private static final Dim[] DIMS = Dim.values();
    private static final int[] NO_ORDER = {};

    /// By block and dimension, the trips that loops must make; 0 if any.
    private final long[][] fixed;

    /// By block and dimension, the most trips that loops may make.
    private final long[][] greatest;

    /// By block the dimensions whose loops are innermost, the innermost first.
    private final int[][] order;

    /// By block whether anything is said of its trips.
    private final boolean[] bounded;

    private final Lattice lattice;
    private final int[] needed;
    private final int memoryBoundaries;

    /// @param constraints null for none
    LevelRules(@Nullable LayerConstraints constraints, Chain chain, Lattice lattice, int[] needed) {
        this.lattice = lattice;
        this.needed = needed;
        memoryBoundaries = chain.boundaries().size();
        int blocks = chain.count() + 1;
        fixed = new long[blocks][DIMS.length];
        greatest = new long[blocks][DIMS.length];
        order = new int[blocks][];
        bounded = new boolean[blocks];
        int level = 0;
        for (int block = 0; block < blocks; block++) {
            if (block > 0) {
                for (Operand operand : Operand.values()) {
                    level = Math.max(level, chain.level(block - 1, operand));
                }
            }
            Arrays.fill(greatest[block], Long.MAX_VALUE);
            order[block] = NO_ORDER;
            if (constraints == null) {
                continue;
            }
            for (Dim dim : DIMS) {
                int at = dim.ordinal();
                fixed[block][at] = constraints.fixedExtent(level, dim).orElse(0);
                greatest[block][at] = constraints.greatestExtent(level, dim);
                bounded[block] |= greatest[block][at] < Long.MAX_VALUE;
            }
            List<Dim> innermost = constraints.innermostOrder(level);
            order[block] = innermost.stream().mapToInt(Dim::ordinal).toArray();
        }
    }

    /// Whether a shape may be chosen at a boundary, as far as the loops just outside of it and,
    /// where no memory lies further inside, those inside of it are concerned.
    ///
    /// @param outer the shape of the boundary outside; without meaning for the outermost one
    boolean allow(int boundary, int shape, int outer) {
        if (boundary >= memoryBoundaries) {
            // Loops inside the innermost memory belong to its level, streamed or not.
            return true;
        }
        if (bounded[boundary]) {
            for (int dim = 0; dim < DIMS.length; dim++) {
                int size = lattice.size(shape, dim);
                long trips =
                        boundary == 0
                                ? Math.ceilDiv(needed[dim], size)
                                : lattice.size(outer, dim) / size;
                if (!holds(boundary, dim, trips)) {
                    return false;
                }
            }
        }
        int inside = boundary + 1;
        if (inside == memoryBoundaries && bounded[inside]) {
            for (int dim = 0; dim < DIMS.length; dim++) {
                if (!holds(inside, dim, lattice.size(shape, dim))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean holds(int block, int dim, long trips) {
        long wanted = fixed[block][dim];
        return wanted > 0 ? trips == wanted : trips <= greatest[block][dim];
    }

    /// The dimensions whose loops are the innermost of a block where they loop at all, the
    /// innermost first.
    int[] innermost(int block) {
        return order[block];
    }

    /// The innermost loop that rules ask for in a block; -1 if they leave it open.
    int innermostLoop(int boundary, int shape, int outer) {
        for (int dim : order[boundary]) {
            if (lattice.digit(shape, dim) != lattice.digit(outer, dim)) {
                return dim;
            }
        }
        return -1;
    }
}
