package bitwright.mapper.exact;

import bitwright.arch.machine.MemoryLevel;
import bitwright.sim.schedule.Capacities;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.Arrays;
import java.util.List;

/// How large tiles are, and whether they fit, by their shape.
final class Tiles {
    private static final Dim[] DIMS = Dim.values();
    private static final Operand[] OPERANDS = Operand.values();
    private static final int OY = Dim.OY.ordinal();
    private static final int OX = Dim.OX.ordinal();
    private static final int FY = Dim.FY.ordinal();
    private static final int FX = Dim.FX.ordinal();

    private final Chain chain;
    private final Lanes lanes;
    private final Lattice lattice;
    private final int[] needed;
    private final boolean[] streamed;
    private final List<MemoryLevel> memories;

    /// By boundary, dimension and size what a tile covers with the lanes inside it.
    private final long[][][] reach;

    /// By boundary and dimension the same of all lanes.
    private final long[][][] reachTogether;

    /// By operand bits of an element where they are whole; 0 where blocks of elements share some.
    private final long[] elementBits = new long[OPERANDS.length];

    /// @param needed what the loops in time of each dimension must cover, by ordinal
    /// @param streamed which dimensions stream through a skewed array
    Tiles(Chain chain, Lanes lanes, Lattice lattice, int[] needed, boolean[] streamed) {
        this.chain = chain;
        this.lanes = lanes;
        this.lattice = lattice;
        this.needed = needed;
        this.streamed = streamed;
        memories = chain.accelerator().memories();
        int boundaries = chain.boundaries().size();
        reach = new long[boundaries][][];
        reachTogether = new long[boundaries][][];
        for (int boundary = 0; boundary < boundaries; boundary++) {
            Boundary at = chain.boundaries().get(boundary);
            reach[boundary] = reach(at.insideRows(), at.insideColumns());
            reachTogether[boundary] = reach(false, false);
        }
        for (Operand operand : OPERANDS) {
            long one = bits(operand, 1);
            elementBits[operand.ordinal()] = bits(operand, 1009) == 1009 * one ? one : 0;
        }
    }

    private long[][] reach(boolean insideRows, boolean insideColumns) {
        long[][] reach = new long[DIMS.length][];
        for (int dim = 0; dim < DIMS.length; dim++) {
            int extent = chain.nest().extent(DIMS[dim]);
            long lane = lanes.inside(DIMS[dim], insideRows, insideColumns);
            reach[dim] = new long[lattice.sizes[dim].length];
            for (int digit = 0; digit < reach[dim].length; digit++) {
                reach[dim][digit] = Math.min(extent, lattice.sizes[dim][digit] * lane);
            }
        }
        return reach;
    }

    private long bits(Operand operand, long elements) {
        return Capacities.storageBits(operand, chain.instruction().precision(), elements);
    }

    /// Bits of so many elements of an operand in a memory.
    long storageBits(Operand operand, long elements) {
        long one = elementBits[operand.ordinal()];
        return one > 0 ? elements * one : bits(operand, elements);
    }

    /// Whether the tiles of a shape fit at a boundary; where lanes are left out of account, as far
    /// as that tells.
    boolean fits(int boundary, int shape) {
        boolean inArray = boundary == chain.boundaries().size();
        if (inArray) {
            return lattice.ordered || streamsOnly(shape);
        }
        Boundary at = chain.boundaries().get(boundary);
        for (int level : at.levels()) {
            if (level > 0 && residentBits(boundary, level, shape) > roomBits(at, level)) {
                return false;
            }
        }
        return true;
    }

    /// Fills in by shape whether its tiles fit at a boundary.
    void fillFits(int boundary, boolean[] fits) {
        if (boundary == chain.boundaries().size()) {
            for (int shape = 0; shape < fits.length; shape++) {
                fits[shape] = fits(boundary, shape);
            }
            return;
        }
        Boundary at = chain.boundaries().get(boundary);
        Arrays.fill(fits, true);
        int[] levels = Arrays.stream(at.levels()).filter(level -> level > 0).distinct().toArray();
        for (int level : levels) {
            long[] bits = new long[fits.length];
            for (Operand operand : OPERANDS) {
                if (at.level(operand) == level) {
                    addBits(boundary, level, operand, bits);
                }
            }
            long room = roomBits(at, level);
            for (int shape = 0; shape < fits.length; shape++) {
                fits[shape] &= bits[shape] <= room;
            }
        }
    }

    private void addBits(int boundary, int level, Operand operand, long[] bits) {
        int[] same = lattice.sameTile[operand.ordinal()];
        long[] own = new long[bits.length];
        for (int shape = 0; shape < bits.length; shape++) {
            own[shape] =
                    same[shape] == shape
                            ? residentBits(boundary, level, operand, shape)
                            : own[same[shape]];
            bits[shape] += own[shape];
        }
    }

