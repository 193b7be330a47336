package bitwright.mapper.exact;

import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.Arrays;

/// What a chain of tile shapes costs: what the boundaries chosen so far spend, from the outermost
/// inwards, and the least that all who begin so may cost.
final class ChainCost {
    private static final int OPERANDS = Operand.values().length;
    private static final int DIMS = Dim.values().length;
    private static final int[] KIND = kinds();

    private final Prices prices;
    private final Lattice lattice;
    private final Completions completions;
    private final FirstWindows firstWindows;

    /// Tile shapes by boundary.
    final int[] shapes;

    /// By block the operand that its innermost loops leave alone.
    final int[] stays;

    private final int[][] reused;
    private final double[][] spent;
    private final long[] unhidden;

    /// By boundary the shape of which unhidden cycles were reckoned last, and these.
    private final int[] unhiddenShape;

    private final long[] unhiddenHere;

    /// By boundary and operand whether transfers stop the unit.
    private final boolean[][] stops;

    /// By boundary whether the unit waits for first windows.
    private final boolean[] waitsForWindows;

    private final double[] total;
    private int unitShape = -1;
    private long unitCycles;

    /// Least cycles that were reckoned last; the most there is if it is impossible.
    long cycles;

    /// Least picojoules that were reckoned last.
    double picojoules;

    /// Least energy times cycles that was reckoned last, 0 if nothing is known of it.
    double product;

    ChainCost(Prices prices, Completions completions) {
        this.prices = prices;
        this.completions = completions;
        firstWindows = prices.firstWindows();
        lattice = prices.lattice;
        int boundaries = prices.chain.count();
        shapes = new int[boundaries];
        stays = new int[boundaries];
        reused = new int[boundaries + 1][OPERANDS];
        spent = new double[boundaries + 1][prices.components];
        unhidden = new long[boundaries + 1];
        unhiddenShape = new int[boundaries];
        Arrays.fill(unhiddenShape, -1);
        unhiddenHere = new long[boundaries];
        stops = new boolean[boundaries][OPERANDS];
        waitsForWindows = new boolean[boundaries];
        for (int boundary = 0; boundary < boundaries; boundary++) {
            waitsForWindows[boundary] = firstWindows.comeIn(boundary);
            for (int operand = 0; operand < OPERANDS; operand++) {
                stops[boundary][operand] = prices.stops(boundary, operand);
            }
        }
        total = new double[Completions.COMPONENTS];
    }

    /// Which operand a dimension leaves alone; 3 where it moves all.
    static int kind(int dim) {
        return KIND[dim];
    }

    private static int[] kinds() {
        int[] kinds = new int[DIMS];
        for (int dim = 0; dim < DIMS; dim++) {
            kinds[dim] = Writing.NONE;
            for (int operand = 0; operand < OPERANDS; operand++) {
                kinds[dim] = Writing.isFree(operand, dim) ? operand : kinds[dim];
            }
        }
        return kinds;
    }

    /// Takes all choices back.
    void begin() {
        Arrays.fill(reused[0], lattice.whole());
        System.arraycopy(prices.fixed, 0, spent[0], 0, spent[0].length);
    }

    /// Which kinds of dimensions loop in a block: bit `operand` for those that leave it alone, bit
    /// 3 for those that move all.
    int changed(int shape, int outer) {
        int changed = 0;
        for (int dim = 0; dim < DIMS; dim++) {
            if (lattice.digit(shape, dim) == lattice.digit(outer, dim)) {
                continue;
            }
            changed |= 1 << KIND[dim];
        }
        return changed;
    }

    /// Makes a choice at a boundary: what it costs is spent.
    void enter(int boundary, int shape, int stay) {
        int outer = boundary == 0 ? lattice.whole() : shapes[boundary - 1];
        shapes[boundary] = shape;
        stays[boundary] = stay;
        int changed = changed(shape, outer);
        double[] now = spent[boundary + 1];
        System.arraycopy(spent[boundary], 0, now, 0, now.length);
        double standstills = 1;
        boolean inArray = boundary == prices.chain.boundaries().size();
        for (int operand = 0; operand < OPERANDS; operand++) {
            boolean moved = (changed & ~(1 << operand)) != 0;
            boolean passes = inArray && prices.chain.stationary().ordinal() != operand;
            if (passes) {
                reused[boundary + 1][operand] = shape;
            } else if (moved) {
                reused[boundary + 1][operand] = stay == operand ? outer : shape;
            } else {
                reused[boundary + 1][operand] = reused[boundary][operand];
            }
            prices.add(
                    boundary,
                    operand,
                    shape,
                    reused[boundary + 1][operand],
                    moved ? outer : lattice.whole(),
                    now);
            if (stops[boundary][operand]) {
                int stayed = reused[boundary + 1][operand];
                standstills = Math.max(standstills, firstWindows.trips(operand, stayed, shape));
            }
        }
        if (waitsForWindows[boundary]) {
            prices.addFirstWindows(standstills * firstWindows.cycles(boundary, shape), now);
        }
        if (unhiddenShape[boundary] != shape) {
            unhiddenShape[boundary] = shape;
            unhiddenHere[boundary] = prices.unhiddenCycles(boundary, shape);
        }
        unhidden[boundary + 1] = unhidden[boundary] + unhiddenHere[boundary];
    }

    /// Bounds from what is chosen so far alone, ports left out: all but the outermost are looked at
    /// later.
    void reckonSpent(int boundary, int shape) {
        copySpent(boundary);
        reckonTotal(boundary, shape, 0);
    }

    /// Bounds from what is chosen so far and the least of the boundaries further inside.
    void reckon(int boundary, int shape) {
        copySpent(boundary);
        completions.addLeast(boundary + 1, shape, reused[boundary + 1], total);
        reckonTotal(boundary, shape, prices.portCycles(spent[boundary + 1]));
    }

    /// Copies what is completed; what ports carry is not.
    private void copySpent(int boundary) {
        double[] from = spent[boundary + 1];
        for (int component = 0; component < Completions.COMPONENTS; component++) {
            total[component] = from[component];
        }
    }

    private void reckonTotal(int boundary, int shape, double portCycles) {
        long unit = unitCycles(shape);
        double working = unit + total[Prices.WAITING] + unhidden[boundary + 1];
        double most = Math.max(Math.max(working, total[Prices.OUTER]), portCycles);
        if (Math.max(most, total[Prices.ENERGY]) == Double.POSITIVE_INFINITY) {
            cycles = Long.MAX_VALUE;
            picojoules = Double.POSITIVE_INFINITY;
            product = Double.POSITIVE_INFINITY;
            return;
        }
        cycles =
                (long) Math.ceil(most - 1e-6)
                        + prices.chain.accelerator().software().layerOverheadCycles();
        picojoules = prices.picojoules(total, cycles);
        product = prices.product(total, unit, unhidden[boundary + 1], cycles, picojoules);
    }

    /// Cycles that the unit works at least; the same for all that begin with one shape, unless the
    /// array streams.
    private long unitCycles(int shape) {
        if (prices.chain.streams()) {
            return prices.unitCycles(shapes[0], shape);
        }
        if (unitShape != shapes[0]) {
            unitShape = shapes[0];
            unitCycles = prices.unitCycles(unitShape, shape);
        }
        return unitCycles;
    }
}
