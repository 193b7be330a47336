package bitwright.mapper.exact;

import bitwright.arch.machine.Filling;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.Role;
import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How one operand crosses one boundary: from where to where, how often by tile shape, and what
/// waits for it.
final class Crossing {
    private static final Dim[] DIMS = Dim.values();
    private static final Role[] ROLES = Role.values();

    /// Whether the operand crosses here at all; where lanes are left out of account, from outside
    /// of them.
    final boolean happens;

    /// Whether the unit itself takes it.
    final boolean toUnit;

    /// The level that it comes from, and its port there.
    final int sourceLevel;

    final int port;

    /// The level that takes it; 0 for the unit.
    final int level;

    /// Distinct elements, windows of inputs left out.
    final double elements;

    /// By dimension that leaves the operand alone and size that is covered while it stays: how
    /// often it leaves its source.
    final double[][] visits = new double[DIMS.length][];

    /// The same of how often it arrives, counting every lane.
    final double[][] arrivals = new double[DIMS.length][];

    /// How often an output comes first, by lanes that add to it apart.
    final double firstVisits;

    /// Instances of the source in use.
    final double active;

    /// Rows and columns of inputs; null for other operands.
    final @Nullable WindowSums windows;

    /// Whether every transfer stops the unit: one buffer, filled from a level on chip.
    final boolean stops;

    /// Whether windows of inputs slide.
    final boolean slides;

    /// Whether the level has one buffer.
    final boolean oneBuffer;

    /// Whether the unit waits for the outermost memory.
    final boolean waitsOutside;

    /// Whether the source takes no partial sums.
    final boolean refusesSums;

    Crossing(Chain chain, Lanes lanes, Lattice lattice, int boundary, Operand operand) {
        List<MemoryLevel> memories = chain.accelerator().memories();
        toUnit = boundary == chain.boundaries().size();
        level = chain.level(boundary, operand);
        int source = chain.sourceOf(boundary, operand);
        happens =
                (toUnit || level > 0)
                        && !(lattice.ordered && chain.comesFromLanes(boundary, operand));
        sourceLevel = source < 0 ? 0 : chain.level(source, operand);
        MemoryLevel outer = memories.get(sourceLevel);
        port = outer.port(ROLES[operand.ordinal()]);
        boolean rowsOutside = source >= 0 && chain.insideRows(source);
        boolean columnsOutside = source >= 0 && chain.insideColumns(source);
        active =
                (rowsOutside ? lanes.rows().places() : 1.0)
                        * (columnsOutside ? lanes.columns().places() : 1);
        refusesSums = operand == Operand.OUTPUT && !outer.filling().partialSums();
        double distinct = 1;
        double first = 1;
        for (Dim dim : DIMS) {
            int each = dim.ordinal();
            int extent = chain.nest().extent(dim);
            if (operand.dims().contains(dim)) {
                boolean window = operand == Operand.INPUT && WindowSums.isWindow(each);
                distinct *= window ? 1 : extent;
                continue;
            }
            int inSource = lanes.inside(dim, rowsOutside, columnsOutside);
            int inside =
                    toUnit
                            ? lanes.tile()[each]
                            : lanes.inside(
                                    dim, chain.insideRows(boundary), chain.insideColumns(boundary));
            visits[each] = trips(extent, lattice.greatest[each], inSource);
            arrivals[each] = trips(extent, lattice.greatest[each], inside);
            first *= (double) lanes.covered(dim) / inSource;
        }
        elements = distinct;
        firstVisits = first;
        Filling filling = toUnit || level == 0 ? Filling.PLAIN : memories.get(level).filling();
        slides = operand == Operand.INPUT && filling.slidingWindows();
        oneBuffer = !filling.doubleBuffered();
        stops = oneBuffer && sourceLevel > 0 && !slides;
        waitsOutside = oneBuffer && sourceLevel == 0;
        windows =
                happens && operand == Operand.INPUT
                        ? new WindowSums(
                                chain, lanes, lattice, boundary, filling.sharedWindows(), slides)
                        : null;
    }

    /// How often something comes anew, by the index of the size that is covered until then.
    private static double[] trips(int extent, int[] sizes, int inside) {
        double[] trips = new double[sizes.length];
        for (int index = 0; index < sizes.length; index++) {
            trips[index] = Math.ceilDiv((long) extent, (long) sizes[index] * inside);
        }
        return trips;
    }

    /// Elements that cross once, by the tile's shape; only inputs depend on it.
    ///
    /// @param slid the shape within which windows slide at most
    double elements(int shape, int slid) {
        return windows == null ? elements : elements * windows.elements(shape, slid);
    }
}
