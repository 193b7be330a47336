package bitwright.mapper.search;

import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// All tile sizes of the first level on chip, ordered by size in each dimension, down to what the
/// lanes cover at least.
///
/// Positions are cut as in `TileChoices`; filters are whole or cut row-wise.
final class TileLattice {
    /// Most choices for one use of the lanes; beyond, every other size of the longest axis is left
    /// out, never the least.
    private static final int MOST_CHOICES = 1 << 16;

    private static final Dim[] AXES = {Dim.G, Dim.K, Dim.C, Dim.B, Dim.OY, Dim.OX, Dim.FY, Dim.FX};

    private final LoopNest nest;
    private final int[][] sizes = new int[AXES.length][];

    /// @param bases what the unit's lanes cover of each dimension at least; absent means 1
    /// @param cutFilters whether a tile may hold a part of the filter
    TileLattice(LoopNest nest, Map<Dim, Integer> bases, boolean cutFilters) {
        this.nest = nest;
        for (int axis = 0; axis < AXES.length; axis++) {
            boolean whole = !cutFilters && (AXES[axis] == Dim.FY || AXES[axis] == Dim.FX);
            sizes[axis] =
                    whole
                            ? new int[] {nest.extent(AXES[axis])}
                            : TileChoices.sizes(nest, AXES[axis], bases, 1);
        }
        while (choices() > MOST_CHOICES) {
            int longest = 0;
            for (int axis = 1; axis < AXES.length; axis++) {
                longest = sizes[axis].length > sizes[longest].length ? axis : longest;
            }
            sizes[longest] = thinned(sizes[longest]);
        }
    }

    /// Gives the choices that fit and of which no single size can be raised to the next without
    /// losing that. If any choice fits, at least one is given.
    void largestThatFit(Predicate<Map<Dim, Integer>> fits, Consumer<Map<Dim, Integer>> visitor) {
        boolean[] fitting = new boolean[(int) choices()];
        int[] digits = new int[AXES.length];
        for (int cell = 0; cell < fitting.length; cell++) {
            int rest = cell;
            for (int axis = AXES.length - 1; axis >= 0; axis--) {
                digits[axis] = rest % sizes[axis].length;
                rest /= sizes[axis].length;
            }
            if (!cutInOrder(digits)) {
                continue;
            }
            Map<Dim, Integer> choice = new EnumMap<>(Dim.class);
            for (int axis = 0; axis < AXES.length; axis++) {
                choice.put(AXES[axis], sizes[axis][digits[axis]]);
            }
            fitting[cell] = fits.test(choice);
            if (fitting[cell] && !largerFits(fitting, cell, digits)) {
                visitor.accept(choice);
            }
        }
    }

    private boolean largerFits(boolean[] fitting, int cell, int[] digits) {
        int stride = 1;
        for (int axis = AXES.length - 1; axis >= 0; axis--) {
            if (digits[axis] > 0 && fitting[cell - stride]) {
                return true;
            }
            stride *= sizes[axis].length;
        }
        return false;
    }

    /// Columns are cut only where a tile has one row, rows only where it has one image.
    private boolean cutInOrder(int[] digits) {
        return !(size(3, digits) > 1 && size(4, digits) < nest.outputHeight()
                || size(4, digits) > 1 && size(5, digits) < nest.outputWidth()
                || size(6, digits) > 1 && size(7, digits) < nest.filterWidth());
    }

    private int size(int axis, int[] digits) {
        return sizes[axis][digits[axis]];
    }

    private long choices() {
        long choices = 1;
        for (int[] axis : sizes) {
            choices *= axis.length;
        }
        return choices;
    }

    private static int[] thinned(int[] sizes) {
        int[] thin = new int[(sizes.length + 1) / 2];
        for (int index = 0; index < thin.length; index++) {
            thin[thin.length - 1 - index] = sizes[sizes.length - 1 - 2 * index];
        }
        return thin;
    }
}
