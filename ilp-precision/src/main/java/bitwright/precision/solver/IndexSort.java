package bitwright.precision.solver;

/// A stable merge sort of indices by a comparison of what they stand for.
final class IndexSort {
    private IndexSort() {}

    /// Compares what two indices stand for.
    @FunctionalInterface
    interface Order {
        int compare(int one, int other);
    }

    /// `0 … count − 1` in order.
    static int[] sorted(int count, Order order) {
        int[] from = new int[count];
        for (int index = 0; index < count; index++) {
            from[index] = index;
        }
        int[] into = new int[count];
        for (int run = 1; run < count; run *= 2) {
            for (int start = 0; start < count; start += 2 * run) {
                merge(
                        from,
                        into,
                        start,
                        Math.min(start + run, count),
                        Math.min(start + 2 * run, count),
                        order);
            }
            int[] swap = from;
            from = into;
            into = swap;
        }
        return from;
    }

    private static void merge(int[] from, int[] into, int start, int middle, int end, Order order) {
        int left = start;
        int right = middle;
        for (int at = start; at < end; at++) {
            boolean takeLeft =
                    left < middle && (right >= end || order.compare(from[left], from[right]) <= 0);
            into[at] = takeLeft ? from[left++] : from[right++];
        }
    }
}
