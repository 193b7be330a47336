package bitwright.precision.solver;

/// Layers that are decided together, with the options that they have together.
///
/// @param layers indices of the layers
/// @param picks by option: the choice of each of the layers
/// @param sums by option: exact sums of all measures, in the limbs of [Wholes]
/// @param values by option and measure: the nearest doubles to the sums
record Group(int[] layers, int[][] picks, long[] sums, double[] values) {
    /// A group whose values are the nearest doubles to its sums.
    static Group of(Wholes wholes, int[] layers, int[][] picks, long[] sums) {
        double[] values = new double[picks.length * wholes.measures()];
        for (int option = 0; option < picks.length; option++) {
            for (int measure = 0; measure < wholes.measures(); measure++) {
                values[option * wholes.measures() + measure] =
                        wholes.value(measure, sums, option * wholes.width()).doubleValue();
            }
        }
        return new Group(layers, picks, sums, values);
    }

    /// How many options there are.
    int options() {
        return picks.length;
    }

    /// The group with only these of its options, in this order.
    Group keep(Wholes wholes, int[] kept) {
        if (kept.length == picks.length) {
            return this;
        }
        int[][] fewer = new int[kept.length][];
        long[] keptSums = new long[kept.length * wholes.width()];
        double[] keptValues = new double[kept.length * wholes.measures()];
        for (int at = 0; at < kept.length; at++) {
            fewer[at] = picks[kept[at]];
            System.arraycopy(
                    sums, kept[at] * wholes.width(), keptSums, at * wholes.width(), wholes.width());
            System.arraycopy(
                    values,
                    kept[at] * wholes.measures(),
                    keptValues,
                    at * wholes.measures(),
                    wholes.measures());
        }
        return new Group(layers, fewer, keptSums, keptValues);
    }
}
