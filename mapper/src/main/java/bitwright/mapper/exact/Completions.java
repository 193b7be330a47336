package bitwright.mapper.exact;

import bitwright.workload.Operand;
import java.util.Arrays;

/// The least that the boundaries inside a tile shape can still cost, for every shape.
///
/// From the innermost boundary outwards, each shape takes the least over the shapes that divide it,
/// dimension after dimension, as a transform over the lattice. What a block of loops does to the
/// operands that stay is told apart: loops that move all of them (`moved`), loops of the kind that
/// leaves one operand alone (`kind`), or none at all; in the last two an operand comes as often as
/// it did before, which only the search from the outside knows.
final class Completions {
    private static final int OPERANDS = Operand.values().length;

    /// Components of a cost that are completed.
    static final int COMPONENTS = Prices.PORTS;

    private final Prices prices;
    private final Lattice lattice;
    private final int boundaries;
    private final boolean[][] fits;

    /// By component and boundary: whether it or one inside costs any.
    private final boolean[][] any;

    /// By component and boundary: the least where loops just outside move all operands.
    private final double[][][] moved;

    /// By component, boundary and operand: the least where these loops leave the operand alone;
    /// what it costs itself at the boundary left out.
    private final double[][][][] kind;

    /// By component, boundary and operand: the least for a shape at which all operands came anew
    /// but this one, of which nothing is known.
    private final double[][][][] after;

    private final double[] cost;
    private final double[] least = new double[COMPONENTS];
    private final double[] passed = new double[COMPONENTS];
    private final double[] passing = new double[COMPONENTS];

    Completions(Prices prices) {
        this(prices, 1);
    }

    /// @param outermost the outermost boundary that is completed
    Completions(Prices prices, int outermost) {
        this.prices = prices;
        lattice = prices.lattice;
        boundaries = prices.chain.count();
        cost = new double[prices.components];
        fits = new boolean[boundaries][lattice.count];
        for (int boundary = 0; boundary < boundaries; boundary++) {
            prices.fillFits(boundary, fits[boundary]);
        }
        any = new boolean[COMPONENTS][boundaries + 1];
        moved = new double[COMPONENTS][boundaries + 1][];
        kind = new double[COMPONENTS][boundaries + 1][OPERANDS][];
        after = new double[COMPONENTS][boundaries + 1][OPERANDS][];
        double[] nothing = new double[lattice.count];
        for (int component = 0; component < COMPONENTS; component++) {
            Arrays.fill(after[component][boundaries], nothing);
        }
        for (int boundary = boundaries - 1; boundary >= outermost; boundary--) {
            reckon(boundary);
        }
    }

    /// Whether the tiles of a shape fit at a boundary.
    boolean fits(int boundary, int shape) {
        return fits[boundary][shape];
    }

    /// Adds to each component the least over a boundary and those inside, below a shape of the
    /// boundary outside; infinite where nothing fits.
    ///
    /// @param reused by operand the shape within which it stayed so far
    void addLeast(int boundary, int shape, int[] reused, double[] into) {
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(passed, 0);
        boolean reachesUnit = true;
        for (int at = boundary; at < boundaries && reachesUnit; at++) {
            reachesUnit = fits[at][shape];
            Arrays.fill(passing, 0);
            for (int operand = 0; operand < OPERANDS; operand++) {
                own(at, operand, shape, reused[operand]);
                for (int component = 0; component < COMPONENTS; component++) {
                    if (any[component][at]) {
                        double others = kind[component][at][operand][shape];
                        double all = passed[component] + cost[component] + others;
                        least[component] = Math.min(least[component], all);
                        passing[component] += cost[component];
                    }
                }
            }
            for (int component = 0; component < COMPONENTS; component++) {
                if (any[component][at]) {
                    double all = passed[component] + moved[component][at][shape];
                    least[component] = Math.min(least[component], all);
                    passed[component] += passing[component];
                }
            }
        }
        for (int component = 0; component < COMPONENTS; component++) {
            if (any[component][boundary]) {
                into[component] +=
                        reachesUnit
                                ? Math.min(least[component], passed[component])
                                : least[component];
            }
        }
    }

    private void own(int boundary, int operand, int shape, int reused) {
        Arrays.fill(cost, 0, COMPONENTS, 0);
        prices.add(boundary, operand, shape, reused, lattice.whole(), cost);
    }

    /// Fills in what an operand costs with a shape, from another shape that costs the same if there
    /// is one.
    private void fill(
            double[][][] into, int boundary, int operand, int shape, int reused, int same) {
        if (same == shape) {
            own(boundary, operand, shape, reused);
        }
        for (int component = 0; component < COMPONENTS; component++) {
            double[] costs = into[component][operand];
            costs[shape] = same == shape ? cost[component] : costs[same];
        }
    }

