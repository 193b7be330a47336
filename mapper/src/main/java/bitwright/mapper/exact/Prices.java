package bitwright.mapper.exact;

import bitwright.arch.format.Precision;
import bitwright.sim.cost.ArrayCycles;
import bitwright.sim.schedule.Capacities;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.Arrays;

/// What crossing each boundary costs at least, by tile shape, for one use of the lanes.
///
/// Costs are vectors: energy, cycles of waiting, and the bits over each port of one instance. Every
/// component is at most what the closed-form model of `sim` charges, and equal to it where no
/// dimension leaves a rest and no windows slide.
final class Prices {
    /// Picojoules.
    static final int ENERGY = 0;

    /// Cycles in which the unit waits for levels with one buffer.
    static final int WAITING = 1;

    /// Cycles of the outermost memory's narrowest port.
    static final int OUTER = 2;

    /// Energy and what the waiting is worth in picojoules, together: their least may be far above
    /// the sum of the least of each, as other shapes have it. Left at 0 where nothing is weighed.
    static final int WEIGHED = 3;

    /// Bits read over the first port; then bits written, then the next port.
    static final int PORTS = 4;

    private static final Dim[] DIMS = Dim.values();
    private static final Operand[] OPERANDS = Operand.values();
    private static final int INPUT = Operand.INPUT.ordinal();
    private static final int OUTPUT = Operand.OUTPUT.ordinal();
    private static final long MANY = 1L << 30;

    final Chain chain;
    final Lanes lanes;
    final Lattice lattice;
    final int[] needed;

    /// Components of a cost.
    final int components;

    /// Picojoules that every schedule of these lanes pays for issues, and what the unit itself
    /// reads and writes where nothing stays in it.
    final double[] fixed;

    private final Ports ports;
    private final boolean readsBack;
    private final Rates[] rates;
    private final double[] bitsOf = new double[OPERANDS.length];
    private final int completeBits;
    private final int sumBits;
    private final Crossing[] crossings;
    private final double standing;
    private final boolean[] streamed = new boolean[DIMS.length];
    private final Tiles tiles;
    private final boolean streams;
    private final double cycleWorth;
    private final FirstWindows firstWindows;
    private final FirstTiles firstTiles;

    /// @param cycleWorth picojoules for which a cycle may be had, where the product of both is made
    ///   small: any figure gives true bounds, that of the best schedule the sharpest; 0 for none
    Prices(Chain chain, Lanes lanes, Lattice lattice, int[] needed, double cycleWorth) {
        this.cycleWorth = cycleWorth;
        this.chain = chain;
        this.lanes = lanes;
        this.lattice = lattice;
        this.needed = needed;
        ports = new Ports(chain);
        streams = chain.streams();
        chain.streamed().forEach(dim -> streamed[dim.ordinal()] = streams);
        tiles = new Tiles(chain, lanes, lattice, needed, streamed);
        components = PORTS + 2 * ports.count();
        Precision precision = chain.instruction().precision();
        for (Operand operand : OPERANDS) {
            bitsOf[operand.ordinal()] =
                    Capacities.storageBits(operand, precision, MANY) / (double) MANY;
        }
        int own = chain.accelerator().software().kernels().outputBits();
        sumBits = precision.accumulator().bits();
        int complete = own > 0 ? own : precision.activations().bits();
        // Of classes nobody knows whether sums come more than once.
        completeBits = lattice.ordered ? Math.min(complete, sumBits) : complete;
        int boundaries = chain.count();
        crossings = new Crossing[(boundaries + 1) * OPERANDS.length];
        rates = new Rates[crossings.length];
        readsBack = chain.array().timing().partialSumsReadBack();
        for (int boundary = 0; boundary <= boundaries; boundary++) {
            for (Operand operand : OPERANDS) {
                int at = boundary * OPERANDS.length + operand.ordinal();
                crossings[at] = new Crossing(chain, lanes, lattice, boundary, operand);
                rates[at] = new Rates(chain, crossings[at], operand, ports.narrowest, ports.first);
            }
        }
        firstWindows = new FirstWindows(chain, lanes, lattice, needed, crossings);
        firstTiles = new FirstTiles(chain, lanes, crossings, tiles, completeBits);
        standing = StandingEnergy.picojoulesPerCycle(chain, lanes);
        fixed = new double[components];
        long trips = 1;
        for (int each : needed) {
            trips = Math.multiplyExact(trips, (long) each);
        }
        fixed[ENERGY] = trips * (double) lanes.elements() * chain.instruction().energyPicojoules();
        fixed[WEIGHED] = cycleWorth > 0 ? fixed[ENERGY] : 0;
        if (!chain.streams()) {
            for (Operand operand : OPERANDS) {
                add(boundaries, operand.ordinal(), 0, 0, 0, fixed);
            }
        }
    }