    /// What one instance holds, or all of them where lanes are left out of account.
    private long roomBits(Boundary at, int level) {
        long one = memories.get(level).capacityBits();
        return lattice.ordered && (at.insideRows() || at.insideColumns())
                ? one * Math.min(memories.get(level).instances(chain.array()), Long.MAX_VALUE / one)
                : one;
    }

    /// Bits that the tiles of a shape lack of each level, at all boundaries.
    long[] excessBits(int shape) {
        long[] excess = new long[memories.size()];
        for (int boundary = 0; boundary < chain.boundaries().size(); boundary++) {
            for (int level : chain.boundaries().get(boundary).levels()) {
                if (level > 0) {
                    long lacking =
                            residentBits(boundary, level, shape)
                                    - memories.get(level).capacityBits();
                    excess[level] = Math.max(excess[level], lacking);
                }
            }
        }
        return excess;
    }

    private boolean streamsOnly(int shape) {
        for (int dim = 0; dim < DIMS.length; dim++) {
            if (lattice.digit(shape, dim) > 0 && !streamed[dim]) {
                return false;
            }
        }
        return true;
    }

    private long residentBits(int boundary, int level, int shape) {
        Boundary at = chain.boundaries().get(boundary);
        long bits = 0;
        for (Operand operand : OPERANDS) {
            if (at.level(operand) == level) {
                bits += residentBits(boundary, level, operand, shape);
            }
        }
        return bits;
    }

    private long residentBits(int boundary, int level, Operand operand, int shape) {
        boolean exchanged = false;
        for (int dim : OperandDims.indexing(operand.ordinal())) {
            exchanged |= lattice.size(shape, dim) < needed[dim];
        }
        return storageBits(operand, distinct(boundary, operand, shape))
                * (exchanged && chain.accelerator().keepsNextTile(level) ? 2 : 1);
    }

    /// Elements of an operand's largest tile. Where lanes are left out of account and lie outside,
    /// what all of them hold at least: on an axis of the image `outputs + taps - 1` elements, as so
    /// many sums of an output's and a tap's place differ whatever stride and dilation are.
    private long distinct(int boundary, Operand operand, int shape) {
        Boundary at = chain.boundaries().get(boundary);
        boolean all = lattice.ordered && (at.insideRows() || at.insideColumns());
        if (!all || operand != Operand.INPUT) {
            return elements(boundary, operand, shape);
        }
        long[][] reached = reach[boundary];
        long rows = reached[OY][lattice.digit(shape, OY)] + reached[FY][lattice.digit(shape, FY)];
        long columns =
                reached[OX][lattice.digit(shape, OX)] + reached[FX][lattice.digit(shape, FX)];
        return channels(reached, operand, shape)
                * Math.min(chain.nest().inputHeight(), rows - 1)
                * Math.min(chain.nest().inputWidth(), columns - 1);
    }

    /// Elements of an operand's largest tile, those of all lanes taken together.
    long elementsTogether(int boundary, Operand operand, int shape) {
        return elements(reachTogether[boundary], operand, shape);
    }

    /// Elements of an operand's largest tile.
    long elements(int boundary, Operand operand, int shape) {
        return elements(reach[boundary], operand, shape);
    }

    private long elements(long[][] reached, Operand operand, int shape) {
        long elements = channels(reached, operand, shape);
        if (operand != Operand.INPUT) {
            return elements;
        }
        LoopNest nest = chain.nest();
        LoopNest.Window window = nest.window();
        long rows =
                (reached[OY][lattice.digit(shape, OY)] - 1) * window.strideY()
                        + (reached[FY][lattice.digit(shape, FY)] - 1) * window.dilationY()
                        + 1;
        long columns =
                (reached[OX][lattice.digit(shape, OX)] - 1) * window.strideX()
                        + (reached[FX][lattice.digit(shape, FX)] - 1) * window.dilationX()
                        + 1;
        return elements * Math.min(nest.inputHeight(), rows) * Math.min(nest.inputWidth(), columns);
    }

    /// Elements of a tile, rows and columns of inputs left out.
    private long channels(long[][] reached, Operand operand, int shape) {
        boolean inputs = operand == Operand.INPUT;
        long elements = 1;
        for (int dim : OperandDims.indexing(operand.ordinal())) {
            if (!inputs || !WindowSums.isWindow(dim)) {
                elements *= reached[dim][lattice.digit(shape, dim)];
            }
        }
        return elements;
    }
}
