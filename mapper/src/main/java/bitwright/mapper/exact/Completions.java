package bitwright.mapper.exact;

import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.Arrays;
import java.util.stream.IntStream;

/// The least that the boundaries inside a tile shape can still cost, for every shape.
///
/// From the innermost boundary outwards, each shape takes the least over the shapes that divide it,
/// dimension after dimension, as a transform over the lattice. What a block of loops does to the
/// operands that stay is told apart: loops that move all of them (`moved`), loops of the kind that
/// leaves one operand alone (`kind`), or none at all; in the last two an operand comes as often as
/// it did before, which only the search from the outside knows.
final class Completions {
    private static final int OPERANDS = Operand.values().length;
    private static final int INPUT = Operand.INPUT.ordinal();
    private static final int K = Dim.K.ordinal();
    private static final int[] WITHOUT_K =
            IntStream.range(0, Dim.values().length).filter(dim -> dim != K).toArray();
    private static final int[] ALL = IntStream.range(0, Dim.values().length).toArray();

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
        this.prices = prices;
        lattice = prices.lattice;
        boundaries = prices.chain.count();
        cost = new double[prices.components];
        fits = new boolean[boundaries][lattice.count];
        for (int boundary = 0; boundary < boundaries; boundary++) {
            for (int shape = 0; shape < lattice.count; shape++) {
                fits[boundary][shape] = prices.fits(boundary, shape);
            }
        }
        any = new boolean[COMPONENTS][boundaries + 1];
        moved = new double[COMPONENTS][boundaries + 1][];
        kind = new double[COMPONENTS][boundaries + 1][OPERANDS][];
        after = new double[COMPONENTS][boundaries + 1][OPERANDS][];
        double[] nothing = new double[lattice.count];
        for (int component = 0; component < COMPONENTS; component++) {
            Arrays.fill(after[component][boundaries], nothing);
        }
        for (int boundary = boundaries - 1; boundary > 0; boundary--) {
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

    private double own(int component, int boundary, int operand, int shape, int reused) {
        own(boundary, operand, shape, reused);
        return cost[component];
    }

    private void reckon(int boundary) {
        int count = lattice.count;
        double[][][] own = new double[COMPONENTS][OPERANDS][count];
        for (int operand = 0; operand < OPERANDS; operand++) {
            for (int shape = 0; shape < count; shape++) {
                own(boundary, operand, shape, shape);
                for (int component = 0; component < COMPONENTS; component++) {
                    own[component][operand][shape] = cost[component];
                }
            }
        }
        for (int component = 0; component < COMPONENTS; component++) {
            boolean costs = any[component][boundary + 1];
            for (double[] each : own[component]) {
                for (int shape = 0; shape < count && !costs; shape++) {
                    costs = each[shape] > 0;
                }
            }
            any[component][boundary] = costs;
            if (costs) {
                reckon(boundary, component, own[component]);
            } else {
                after[component][boundary] = after[component][boundary + 1];
            }
        }
    }

    private void reckon(int boundary, int component, double[][] own) {
        int count = lattice.count;
        double[] least = new double[count];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        double[] work = new double[count];
        for (int operand = 0; operand < OPERANDS; operand++) {
            if (operand == INPUT) {
                inputsStay(boundary, component, own[INPUT], own, least);
            } else {
                others(boundary, component, operand, own, work);
                lower(work, ALL);
                for (int shape = 0; shape < count; shape++) {
                    least[shape] = Math.min(least[shape], work[shape] + own[operand][shape]);
                }
            }
            double[] same = new double[count];
            others(boundary, component, operand, own, same);
            lower(same, Prices.FREE[operand]);
            kind[component][boundary][operand] = same;
        }
        moved[component][boundary] = least;
        for (int operand = 0; operand < OPERANDS; operand++) {
            double[] unknown = new double[count];
            double[] inner = after[component][boundary + 1][operand];
            for (int shape = 0; shape < count; shape++) {
                double once = own(component, boundary, operand, shape, lattice.whole());
                double none = Double.POSITIVE_INFINITY;
                if (fits[boundary][shape]) {
                    none = inner[shape] + once;
                    for (int other = 0; other < OPERANDS; other++) {
                        none += other == operand ? 0 : own[other][shape];
                    }
                }
                double alone = kind[component][boundary][operand][shape] + once;
                unknown[shape] = Math.min(least[shape], Math.min(alone, none));
            }
            after[component][boundary][operand] = unknown;
        }
    }

    /// What the other operands cost at a boundary, and everything inside.
    private void others(int boundary, int component, int operand, double[][] own, double[] into) {
        double[] inner = after[component][boundary + 1][operand];
        for (int shape = 0; shape < lattice.count; shape++) {
            into[shape] = Double.POSITIVE_INFINITY;
            if (fits[boundary][shape]) {
                into[shape] = inner[shape];
                for (int other = 0; other < OPERANDS; other++) {
                    into[shape] += other == operand ? 0 : own[other][shape];
                }
            }
        }
    }

    /// Inputs that stay come once for every trip over channels outside, and as their tile's windows
    /// have it: a transform for every number of channels.
    private void inputsStay(
            int boundary, int component, double[] costs, double[][] own, double[] least) {
        int sizes = lattice.sizes[K].length;
        int stride = lattice.stride[K];
        double[] others = new double[lattice.count];
        others(boundary, component, INPUT, own, others);
        double[] work = new double[lattice.count];
        for (int channels = 0; channels < sizes; channels++) {
            for (int divisor : lattice.divisors[K][channels]) {
                for (int block = divisor * stride; block < work.length; block += stride * sizes) {
                    int reused = block + (channels - divisor) * stride;
                    for (int offset = 0; offset < stride; offset++) {
                        // The inputs' windows do not depend on the channels of outputs.
                        work[block + offset] = others[block + offset] + costs[reused + offset];
                    }
                }
            }
            lower(work, WITHOUT_K, lattice.divisors[K][channels]);
            for (int block = channels * stride; block < work.length; block += stride * sizes) {
                for (int divisor : lattice.divisors[K][channels]) {
                    int from = block + (divisor - channels) * stride;
                    for (int offset = 0; offset < stride; offset++) {
                        least[block + offset] =
                                Math.min(least[block + offset], work[from + offset]);
                    }
                }
            }
        }
    }

    /// Gives every shape the least over the shapes that divide it in some dimensions and equal it
    /// in the others.
    private void lower(double[] values, int[] dims) {
        for (int dim : dims) {
            lower(values, dim, 0, values.length);
        }
    }

    /// The same for the shapes of some sizes in the output channels alone.
    private void lower(double[] values, int[] dims, int[] channels) {
        int sizes = lattice.sizes[K].length;
        int stride = lattice.stride[K];
        for (int dim : dims) {
            if (lattice.stride[dim] < stride) {
                for (int block = 0; block < values.length; block += stride * sizes) {
                    for (int digit : channels) {
                        int from = block + digit * stride;
                        lower(values, dim, from, from + stride);
                    }
                }
            } else {
                lower(values, dim, 0, values.length);
            }
        }
    }

    private void lower(double[] values, int dim, int from, int to) {
        int sizes = lattice.sizes[dim].length;
        if (sizes == 1) {
            return;
        }
        int stride = lattice.stride[dim];
        int[][] divisors = lattice.divisors[dim];
        for (int block = from; block < to; block += stride * sizes) {
            for (int size = sizes - 1; size > 0; size--) {
                int into = block + size * stride;
                int[] below = divisors[size];
                for (int index = 0; index < below.length - 1; index++) {
                    int of = block + below[index] * stride;
                    for (int offset = 0; offset < stride; offset++) {
                        double value = values[of + offset];
                        if (value < values[into + offset]) {
                            values[into + offset] = value;
                        }
                    }
                }
            }
        }
    }
}