    /// What lanes need of each dimension in time, by ordinal.
    static int[] needed(LoopNest nest, Lanes lanes) {
        int[] needed = new int[DIMS.length];
        for (Dim dim : DIMS) {
            needed[dim.ordinal()] = Math.ceilDiv(nest.extent(dim), lanes.covered(dim));
        }
        return needed;
    }

    /// Adds what an operand costs at a boundary.
    ///
    /// @param shape what a tile inside covers
    /// @param reused the shape within which the tile stays
    /// @param slid the shape within which windows slide at most
    void add(int boundary, int operand, int shape, int reused, int slid, double[] into) {
        Crossing at = crossings[boundary * OPERANDS.length + operand];
        if (!at.happens) {
            return;
        }
        double visits = 1;
        double arrivals = 1;
        for (int dim : OperandDims.free(operand)) {
            int digit = lattice.digit(reused, dim);
            visits *= at.visits[dim][digit];
            arrivals *= at.arrivals[dim][digit];
        }
        Rates rate = rates[boundary * OPERANDS.length + operand];
        double readBits;
        double writtenBits = 0;
        double energy;
        if (operand == OUTPUT) {
            boolean again = visits > at.firstVisits;
            if (again && at.refusesSums) {
                // Impossible in every component, so that none of them counts on it.
                Arrays.fill(into, 0, PORTS, Double.POSITIVE_INFINITY);
                return;
            }
            boolean readsBack = !at.toUnit || this.readsBack;
            double back = again && readsBack ? at.elements * (visits - at.firstVisits) : 0;
            double up = at.elements * visits;
            readBits = back * sumBits;
            writtenBits =
                    at.sourceLevel == 0
                            ? at.elements * completeBits + (up - at.elements) * sumBits
                            : visits > 1 ? up * sumBits : up * completeBits;
            double sentBits = arrivals > visits ? at.elements * arrivals * sumBits : writtenBits;
            energy =
                    readBits * rate.readPicojoules
                            + writtenBits * rate.writtenPicojoules
                            + sentBits * rate.arrivedPicojoules;
        } else {
            double bits = at.elements(shape, slid) * bitsOf[operand];
            readBits = bits * visits;
            energy = bits * (visits * rate.readPicojoules + arrivals * rate.arrivedPicojoules);
        }
        into[ENERGY] += energy;
        double waits = 0;
        if (rate.waits) {
            waits = readBits * rate.readWaits + writtenBits * rate.writtenWaits;
            into[WAITING] += waits;
        }
        if (cycleWorth > 0) {
            into[WEIGHED] += energy + waits * (cycleWorth + standing);
        }
        into[OUTER] += readBits * rate.readOuterCycles + writtenBits * rate.writtenOuterCycles;
        if (rate.slot >= 0) {
            into[rate.slot] += readBits * rate.share;
            into[rate.slot + 1] += writtenBits * rate.share;
        }
    }

    /// Adds what crosses every boundary at least, once.
    ///
    /// @param fromLanes whether only what comes out of memories in lanes is meant
    void addOnce(boolean fromLanes, double[] into) {
        for (int boundary = 0; boundary < chain.count(); boundary++) {
            int least = leastInputs(boundary);
            for (Operand operand : OPERANDS) {
                if (!fromLanes || chain.comesFromLanes(boundary, operand)) {
                    add(boundary, operand.ordinal(), least, lattice.whole(), least, into);
                }
            }
        }
    }

