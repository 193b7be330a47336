package bitwright.mapper.exact;

import bitwright.workload.Operand;
import java.util.Arrays;

/// A quick bound for one use of the lanes, from what fits at the innermost boundary alone: there at
/// most one operand stays, the others come for every tile; further outside everything comes once.
///
/// Where no loop lies between the innermost boundaries they share their shape; each such run is
/// tried.
final class Floor {
    private static final int OPERANDS = Operand.values().length;

    private Floor() {}

    /// The least cost, component by component.
    static double[] of(Prices prices) {
        Lattice lattice = prices.lattice;
        int boundaries = prices.chain.count();
        if (boundaries == 0) {
            return prices.fixed.clone();
        }
        double[] least = new double[prices.components];
        Arrays.fill(least, 0, Completions.COMPONENTS, Double.POSITIVE_INFINITY);
        double[][] outside = new double[boundaries + 1][prices.components];
        for (int boundary = 0; boundary < boundaries; boundary++) {
            System.arraycopy(outside[boundary], 0, outside[boundary + 1], 0, prices.components);
            int inputs = prices.leastInputs(boundary);
            for (int operand = 0; operand < OPERANDS; operand++) {
                prices.add(
                        boundary, operand, inputs, lattice.whole(), inputs, outside[boundary + 1]);
            }
        }
        double[] own = new double[OPERANDS * prices.components];
        double[] once = new double[OPERANDS * prices.components];
        double[] one = new double[prices.components];
        boolean[] fits = new boolean[lattice.count];
        prices.fillFits(boundaries - 1, fits);
        for (int shape = 0; shape < lattice.count; shape++) {
            if (!fits[shape]) {
                continue;
            }
            Arrays.fill(own, 0);
            Arrays.fill(once, 0);
            for (int boundary = boundaries - 1; boundary >= 0; boundary--) {
                for (int operand = 0; operand < OPERANDS; operand++) {
                    add(prices, boundary, operand, shape, shape, one, own);
                    add(prices, boundary, operand, shape, lattice.whole(), one, once);
                }
                for (int component = 0; component < Completions.COMPONENTS; component++) {
                    for (int stays = 0; stays < OPERANDS; stays++) {
                        double all = outside[boundary][component];
                        for (int operand = 0; operand < OPERANDS; operand++) {
                            int slot = operand * prices.components + component;
                            all += operand == stays ? once[slot] : own[slot];
                        }
                        least[component] = Math.min(least[component], all);
                    }
                }
            }
        }
        if (prices.fits(boundaries - 1, lattice.whole())) {
            System.arraycopy(outside[boundaries], 0, least, 0, Completions.COMPONENTS);
        }
        for (int component = 0; component < prices.components; component++) {
            least[component] =
                    prices.fixed[component]
                            + (component < Completions.COMPONENTS
                                    ? least[component]
                                    : outside[boundaries][component]);
        }
        return least;
    }

    private static void add(
            Prices prices,
            int boundary,
            int operand,
            int shape,
            int reused,
            double[] one,
            double[] into) {
        Arrays.fill(one, 0, Completions.COMPONENTS, 0);
        prices.add(boundary, operand, shape, reused, prices.lattice.whole(), one);
        for (int component = 0; component < Completions.COMPONENTS; component++) {
            into[operand * prices.components + component] += one[component];
        }
    }
}
