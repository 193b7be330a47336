package bitwright.mapper.search;

import java.util.TreeSet;

/// Candidate tile sizes of one dimension.
final class TileSizes {
    private TileSizes() {}

    /// Multiples of `base` that cut `extent` into 1, 2, 4, … parts, the whole first; with a greater
    /// width also into 3, 5, … parts.
    static int[] of(int extent, int base, int width) {
        TreeSet<Integer> sizes = new TreeSet<>();
        for (int odd = 1; odd < 2 * width; odd += 2) {
            for (long parts = odd; parts < 2L * extent; parts *= 2) {
                long size = Math.ceilDiv(Math.ceilDiv((long) extent, parts), (long) base) * base;
                sizes.add((int) Math.min(size, Math.ceilDiv((long) extent, (long) base) * base));
            }
        }
        return sizes.descendingSet().stream().mapToInt(Integer::intValue).toArray();
    }
}
