package bitwright.mapper.exact;

import bitwright.arch.machine.MemoryLevel;
import bitwright.sim.schedule.Capacities;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.List;

/// How large tiles are, and whether they fit, by their shape.
final class Tiles {
    private static final Dim[] DIMS = Dim.values();
    private static final Operand[] OPERANDS = Operand.values();

    private final Chain chain;
    private final Lanes lanes;
    private final Lattice lattice;
    private final int[] needed;
    private final boolean[] streamed;
    private final List<MemoryLevel> memories;

    /// @param needed what the loops in time of each dimension must cover, by ordinal
    /// @param streamed which dimensions stream through a skewed array
    Tiles(Chain chain, Lanes lanes, Lattice lattice, int[] needed, boolean[] streamed) {
        this.chain = chain;
        this.lanes = lanes;
        this.lattice = lattice;
        this.needed = needed;
        this.streamed = streamed;
        memories = chain.accelerator().memories();
    }

    /// Whether the tiles of a shape fit at a boundary.
    boolean fits(int boundary, int shape) {
        if (boundary == chain.boundaries().size()) {
            return streamsOnly(shape);
        }
        Boundary at = chain.boundaries().get(boundary);
        for (int level : at.levels()) {
            if (level > 0 && residentBits(at, level, shape) > memories.get(level).capacityBits()) {
                return false;
            }
        }
        return true;
    }

    /// Bits that the tiles of a shape lack of each level, at all boundaries.
    long[] excessBits(int shape) {
        long[] excess = new long[memories.size()];
        for (Boundary at : chain.boundaries()) {
            for (int level : at.levels()) {
                if (level > 0) {
                    long lacking =
                            residentBits(at, level, shape) - memories.get(level).capacityBits();
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

    private long residentBits(Boundary at, int level, int shape) {
        boolean twice = chain.accelerator().keepsNextTile(level);
        long bits = 0;
        for (Operand operand : OPERANDS) {
            if (at.level(operand) != level) {
                continue;
            }
            boolean exchanged = false;
            for (int dim : Prices.INDEXING[operand.ordinal()]) {
                exchanged |= lattice.size(shape, dim) < needed[dim];
            }
            bits +=
                    Capacities.storageBits(
                                    operand,
                                    chain.instruction().precision(),
                                    elements(at, operand, shape))
                            * (twice && exchanged ? 2 : 1);
        }
        return bits;
    }

    /// Elements of an operand's largest tile.
    long elements(Boundary at, Operand operand, int shape) {
        boolean inputs = operand == Operand.INPUT;
        long elements = 1;
        for (int dim : Prices.INDEXING[operand.ordinal()]) {
            if (!inputs || !WindowSums.isWindow(dim)) {
                elements *= reach(at, DIMS[dim], shape);
            }
        }
        if (inputs) {
            LoopNest.Window window = chain.nest().window();
            elements *=
                    Math.min(
                            chain.nest().inputHeight(),
                            (reach(at, Dim.OY, shape) - 1) * window.strideY()
                                    + (reach(at, Dim.FY, shape) - 1) * window.dilationY()
                                    + 1);
            elements *=
                    Math.min(
                            chain.nest().inputWidth(),
                            (reach(at, Dim.OX, shape) - 1) * window.strideX()
                                    + (reach(at, Dim.FX, shape) - 1) * window.dilationX()
                                    + 1);
        }
        return elements;
    }

    private long reach(Boundary at, Dim dim, int shape) {
        return Math.min(
                chain.nest().extent(dim),
                (long) lattice.size(shape, dim.ordinal())
                        * lanes.inside(dim, at.insideRows(), at.insideColumns()));
    }
}
