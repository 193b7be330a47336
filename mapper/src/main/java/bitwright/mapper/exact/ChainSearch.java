package bitwright.mapper.exact;

import bitwright.arch.machine.Filling;
import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.Arrays;

/// Visits all chains of tile shapes of one use of the lanes that may still beat the best schedule,
/// from the outermost boundary inwards, the most promising shapes first.
///
/// What is left out cannot be better: a branch is cut when the costs of the boundaries chosen so
/// far and the least of those inside ([Completions]) together do not beat the best.
final class ChainSearch {
    private static final int OPERANDS = Operand.values().length;
    private static final int DIMS = Dim.values().length;
    private static final int[] KIND = kinds();
    private static final int[] WINDOWS = {
        Dim.OX.ordinal(), Dim.OY.ordinal(), Dim.FX.ordinal(), Dim.FY.ordinal()
    };

    private final Prices prices;
    private final Lattice lattice;
    private final Completions completions;
    private final Incumbent incumbent;
    private final Limit limit;
    private final LevelRules rules;
    private final FirstWindows firstWindows;
    private final int boundaries;
    private final int[] shapes;
    private final int[] stays;
    private final int[] last;
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

    private final long[][] candidates;
    private int unitShape = -1;
    private long unitCycles;
    private long leastCycles;
    private double leastPicojoules;
    private double leastProduct;
    private final double[] total;
    private long cycles;
    private double picojoules;
    private double product;

    ChainSearch(Prices prices, Incumbent incumbent, Limit limit, LevelRules rules) {
        this.prices = prices;
        this.rules = rules;
        firstWindows = prices.firstWindows();
        this.incumbent = incumbent;
        this.limit = limit;
        lattice = prices.lattice;
        completions = new Completions(prices);
        boundaries = prices.chain.count();
        shapes = new int[boundaries];
        stays = new int[boundaries];
        last = new int[boundaries];
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
        candidates = new long[boundaries][64];
        incumbent.visit((long) lattice.count * Math.max(1, boundaries));
    }

    /// Which operand each dimension leaves alone; 3 where it moves all.
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

    /// Visits everything that may be better than the best.
    void run() {
        begin();
        visit(0);
    }

    private void begin() {
        Arrays.fill(reused[0], lattice.whole());
        System.arraycopy(prices.fixed, 0, spent[0], 0, spent[0].length);
    }

    /// Finds the shape at the outermost boundary that promises most, and follows it to a schedule.
    ///
    /// @param floorCycles cycles that every schedule of these lanes takes at least
    /// @param floorPicojoules its energy at least
    void least(long floorCycles, double floorPicojoules) {
        begin();
        leastCycles = Long.MAX_VALUE;
        leastPicojoules = Double.POSITIVE_INFINITY;
        leastProduct = Double.POSITIVE_INFINITY;
        if (boundaries == 0) {
            leastCycles = floorCycles;
            leastPicojoules = floorPicojoules;
            leastProduct = 0;
            return;
        }
        double best = Double.POSITIVE_INFINITY;
        int first = 0;
        int count = gatherAll();
        long[] all = candidates[0];
        Arrays.sort(all, 0, count);
        for (int each = 0; each < count; each++) {
            int code = (int) all[each];
            if (Float.intBitsToFloat((int) (all[each] >>> 32)) >= best) {
                break;
            }
            enter(0, code >>> 2, code & 3);
            reckon(0, code >>> 2);
            if (cycles == Long.MAX_VALUE) {
                continue;
            }
            // Of one shape all bounds hold at once; of two shapes they need not.
            cycles = Math.max(cycles, floorCycles);
            picojoules = Math.max(picojoules, floorPicojoules);
            double rank = rank();
            if (rank < best) {
                best = rank;
                leastCycles = cycles;
                leastPicojoules = picojoules;
                leastProduct = product;
                first = code;
            }
        }
        if (best < Double.POSITIVE_INFINITY) {
            enter(0, first >>> 2, first & 3);
            dive(1);
        }
    }

    /// Follows what promises most at every boundary, so that there is something to beat.
    private void dive(int boundary) {
        if (boundary == boundaries) {
            finish();
            return;
        }
        int count = gather(boundary);
        if (count > 0) {
            long best = Arrays.stream(candidates[boundary], 0, count).min().orElseThrow();
            enter(boundary, (int) best >>> 2, (int) best & 3);
            dive(boundary + 1);
        }
    }

    /// Cycles of what promises most; the most there is if nothing fits or can be better.
    long leastCycles() {
        return leastCycles;
    }

    /// Picojoules of what promises most.
    double leastPicojoules() {
        return leastPicojoules;
    }

    /// Energy times cycles of what promises most, at least.
    double leastProduct() {
        return leastProduct;
    }

    /// Bounds of everything that begins with some tile shapes.
    ///
    /// @param chosen how many boundaries have a shape, at least 1
    /// @param shapes tile shapes by boundary
    /// @param stays by block the operand that its innermost loops leave alone
    Bounds bounds(int chosen, int[] shapes, int[] stays) {
        begin();
        for (int boundary = 0; boundary < chosen; boundary++) {
            enter(boundary, shapes[boundary], stays[boundary]);
        }
        reckon(chosen - 1, shapes[chosen - 1]);
        return new Bounds(cycles, picojoules, product);
    }

    /// What something costs at least.
    ///
    /// @param product energy times cycles, 0 if nothing is known of it
    record Bounds(long cycles, double picojoules, double product) {}

    private double rank() {
        return Math.max(incumbent.objective.rank(cycles, picojoules), product);
    }

