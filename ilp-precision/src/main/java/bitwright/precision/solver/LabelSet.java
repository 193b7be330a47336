package bitwright.precision.solver;

import java.util.Arrays;

/// Labels side by side in arrays: exact sums, nearby doubles, and where each came from.
final class LabelSet {
    private final Wholes wholes;
    private final int width;
    private final int measures;
    long[] sums;
    double[] values;
    int[] parents;
    int[] options;
    int size;

    LabelSet(Wholes wholes, int capacity) {
        this.wholes = wholes;
        width = wholes.width();
        measures = wholes.measures();
        sums = new long[capacity * width];
        values = new double[capacity * measures];
        parents = new int[capacity];
        options = new int[capacity];
    }

    /// Adds a label: another with one more option.
    void add(LabelSet from, int label, long[] groupSums, double[] groupValues, int option) {
        if (size == parents.length) {
            grow();
        }
        wholes.add(from.sums, label * width, groupSums, option * width, sums, size * width);
        for (int measure = 0; measure < measures; measure++) {
            values[size * measures + measure] =
                    from.values[label * measures + measure]
                            + groupValues[option * measures + measure];
        }
        parents[size] = label;
        options[size] = option;
        size++;
    }

    private void grow() {
        int capacity = 2 * parents.length;
        sums = Arrays.copyOf(sums, capacity * width);
        values = Arrays.copyOf(values, capacity * measures);
        parents = Arrays.copyOf(parents, capacity);
        options = Arrays.copyOf(options, capacity);
    }

    /// Only these labels, in this order, in arrays of just their size.
    LabelSet keep(int[] kept) {
        LabelSet fewer = new LabelSet(wholes, Math.max(1, kept.length));
        for (int label : kept) {
            int at = fewer.size++;
            System.arraycopy(sums, label * width, fewer.sums, at * width, width);
            System.arraycopy(values, label * measures, fewer.values, at * measures, measures);
            fewer.parents[at] = parents[label];
            fewer.options[at] = options[label];
        }
        return fewer;
    }
}
