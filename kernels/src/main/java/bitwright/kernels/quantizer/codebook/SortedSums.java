package bitwright.kernels.quantizer.codebook;

import java.util.Arrays;

/// Values from 0 to 1 in ascending order with running sums, so that the squared error of any few
/// levels costs a short search for each level instead of a pass over the values.
final class SortedSums {
    /// Equal parts of the range, in each of which the search begins.
    private static final int PARTS = 1 << 12;

    private final double[] values;
    private final double[] sums;
    private final double squares;

    /// How many values are below each part.
    private final int[] below = new int[PARTS + 2];

    /// @param values 0 to 1, in any order; sorted in place
    SortedSums(double[] values) {
        Arrays.sort(values);
        this.values = values;
        sums = new double[values.length + 1];
        double squared = 0;
        for (int i = 0; i < values.length; i++) {
            sums[i + 1] = sums[i] + values[i];
            squared += values[i] * values[i];
            below[(int) (values[i] * PARTS) + 1]++;
        }
        for (int part = 0; part <= PARTS; part++) {
            below[part + 1] += below[part];
        }
        squares = squared;
    }

    int size() {
        return values.length;
    }

    /// The sum of all squares.
    double squares() {
        return squares;
    }

    /// The sum of values from one rank to before another.
    double sum(int from, int to) {
        return sums[to] - sums[from];
    }

    /// How many values are at most `bound`, which is at least 0 and of which there are at least
    /// `known`.
    int countAtMost(double bound, int known) {
        if (bound >= 1) {
            return values.length;
        }
        int part = (int) (bound * PARTS);
        int low = Math.max(known, below[part]);
        int high = below[part + 1];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values[middle] <= bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
