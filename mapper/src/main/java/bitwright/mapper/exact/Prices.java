package bitwright.mapper.exact;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Filling;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.Role;
import bitwright.sim.cost.ArrayCycles;
import bitwright.sim.schedule.Capacities;
import bitwright.sim.schedule.Spans;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.Arrays;
import java.util.List;

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

    /// The part of the waiting that no bound leaves out, for levels filled from another on chip;
    /// apart only where the unit also waits for the outermost memory, else all of `WAITING`.
    static final int STANDSTILL = 3;

    /// Bits read over the first port; then bits written, then the next port.
    static final int PORTS = 4;

    private static final Dim[] DIMS = Dim.values();
    private static final Operand[] OPERANDS = Operand.values();
    private static final Role[] ROLES = Role.values();
    private static final int INPUT = Operand.INPUT.ordinal();
    private static final int OUTPUT = Operand.OUTPUT.ordinal();
    private static final int OY = Dim.OY.ordinal();
    private static final int OX = Dim.OX.ordinal();
    private static final int FY = Dim.FY.ordinal();
    private static final int FX = Dim.FX.ordinal();
    private static final long MANY = 1L << 30;

    /// Dimensions that do not index an operand, by its ordinal.
    static final int[][] FREE = dims(false);

    /// Dimensions that index an operand, by its ordinal.
    static final int[][] INDEXING = dims(true);

    final Chain chain;
    final Lanes lanes;
    final Lattice lattice;
    final int[] needed;

    /// Components of a cost.
    final int components;

    /// Picojoules that every schedule of these lanes pays for issues, and what the unit itself
    /// reads and writes where nothing stays in it.
    final double[] fixed;

    private final List<MemoryLevel> memories;
    private final int[] firstPort;
    private final double[] bitsOf = new double[OPERANDS.length];
    private final int completeBits;
    private final int sumBits;
    private final Crossing[] crossings;
    private final double standing;
    private final int narrowest;
    private final boolean[] streamed = new boolean[DIMS.length];
    private final Tiles tiles;
    private final boolean streams;
    private final boolean waitsApart;

    /// One operand at one boundary.
    private static final class Crossing {
        boolean happens;
        boolean toUnit;
        int sourceLevel;
        int level;
        double elements;
        final double[][] visits = new double[DIMS.length][];
        final double[][] arrivals = new double[DIMS.length][];
        double firstVisits;
        double active;
        double[] rows = new double[0];
        double[] columns = new double[0];
        int port;
        boolean stops;
        boolean slides;
        boolean oneBuffer;
        boolean waitsOutside;
        boolean refusesSums;
    }

    Prices(Chain chain, Lanes lanes, Lattice lattice, int[] needed) {
        this.chain = chain;
        this.lanes = lanes;
        this.lattice = lattice;
        this.needed = needed;
        memories = chain.accelerator().memories();
        firstPort = new int[memories.size() + 1];
        for (int level = 0; level < memories.size(); level++) {
            firstPort[level + 1] = firstPort[level] + memories.get(level).ports().size();
        }
        streams = chain.streams();
        List<MemoryPort> outside = memories.getFirst().ports();
        int least = 0;
        for (int port = 1; port < outside.size(); port++) {
            least =
                    outside.get(port).readBitsPerCycle() < outside.get(least).readBitsPerCycle()
                            ? port
                            : least;
        }
        narrowest = least;
        chain.streamed().forEach(dim -> streamed[dim.ordinal()] = streams);
        tiles = new Tiles(chain, lanes, lattice, needed, streamed);
        components = PORTS + 2 * firstPort[memories.size()];
        Precision precision = chain.instruction().precision();
        for (Operand operand : OPERANDS) {
            bitsOf[operand.ordinal()] =
                    Capacities.storageBits(operand, precision, MANY) / (double) MANY;
        }
        int own = chain.accelerator().software().kernels().outputBits();
        completeBits = own > 0 ? own : precision.activations().bits();
        sumBits = precision.accumulator().bits();
        int boundaries = chain.count();
        crossings = new Crossing[(boundaries + 1) * OPERANDS.length];
        for (int boundary = 0; boundary <= boundaries; boundary++) {
            for (Operand operand : OPERANDS) {
                crossings[boundary * OPERANDS.length + operand.ordinal()] =
                        crossing(boundary, operand);
            }
        }
        standing = standingPicojoules();
        waitsApart = standing > 0 && Arrays.stream(crossings).anyMatch(each -> each.waitsOutside);
        fixed = new double[components];
        long trips = 1;
        for (int each : needed) {
            trips = Math.multiplyExact(trips, (long) each);
        }
        fixed[ENERGY] = trips * (double) lanes.elements() * chain.instruction().energyPicojoules();
        if (!chain.streams()) {
            for (Operand operand : OPERANDS) {
                add(boundaries, operand.ordinal(), 0, 0, 0, fixed);
            }
        }
    }

    private static int[][] dims(boolean indexing) {
        int[][] dims = new int[OPERANDS.length][];
        for (Operand operand : OPERANDS) {
            dims[operand.ordinal()] =
                    Arrays.stream(DIMS)
                            .filter(dim -> operand.dims().contains(dim) == indexing)
                            .mapToInt(Dim::ordinal)
                            .toArray();
        }
        return dims;
    }

    /// What lanes need of each dimension in time, by ordinal.
    static int[] needed(LoopNest nest, Lanes lanes) {
        int[] needed = new int[DIMS.length];
        for (Dim dim : DIMS) {
            needed[dim.ordinal()] = Math.ceilDiv(nest.extent(dim), lanes.covered(dim));
        }
        return needed;
    }

    private Crossing crossing(int boundary, Operand operand) {
        Crossing made = new Crossing();
        boolean unit = boundary == chain.boundaries().size();
        made.level = chain.level(boundary, operand);
        made.toUnit = unit;
        made.happens = unit || made.level > 0;
        if (!made.happens) {
            return made;
        }
        LoopNest nest = chain.nest();
        int source = chain.sourceOf(boundary, operand);
        made.sourceLevel = source < 0 ? 0 : chain.level(source, operand);
        MemoryLevel outer = memories.get(made.sourceLevel);
        made.port = outer.port(ROLES[operand.ordinal()]);
        boolean rowsOutside = source >= 0 && chain.insideRows(source);
        boolean columnsOutside = source >= 0 && chain.insideColumns(source);
        made.active =
                (rowsOutside ? lanes.rows().places() : 1.0)
                        * (columnsOutside ? lanes.columns().places() : 1);
        made.refusesSums = operand == Operand.OUTPUT && !outer.filling().partialSums();
        made.firstVisits = 1;
        made.elements = 1;
        for (Dim dim : DIMS) {
            int each = dim.ordinal();
            if (operand.dims().contains(dim)) {
                boolean window = operand == Operand.INPUT && isWindow(each);
                made.elements *= window ? 1 : nest.extent(dim);
                continue;
            }
            int inSource = lanes.inside(dim, rowsOutside, columnsOutside);
            int inside =
                    unit
                            ? lanes.tile()[each]
                            : lanes.inside(
                                    dim, chain.insideRows(boundary), chain.insideColumns(boundary));
            made.visits[each] = trips(nest.extent(dim), lattice.sizes[each], inSource);
            made.arrivals[each] = trips(nest.extent(dim), lattice.sizes[each], inside);
            made.firstVisits *= (double) lanes.covered(dim) / inSource;
        }
        if (operand == Operand.INPUT) {
            windows(made, boundary, unit);
        }
        Filling filling = unit ? Filling.PLAIN : memories.get(made.level).filling();
        made.slides = operand == Operand.INPUT && filling.slidingWindows();
        made.oneBuffer = !filling.doubleBuffered();
        made.stops = made.oneBuffer && made.sourceLevel > 0 && !made.slides;
        made.waitsOutside = made.oneBuffer && made.sourceLevel == 0;
        return made;
    }

    static boolean isWindow(int dim) {
        return dim == OY || dim == OX || dim == FY || dim == FX;
    }

    /// How often something comes anew, by the index of the size that is covered until then.
    private static double[] trips(int extent, int[] sizes, int inside) {
        double[] trips = new double[sizes.length];
        for (int index = 0; index < sizes.length; index++) {
            trips[index] = Math.ceilDiv((long) extent, (long) sizes[index] * inside);
        }
        return trips;
    }

    /// Rows and columns of inputs over all tiles, by the sizes of outputs and filter.
    private void windows(Crossing made, int boundary, boolean unit) {
        LoopNest nest = chain.nest();
        LoopNest.Window window = nest.window();
        Filling filling = unit ? Filling.PLAIN : memories.get(made.level).filling();
        boolean rows = !unit && chain.insideRows(boundary);
        boolean columns = !unit && chain.insideColumns(boundary);
        made.rows = new double[lattice.sizes[OY].length * lattice.sizes[FY].length];
        made.columns = new double[lattice.sizes[OX].length * lattice.sizes[FX].length];
        for (int out = 0; out < lattice.sizes[OY].length; out++) {
            for (int tap = 0; tap < lattice.sizes[FY].length; tap++) {
                int outputs = lattice.sizes[OY][out];
                int filters = lattice.sizes[FY][tap];
                double least = Double.MAX_VALUE;
                for (int way = 0; way <= (filling.sharedWindows() ? 1 : 0); way++) {
                    long outs = reach(Dim.OY, outputs, way, unit, rows, columns);
                    long taps = reach(Dim.FY, filters, way, unit, rows, columns);
                    least =
                            Math.min(
                                    least,
                                    Spans.sum(
                                            nest.outputHeight(),
                                            (int) Math.min(outs, nest.outputHeight()),
                                            window.strideY(),
                                            nest.filterHeight(),
                                            (int) Math.min(taps, nest.filterHeight()),
                                            window.dilationY(),
                                            window.padTop(),
                                            nest.inputHeight()));
                }
                made.rows[out * lattice.sizes[FY].length + tap] = least;
            }
        }
        for (int out = 0; out < lattice.sizes[OX].length; out++) {
            for (int tap = 0; tap < lattice.sizes[FX].length; tap++) {
                int outputs = lattice.sizes[OX][out];
                int filters = lattice.sizes[FX][tap];
                double least = Double.MAX_VALUE;
                for (int way = 0; way <= (filling.sharedWindows() ? 1 : 0); way++) {
                    long outs = reach(Dim.OX, outputs, way, unit, rows, columns);
                    long taps = reach(Dim.FX, filters, way, unit, rows, columns);
                    least =
                            Math.min(
                                    least,
                                    Spans.sum(
                                            nest.outputWidth(),
                                            (int) Math.min(outs, nest.outputWidth()),
                                            window.strideX(),
                                            nest.filterWidth(),
                                            (int) Math.min(taps, nest.filterWidth()),
                                            window.dilationX(),
                                            window.padLeft(),
                                            nest.inputWidth()));
                }
                made.columns[out * lattice.sizes[FX].length + tap] = least;
            }
        }
    }

    /// What makes one contiguous range of a dimension: the tile itself, or with all its lanes.
    private long reach(
            Dim dim, int size, int way, boolean unit, boolean insideRows, boolean insideColumns) {
        return way == 1
                ? (long) size * lanes.covered(dim)
                : unit ? 1 : (long) size * lanes.inside(dim, insideRows, insideColumns);
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
        for (int dim : FREE[operand]) {
            int digit = lattice.digit(reused, dim);
            visits *= at.visits[dim][digit];
            arrivals *= at.arrivals[dim][digit];
        }
        MemoryLevel outer = memories.get(at.sourceLevel);
        double readBits;
        double writtenBits = 0;
        if (operand == OUTPUT) {
            boolean again = visits > at.firstVisits;
            if (again && at.refusesSums) {
                into[ENERGY] = Double.POSITIVE_INFINITY;
                return;
            }
            boolean readsBack = !at.toUnit || chain.array().timing().partialSumsReadBack();
            double back = again && readsBack ? at.elements * (visits - at.firstVisits) : 0;
            double up = at.elements * visits;
            readBits = back * sumBits;
            writtenBits =
                    at.sourceLevel == 0
                            ? at.elements * completeBits + (up - at.elements) * sumBits
                            : visits > 1 ? up * sumBits : up * completeBits;
            into[ENERGY] +=
                    readBits * outer.energy().readPicojoulesPerBit()
                            + writtenBits * outer.energy().writePicojoulesPerBit();
            if (!at.toUnit) {
                MemoryLevel inner = memories.get(at.level);
                into[ENERGY] += readBits * inner.energy().writePicojoulesPerBit();
                if (chain.accelerator().accounting().leavingOutputsAreRead()) {
                    into[ENERGY] += writtenBits * inner.energy().readPicojoulesPerBit();
                }
            }
        } else {
            double elements = at.elements;
            if (operand == INPUT) {
                elements *= inputs(at, shape, slid);
            }
            readBits = elements * visits * bitsOf[operand];
            into[ENERGY] += readBits * outer.energy().readPicojoulesPerBit();
            if (!at.toUnit) {
                into[ENERGY] +=
                        elements
                                * arrivals
                                * bitsOf[operand]
                                * memories.get(at.level).energy().writePicojoulesPerBit();
            }
        }
        MemoryPort port = outer.ports().get(at.port);
        if (at.stops || at.waitsOutside) {
            double waits =
                    cycles(readBits / at.active, port.readBitsPerCycle())
                            + cycles(writtenBits / at.active, port.writeBitsPerCycle());
            into[WAITING] += waits;
            if (waitsApart && at.stops) {
                into[STANDSTILL] += waits;
            }
        }
        if (at.sourceLevel == 0 && at.port == narrowest) {
            double reads = cycles(readBits, reached(0, port.readBitsPerCycle()));
            double writes = cycles(writtenBits, reached(0, port.writeBitsPerCycle()));
            into[OUTER] += port.shared() ? reads + writes : reads;
        }
        if (!at.stops) {
            int slot = PORTS + 2 * (firstPort[at.sourceLevel] + at.port);
            into[slot] += readBits / at.active;
            into[slot + 1] += writtenBits / at.active;
        }
    }

    /// The shape whose tiles of inputs take the fewest rows and columns at a boundary, whole in all
    /// other dimensions: with strides that skip some, small windows may take fewer than large ones.
    int leastInputs(int boundary) {
        Crossing at = crossings[boundary * OPERANDS.length + INPUT];
        int shape = lattice.whole();
        if (!at.happens) {
            return shape;
        }
        int row = least(at.rows);
        int column = least(at.columns);
        shape = lattice.with(shape, OY, row / lattice.sizes[FY].length);
        shape = lattice.with(shape, FY, row % lattice.sizes[FY].length);
        shape = lattice.with(shape, OX, column / lattice.sizes[FX].length);
        return lattice.with(shape, FX, column % lattice.sizes[FX].length);
    }

    private static int least(double[] values) {
        int least = 0;
        for (int index = 1; index < values.length; index++) {
            least = values[index] < values[least] ? index : least;
        }
        return least;
    }

    /// Rows times columns of inputs over all tiles; where windows slide, one of the four dimensions
    /// that move them is as long as the loop that slides them makes it.
    private double inputs(Crossing at, int shape, int slid) {
        int rows = lattice.digit(shape, OY);
        int taps = lattice.digit(shape, FY);
        int columns = lattice.digit(shape, OX);
        int tapColumns = lattice.digit(shape, FX);
        int filterRows = lattice.sizes[FY].length;
        int filterColumns = lattice.sizes[FX].length;
        double down = at.rows[rows * filterRows + taps];
        double across = at.columns[columns * filterColumns + tapColumns];
        if (!at.slides) {
            return down * across;
        }
        double slidDown =
                Math.min(
                        at.rows[lattice.digit(slid, OY) * filterRows + taps],
                        at.rows[rows * filterRows + lattice.digit(slid, FY)]);
        double slidAcross =
                Math.min(
                        at.columns[lattice.digit(slid, OX) * filterColumns + tapColumns],
                        at.columns[columns * filterColumns + lattice.digit(slid, FX)]);
        return Math.min(Math.min(down, slidDown) * across, down * Math.min(across, slidAcross));
    }

    /// Cycles that the first windows of all lanes take to come in at a boundary after every
    /// standstill; 0 where the unit does not wait for them.
    double firstWindowsCycles(int boundary, int shape) {
        Crossing at = crossings[boundary * OPERANDS.length + INPUT];
        if (!at.happens || at.toUnit || !at.slides || !at.oneBuffer || at.sourceLevel == 0) {
            return 0;
        }
        LoopNest nest = chain.nest();
        LoopNest.Window window = nest.window();
        double elements = 1;
        for (Dim dim : new Dim[] {Dim.B, Dim.G, Dim.C}) {
            elements *= Math.min(nest.extent(dim), laned(boundary, dim, shape));
        }
        boolean shared = memories.get(at.level).filling().sharedWindows();
        elements *=
                firstSpan(
                                boundary,
                                Dim.OY,
                                window.strideY(),
                                Dim.FY,
                                window.dilationY(),
                                shape,
                                shared)
                        * firstSpan(
                                boundary,
                                Dim.OX,
                                window.strideX(),
                                Dim.FX,
                                window.dilationX(),
                                shape,
                                shared);
        MemoryPort port = memories.get(at.sourceLevel).ports().get(at.port);
        return cycles(elements * bitsOf[INPUT], port.readBitsPerCycle());
    }

    private double firstSpan(
            int boundary,
            Dim outputs,
            long stride,
            Dim filters,
            long dilation,
            int shape,
            boolean shared) {
        double outs = lattice.size(shape, outputs.ordinal());
        double taps = lattice.size(shape, filters.ordinal());
        double outLanes = laned(boundary, outputs, shape) / outs;
        double tapLanes = laned(boundary, filters, shape) / taps;
        return shared
                ? (outs * outLanes - 1) * stride + (taps * tapLanes - 1) * dilation + 1
                : ((outs - 1) * stride + (taps - 1) * dilation + 1) * outLanes * tapLanes;
    }

    /// What a tile and the lanes between it and its source cover, instances further outside left
    /// out.
    private double laned(int boundary, Dim dim, int shape) {
        int source = chain.sourceOf(boundary, Operand.INPUT);
        boolean rowsOutside = source >= 0 && chain.insideRows(source);
        boolean columnsOutside = source >= 0 && chain.insideColumns(source);
        return (double) lattice.size(shape, dim.ordinal())
                * lanes.inside(dim, rowsOutside, columnsOutside);
    }

    /// Whether transfers of an operand over a boundary stop the unit.
    boolean stops(int boundary, int operand) {
        Crossing at = crossings[boundary * OPERANDS.length + operand];
        return at.happens && at.stops;
    }

    private static double cycles(double bits, long bitsPerCycle) {
        return bitsPerCycle == MemoryPort.UNLIMITED ? 0 : bits / bitsPerCycle;
    }

    /// Cycles that the busiest port is busy at least, so many cycles of work given.
    double portCycles(double[] cost) {
        double busiest = 0;
        for (int level = 0; level < memories.size(); level++) {
            List<MemoryPort> ports = memories.get(level).ports();
            for (int port = 0; port < ports.size(); port++) {
                MemoryPort at = ports.get(port);
                int slot = PORTS + 2 * (firstPort[level] + port);
                double reads = cycles(cost[slot], reached(level, at.readBitsPerCycle()));
                double writes = cycles(cost[slot + 1], reached(level, at.writeBitsPerCycle()));
                busiest = Math.max(busiest, at.shared() ? reads + writes : Math.max(reads, writes));
            }
        }
        return busiest;
    }

    private long reached(int level, long bitsPerCycle) {
        return level == 0
                ? chain.accelerator().software().kernels().outerBitsPerCycle(bitsPerCycle)
                : bitsPerCycle;
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

    /// Whether the tiles of a shape fit at a boundary.
    boolean fits(int boundary, int shape) {
        return tiles.fits(boundary, shape);
    }

    /// Bits that the tiles of a shape lack of each level, at all boundaries.
    long[] excessBits(int shape) {
        return tiles.excessBits(shape);
    }

    /// Cycles that the first tiles take to arrive from the outermost memory at a boundary and the
    /// last one takes to leave, where the unit cannot do anything meanwhile.
    long unhiddenCycles(int boundary, int shape) {
        if (boundary >= chain.boundaries().size()) {
            return 0;
        }
        boolean inLanes = inLanes(boundary);
        if (inLanes && boundary > 0 && inLanes(boundary - 1)) {
            return 0;
        }
        Boundary at = chain.boundaries().get(boundary);
        Boundary together = inLanes ? new Boundary(at.levels(), false, false) : at;
        MemoryLevel outermost = memories.getFirst();
        long cycles = 0;
        for (Operand operand : OPERANDS) {
            Crossing crossing = crossings[boundary * OPERANDS.length + operand.ordinal()];
            if (!crossing.happens
                    || crossing.sourceLevel > 0
                    || crossing.waitsOutside
                    || inLanes && operand == Operand.INPUT) {
                continue;
            }
            MemoryPort port = outermost.ports().get(crossing.port);
            long elements = tiles.elements(together, operand, shape);
            cycles +=
                    operand == Operand.OUTPUT
                            ? MemoryPort.cycles(
                                    elements * completeBits, reached(0, port.writeBitsPerCycle()))
                            : MemoryPort.cycles(
                                    Capacities.storageBits(
                                            operand, chain.instruction().precision(), elements),
                                    reached(0, port.readBitsPerCycle()));
        }
        return cycles;
    }

    private boolean inLanes(int boundary) {
        Boundary at = chain.boundaries().get(boundary);
        return at.insideRows() && lanes.rows().places() > 1
                || at.insideColumns() && lanes.columns().places() > 1;
    }

    /// Picojoules at least, with what every cycle of the bound costs in leakage and background; the
    /// bound leaves out what the outermost memory makes the unit wait for.
    ///
    /// @param unitCycles cycles that the unit works at least
    double picojoules(double[] cost, long unitCycles) {
        double working = unitCycles + cost[waitsApart ? STANDSTILL : WAITING];
        double most = Math.max(Math.max(working, cost[OUTER]), portCycles(cost));
        double cycles =
                Math.ceil(most - 1e-6) + chain.accelerator().software().layerOverheadCycles();
        return cost[ENERGY] + standing * cycles;
    }

    /// Adds what the unit waits for the first windows after every standstill.
    void addFirstWindows(double waits, double[] into) {
        into[WAITING] += waits;
        if (waitsApart) {
            into[STANDSTILL] += waits;
        }
    }

    private double standingPicojoules() {
        double picojoules = chain.accelerator().software().backgroundPicojoulesPerCycle();
        boolean all = chain.accelerator().accounting().idleInstancesLeak();
        for (int level = 0; level < memories.size(); level++) {
            double one = memories.get(level).energy().leakagePicojoulesPerCycle();
            long used = level == 0 ? 1 : 0;
            for (Boundary boundary : chain.boundaries()) {
                for (int kept : boundary.levels()) {
                    if (kept == level && level > 0) {
                        used =
                                (boundary.insideRows() ? lanes.rows().places() : 1)
                                        * (boundary.insideColumns() ? lanes.columns().places() : 1);
                    }
                }
            }
            picojoules += one * (all ? memories.get(level).instances(chain.array()) : used);
        }
        return picojoules;
    }
}
