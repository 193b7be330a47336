package bitwright.precision.solver;

import java.util.Arrays;

/// Plain dominance in exact arithmetic: what is nowhere less than something else in every measure
/// is never needed.
final class Dominance {
    private Dominance() {}

    /// The indices of the sums that no other is at most equal to in all measures, ascending in the
    /// last measure; of equal ones the first stays.
    ///
    /// @param sums rows of `wholes.width()` limbs
    static int[] kept(Wholes wholes, long[] sums, int count) {
        return kept(wholes, sums, count, Integer.MAX_VALUE);
    }

    /// Likewise, but with three measures or more each is held against at most `lookBack` others, so
    /// that some dominated ones may stay; of equal ones still only the first does.
    static int[] kept(Wholes wholes, long[] sums, int count, int lookBack) {
        int width = wholes.width();
        int[] sorted =
                IndexSort.sorted(
                        count,
                        (one, other) ->
                                wholes.compareFromLast(sums, one * width, sums, other * width));
        int[] kept = new int[count];
        int size = 0;
        for (int index : sorted) {
            if (!dominated(wholes, sums, index, kept, size, lookBack)) {
                kept[size++] = index;
            }
        }
        return Arrays.copyOf(kept, size);
    }

    /// What is sorted before is at most equal in the last measure.
    private static boolean dominated(
            Wholes wholes, long[] sums, int index, int[] kept, int size, int lookBack) {
        int width = wholes.width();
        int others = wholes.measures() - 1;
        if (others == 0) {
            return size > 0;
        }
        if (others == 1) {
            return size > 0
                    && wholes.compare(0, sums, kept[size - 1] * width, sums, index * width) <= 0;
        }
        for (int at = size - 1; at >= 0 && at >= size - lookBack; at--) {
            boolean less = true;
            for (int measure = 0; less && measure < others; measure++) {
                less = wholes.compare(measure, sums, kept[at] * width, sums, index * width) <= 0;
            }
            if (less) {
                return true;
            }
        }
        return false;
    }
}