    private void visit(int boundary) {
        if (boundary == boundaries) {
            finish();
            return;
        }
        int count = boundary == 0 ? gatherAll() : gather(boundary);
        long[] own = candidates[boundary];
        Arrays.sort(own, 0, count);
        long[] mine = Arrays.copyOf(own, count);
        // At the outermost boundary nothing further inside has had a say yet.
        long known = boundary == 0 ? -1 : incumbent.improvements();
        for (long candidate : mine) {
            int code = (int) candidate;
            int shape = code >>> 2;
            int stay = code & 3;
            enter(boundary, shape, stay);
            if (incumbent.improvements() != known && !mayBeBeaten(boundary, shape)) {
                continue;
            }
            if (limit.isReached(incumbent)) {
                reckon(boundary, shape);
                limit.leave(cycles, picojoules, product);
                continue;
            }
            visit(boundary + 1);
        }
    }

    private int gatherAll() {
        int count = 0;
        for (int shape = 0; shape < lattice.count; shape++) {
            count = gather(0, shape, lattice.whole(), count);
        }
        return count;
    }

    private int gather(int boundary) {
        int outer = shapes[boundary - 1];
        int[] index = new int[DIMS];
        int[][] divisors = new int[DIMS][];
        for (int dim = 0; dim < DIMS; dim++) {
            divisors[dim] = lattice.divisors[dim][lattice.digit(outer, dim)];
        }
        int count = 0;
        // The least size of every dimension is 1, which divides all others.
        int shape = 0;
        while (true) {
            count = gather(boundary, shape, outer, count);
            int dim = DIMS - 1;
            while (dim >= 0 && ++index[dim] == divisors[dim].length) {
                shape -= divisors[dim][index[dim] - 1] * lattice.stride[dim];
                index[dim--] = 0;
            }
            if (dim < 0) {
                return count;
            }
            int[] sizes = divisors[dim];
            shape += (sizes[index[dim]] - sizes[index[dim] - 1]) * lattice.stride[dim];
        }
    }

    /// Adds a shape with each order of the block's loops that makes a difference.
    private int gather(int boundary, int shape, int outer, int count) {
        incumbent.visit(1);
        if (!completions.fits(boundary, shape) || !rules.allow(boundary, shape, outer)) {
            return count;
        }
        int changed = changed(shape, outer);
        int innermost = rules.innermostLoop(boundary, shape, outer);
        int groups = Integer.bitCount(changed);
        int added = count;
        for (int stay = 0; stay <= Writing.NONE; stay++) {
            boolean favours = stay < Writing.NONE && (changed >> stay & 1) != 0;
            boolean plain = stay == Writing.NONE && (changed & 7) == 0;
            boolean differs =
                    innermost >= 0
                            ? stay == KIND[innermost]
                            : groups == 1 ? stay == Writing.NONE : favours || plain;
            if (!differs) {
                continue;
            }
            enter(boundary, shape, stay);
            reckonSpent(boundary, shape);
            boolean beats =
                    boundary == 0
                            ? incumbent.mayBeBeaten(cycles, picojoules, product)
                            : mayBeBeaten(boundary, shape);
            if (beats) {
                // Never above the rank itself, so that the rest of a sorted list is no less.
                float below = Math.max(0, Math.nextDown((float) rank()));
                long rank = Float.floatToIntBits(below);
                if (added == candidates[boundary].length) {
                    candidates[boundary] = Arrays.copyOf(candidates[boundary], 2 * added);
                }
                candidates[boundary][added++] = rank << 32 | (long) shape << 2 | stay;
            }
        }
        return added;
    }

    /// Which kinds of dimensions loop in a block: bit `operand` for those that leave it alone, bit
    /// 3 for those that move all.
    private int changed(int shape, int outer) {
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
    private void enter(int boundary, int shape, int stay) {
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

    /// Whether what is chosen so far may lead to something better than the best; leaves the bounds
    /// in `cycles` and `picojoules`.
    private boolean mayBeBeaten(int boundary, int shape) {
        reckonSpent(boundary, shape);
        if (!incumbent.mayBeBeaten(cycles, picojoules, product)) {
            return false;
        }
        reckon(boundary, shape);
        return cycles < Long.MAX_VALUE && incumbent.mayBeBeaten(cycles, picojoules, product);
    }

    /// Bounds from what is chosen so far alone, ports left out: all but the outermost are looked at
    /// later.
    private void reckonSpent(int boundary, int shape) {
        copySpent(boundary);
        reckonTotal(boundary, shape, 0);
    }

    /// Bounds from what is chosen so far and the least of the boundaries further inside.
    private void reckon(int boundary, int shape) {
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

    /// Prices the schedule exactly, with each choice of the windows' innermost loop where they
    /// slide.
    private void finish() {
        Arrays.fill(last, -1);
        choose(0);
    }

    private void choose(int boundary) {
        if (boundary == boundaries) {
            incumbent.offer(prices.chain, Writing.schedule(prices, shapes, stays, last, rules));
            return;
        }
        last[boundary] = -1;
        choose(boundary + 1);
        if (!slides(boundary)) {
            return;
        }
        for (int dim : WINDOWS) {
            int inner = lattice.digit(shapes[boundary], dim);
            boolean loops =
                    boundary == 0
                            ? inner < lattice.sizes[dim].length - 1
                            : inner < lattice.digit(shapes[boundary - 1], dim);
            if (loops) {
                last[boundary] = dim;
                choose(boundary + 1);
            }
        }
        last[boundary] = -1;
    }

    private boolean slides(int boundary) {
        int level = prices.chain.level(boundary, Operand.INPUT);
        if (level == 0) {
            return false;
        }
        Filling filling = prices.chain.accelerator().memories().get(level).filling();
        return filling.slidingWindows();
    }
}