    private void reckon(int boundary) {
        int count = lattice.count;
        double[][][] own = new double[COMPONENTS][OPERANDS][count];
        double[][][] once = new double[COMPONENTS][OPERANDS][count];
        for (int operand = 0; operand < OPERANDS; operand++) {
            int[] within = lattice.sameWithin[operand];
            int[] everything = lattice.sameOnce[operand];
            for (int shape = 0; shape < count; shape++) {
                fill(own, boundary, operand, shape, shape, within[shape]);
                fill(once, boundary, operand, shape, lattice.whole(), everything[shape]);
            }
        }
        for (int component = 0; component < COMPONENTS; component++) {
            if (component == Prices.WEIGHED && !any[Prices.WAITING][boundary]) {
                weighEnergy(boundary);
                continue;
            }
            any[component][boundary] =
                    any[component][boundary + 1] || costsAny(component, own[component]);
            if (any[component][boundary]) {
                reckon(boundary, component, own[component], once[component]);
            } else {
                after[component][boundary] = after[component][boundary + 1];
            }
        }
    }

    /// Without waiting the weighed sum is the energy, if anything is weighed.
    private void weighEnergy(int boundary) {
        any[Prices.WEIGHED][boundary] = prices.weighs() && any[Prices.ENERGY][boundary];
        moved[Prices.WEIGHED][boundary] = moved[Prices.ENERGY][boundary];
        kind[Prices.WEIGHED][boundary] = kind[Prices.ENERGY][boundary];
        after[Prices.WEIGHED][boundary] = after[Prices.ENERGY][boundary];
    }

    /// Whether a component costs anything; that something is impossible counts where others may
    /// rely on it.
    private static boolean costsAny(int component, double[][] own) {
        double most = component == Prices.WAITING ? Double.MAX_VALUE : Double.POSITIVE_INFINITY;
        for (double[] each : own) {
            for (double cost : each) {
                if (cost > 0 && cost <= most) {
                    return true;
                }
            }
        }
        return false;
    }

    /// What an operand costs that stays depends on the shape inside in the dimensions that index it
    /// and on the shape outside in the others: so the least over the others comes first, and then,
    /// the operand's own cost added, the least over those that index it.
    private void reckon(int boundary, int component, double[][] own, double[][] once) {
        int count = lattice.count;
        double[] least = new double[count];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        double[] work = new double[count];
        for (int operand = 0; operand < OPERANDS; operand++) {
            double[] same = new double[count];
            others(boundary, component, operand, own, same);
            lower(same, OperandDims.free(operand));
            kind[component][boundary][operand] = same;
            double[] costs = own[operand];
            for (int shape = 0; shape < count; shape++) {
                work[shape] = same[shape] + costs[shape];
            }
            lower(work, OperandDims.indexing(operand));
            for (int shape = 0; shape < count; shape++) {
                least[shape] = Math.min(least[shape], work[shape]);
            }
        }
        moved[component][boundary] = least;
        for (int operand = 0; operand < OPERANDS; operand++) {
            after[component][boundary][operand] =
                    unknown(boundary, component, operand, own, once[operand]);
        }
    }

    /// The least where nothing is known of one operand: loops move all, or leave it alone, or there
    /// are none.
    private double[] unknown(
            int boundary, int component, int operand, double[][] own, double[] once) {
        double[] unknown = new double[lattice.count];
        double[] all = moved[component][boundary];
        double[] alone = kind[component][boundary][operand];
        others(boundary, component, operand, own, unknown);
        for (int shape = 0; shape < unknown.length; shape++) {
            double stays = Math.min(alone[shape], unknown[shape]) + once[shape];
            unknown[shape] = Math.min(all[shape], stays);
        }
        return unknown;
    }

    /// What the other operands cost at a boundary, and everything inside.
    private void others(int boundary, int component, int operand, double[][] own, double[] into) {
        double[] inner = after[component][boundary + 1][operand];
        double[] one = own[(operand + 1) % OPERANDS];
        double[] other = own[(operand + 2) % OPERANDS];
        boolean[] fit = fits[boundary];
        for (int shape = 0; shape < into.length; shape++) {
            into[shape] =
                    fit[shape]
                            ? inner[shape] + one[shape] + other[shape]
                            : Double.POSITIVE_INFINITY;
        }
    }

    /// Gives every shape the least over the shapes that divide it in some dimensions and equal it
    /// in the others.
    private void lower(double[] values, int[] dims) {
        for (int dim : dims) {
            int sizes = lattice.sizes[dim].length;
            if (sizes > 1 && lattice.ordered) {
                lower(values, sizes, lattice.stride[dim]);
            } else if (sizes > 1) {
                lower(values, lattice.divisors[dim], sizes, lattice.stride[dim]);
            }
        }
    }

    private static void lower(double[] values, int sizes, int stride) {
        for (int block = 0; block < values.length; block += stride * sizes) {
            for (int into = block + stride; into < block + stride * sizes; into++) {
                values[into] = Math.min(values[into], values[into - stride]);
            }
        }
    }

    private static void lower(double[] values, int[][] divisors, int sizes, int stride) {
        for (int block = 0; block < values.length; block += stride * sizes) {
            for (int size = sizes - 1; size > 0; size--) {
                int into = block + size * stride;
                int[] below = divisors[size];
                for (int index = 0; index < below.length - 1; index++) {
                    int of = block + below[index] * stride;
                    for (int offset = 0; offset < stride; offset++) {
                        values[into + offset] =
                                Math.min(values[into + offset], values[of + offset]);
                    }
                }
            }
        }
    }
}
