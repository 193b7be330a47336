package bitwright.mapper.exact;

import java.util.TreeSet;

/// Sizes that tiles of one dimension may have.
final class Sizes {
    private Sizes() {}

    /// The least sizes that need each possible number of trips, ascending: `ceil(extent / trips)`.
    static int[] ceilings(int extent) {
        TreeSet<Integer> sizes = new TreeSet<>();
        for (int trips = 1; trips <= extent; ) {
            int size = Math.ceilDiv(extent, trips);
            sizes.add(size);
            if (size == 1) {
                break;
            }
            // The next number of trips that needs a smaller size.
            trips = Math.ceilDiv(extent, size - 1);
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    /// The sizes that cut an extent without rest, ascending.
    static int[] divisors(int extent) {
        TreeSet<Integer> sizes = new TreeSet<>();
        for (int size = 1; (long) size * size <= extent; size++) {
            if (extent % size == 0) {
                sizes.add(size);
                sizes.add(extent / size);
            }
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Both together, ascending.
    static int[] both(int extent) {
        TreeSet<Integer> sizes = new TreeSet<>();
        for (int size : divisors(extent)) {
            sizes.add(size);
        }
        for (int size : ceilings(extent)) {
            sizes.add(size);
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }
}