    /// The shape whose tiles of inputs take the fewest rows and columns at a boundary, whole in all
    /// other dimensions.
    int leastInputs(int boundary) {
        WindowSums windows = crossings[boundary * OPERANDS.length + INPUT].windows;
        return windows == null ? lattice.whole() : windows.leastShape();
    }

    /// Whether transfers of an operand over a boundary stop the unit.
    boolean stops(int boundary, int operand) {
        return firstWindows.stops(boundary, operand);
    }

    /// Waits for first windows at a boundary.
    FirstWindows firstWindows() {
        return firstWindows;
    }

    /// Cycles at a boundary that nothing hides.
    long unhiddenCycles(int boundary, int shape) {
        return firstTiles.unhiddenCycles(boundary, shape);
    }

    /// Cycles that the busiest port is busy at least.
    double portCycles(double[] cost) {
        return ports.busiest(cost);
    }

    /// Cycles that the unit works at least.
    ///
    /// @param first the shape of the outermost tile
    /// @param last the shape that streams at most; the first's streamed dimensions at the start
    long unitCycles(int first, int last) {
        long trips = 1;
        long streaming = 1;
        for (int dim = 0; dim < DIMS.length; dim++) {
            int size = lattice.size(first, dim);
            long all = (long) size * Math.ceilDiv(needed[dim], size);
            trips = Math.multiplyExact(trips, all);
            if (streamed[dim]) {
                streaming *= lattice.size(last, dim);
            }
        }
        return streams
                ? ArrayCycles.systolic(
                        chain.array(),
                        chain.instruction(),
                        chain.stationary() == Operand.OUTPUT,
                        Math.ceilDiv(trips, streaming),
                        streaming)
                : ArrayCycles.broadcast(chain.instruction(), trips);
    }

    /// Fills in by shape whether its tiles fit at a boundary.
    void fillFits(int boundary, boolean[] fits) {
        tiles.fillFits(boundary, fits);
    }

    /// Whether energy and waiting are weighed.
    boolean weighs() {
        return cycleWorth > 0;
    }

    /// Whether the tiles of a shape fit at a boundary.
    boolean fits(int boundary, int shape) {
        return tiles.fits(boundary, shape);
    }

    /// Bits that the tiles of a shape lack of each level, at all boundaries.
    long[] excessBits(int shape) {
        return tiles.excessBits(shape);
    }

    /// Picojoules at least, with what every cycle costs in leakage and background.
    ///
    /// @param cycles cycles that the layer takes at least
    double picojoules(double[] cost, long cycles) {
        return cost[ENERGY] + standing * cycles;
    }

    /// What the product of energy and cycles is at least, where each is at least so much and the
    /// weighed sum of both is too: a product is concave along a line, so that it is least at an end
    /// of what the sum leaves. 0 where nothing is weighed.
    ///
    /// @param unitCycles cycles that the unit works at least
    /// @param unhiddenCycles cycles that nothing hides
    double product(
            double[] cost,
            long unitCycles,
            long unhiddenCycles,
            long leastCycles,
            double leastPicojoules) {
        if (cycleWorth == 0) {
            return 0;
        }
        double working =
                (double) unitCycles
                        + unhiddenCycles
                        + chain.accelerator().software().layerOverheadCycles();
        double sum = cost[WEIGHED] + working * (cycleWorth + standing);
        double cycles = Math.max(leastCycles, (sum - leastPicojoules) / cycleWorth);
        double picojoules = Math.max(leastPicojoules, sum - leastCycles * cycleWorth);
        return Math.min(cycles * leastPicojoules, leastCycles * picojoules);
    }

    /// Adds what the unit waits for the first windows after every standstill.
    void addFirstWindows(double waits, double[] into) {
        into[WAITING] += waits;
        if (cycleWorth > 0) {
            into[WEIGHED] += waits * (cycleWorth + standing);
        }
    }
}
