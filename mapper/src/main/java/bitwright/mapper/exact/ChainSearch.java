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
    private static final int DIMS = Dim.values().length;
    private static final int[] WINDOWS = {
        Dim.OX.ordinal(), Dim.OY.ordinal(), Dim.FX.ordinal(), Dim.FY.ordinal()
    };

    private final Prices prices;
    private final Lattice lattice;
    private final Completions completions;
    private final Incumbent incumbent;
    private final Limit limit;
    private final LevelRules rules;
    private final ChainCost cost;
    private final int boundaries;
    private final int[] last;
    private final long[][] candidates;
    private long leastCycles;
    private double leastPicojoules;
    private double leastProduct;

    ChainSearch(Prices prices, Incumbent incumbent, Limit limit, LevelRules rules) {
        this.prices = prices;
        this.rules = rules;
        this.incumbent = incumbent;
        this.limit = limit;
        lattice = prices.lattice;
        completions = new Completions(prices);
        boundaries = prices.chain.count();
        last = new int[boundaries];
        cost = new ChainCost(prices, completions);
        candidates = new long[boundaries][64];
        incumbent.visit((long) lattice.count * Math.max(1, boundaries));
    }

    /// Visits everything that may be better than the best.
    void run() {
        cost.begin();
        visit(0);
    }

    /// Finds the shape at the outermost boundary that promises most, and follows it to a schedule.
    ///
    /// @param floorCycles cycles that every schedule of these lanes takes at least
    /// @param floorPicojoules its energy at least
    void least(long floorCycles, double floorPicojoules) {
        cost.begin();
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
            if (Float.intBitsToFloat((int) (all[each] >>> 32)) > best) {
                break;
            }
            cost.enter(0, code >>> 2, code & 3);
            cost.reckon(0, code >>> 2);
            if (cost.cycles == Long.MAX_VALUE) {
                continue;
            }
            // Of one shape all bounds hold at once; of two shapes they need not.
            cost.cycles = Math.max(cost.cycles, floorCycles);
            cost.picojoules = Math.max(cost.picojoules, floorPicojoules);
            double rank = rank();
            // Beside many cycles a rank has no room for small differences of energy.
            if (rank < best || rank == best && cost.picojoules < leastPicojoules) {
                best = rank;
                leastCycles = cost.cycles;
                leastPicojoules = cost.picojoules;
                leastProduct = cost.product;
                first = code;
            }
        }
        if (best < Double.POSITIVE_INFINITY) {
            cost.enter(0, first >>> 2, first & 3);
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
            cost.enter(boundary, (int) best >>> 2, (int) best & 3);
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
        cost.begin();
        for (int boundary = 0; boundary < chosen; boundary++) {
            cost.enter(boundary, shapes[boundary], stays[boundary]);
        }
        cost.reckon(chosen - 1, shapes[chosen - 1]);
        return new Bounds(cost.cycles, cost.picojoules, cost.product);
    }

    /// What something costs at least.
    ///
    /// @param product energy times cycles, 0 if nothing is known of it
    record Bounds(long cycles, double picojoules, double product) {}

    private double rank() {
        return Math.max(incumbent.objective.rank(cost.cycles, cost.picojoules), cost.product);
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
            cost.enter(boundary, shape, stay);
            if (incumbent.improvements() != known && !mayBeBeaten(boundary, shape)) {
                continue;
            }
            if (limit.isReached(incumbent)) {
                cost.reckon(boundary, shape);
                limit.leave(cost.cycles, cost.picojoules, cost.product);
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
        int outer = cost.shapes[boundary - 1];
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
        int changed = cost.changed(shape, outer);
        int innermost = rules.innermostLoop(boundary, shape, outer);
        int groups = Integer.bitCount(changed);
        int added = count;
        for (int stay = 0; stay <= Writing.NONE; stay++) {
            boolean favours = stay < Writing.NONE && (changed >> stay & 1) != 0;
            boolean plain = stay == Writing.NONE && (changed & 7) == 0;
            boolean differs =
                    innermost >= 0
                            ? stay == ChainCost.kind(innermost)
                            : groups == 1 ? stay == Writing.NONE : favours || plain;
            if (!differs) {
                continue;
            }
            cost.enter(boundary, shape, stay);
            cost.reckonSpent(boundary, shape);
            boolean beats =
                    boundary == 0
                            ? incumbent.mayBeBeaten(cost.cycles, cost.picojoules, cost.product)
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

    /// Whether what is chosen so far may lead to something better than the best; leaves the bounds
    /// in the cost.
    private boolean mayBeBeaten(int boundary, int shape) {
        cost.reckonSpent(boundary, shape);
        if (!incumbent.mayBeBeaten(cost.cycles, cost.picojoules, cost.product)) {
            return false;
        }
        cost.reckon(boundary, shape);
        return cost.cycles < Long.MAX_VALUE
                && incumbent.mayBeBeaten(cost.cycles, cost.picojoules, cost.product);
    }

    /// Prices the schedule exactly, with each choice of the windows' innermost loop where they
    /// slide.
    private void finish() {
        Arrays.fill(last, -1);
        choose(0);
    }

    private void choose(int boundary) {
        if (boundary == boundaries) {
            incumbent.offer(
                    prices.chain, Writing.schedule(prices, cost.shapes, cost.stays, last, rules));
            return;
        }
        last[boundary] = -1;
        choose(boundary + 1);
        if (!slides(boundary)) {
            return;
        }
        for (int dim : WINDOWS) {
            int inner = lattice.digit(cost.shapes[boundary], dim);
            boolean loops =
                    boundary == 0
                            ? inner < lattice.sizes[dim].length - 1
                            : inner < lattice.digit(cost.shapes[boundary - 1], dim);
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
