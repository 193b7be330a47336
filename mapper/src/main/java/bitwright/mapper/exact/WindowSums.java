package bitwright.mapper.exact;

import bitwright.sim.schedule.Spans;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.Arrays;

/// Rows and columns of inputs over all tiles that cross one boundary, by the sizes of outputs and
/// filter.
final class WindowSums {
    private static final int OY = Dim.OY.ordinal();
    private static final int OX = Dim.OX.ordinal();
    private static final int FY = Dim.FY.ordinal();
    private static final int FX = Dim.FX.ordinal();

    /// Most pairs of outputs and taps that are summed for classes; beyond, nothing is known.
    private static final int MOST_SUMS = 1 << 16;

    private final Lattice lattice;
    private final boolean slide;
    private final boolean inLanes;
    private final double[] rows;
    private final double[] columns;

    /// What makes one contiguous range of a dimension: the tile itself, or with all its lanes.
    private interface Reach {
        long of(Dim dim, int size, boolean withLanes);
    }

    /// @param shared whether what several instances need is read once for all of them
    /// @param slide whether a tile keeps what it has in common with the one before
    WindowSums(
            Chain chain,
            Lanes lanes,
            Lattice lattice,
            int boundary,
            boolean shared,
            boolean slide) {
        this.lattice = lattice;
        this.slide = slide;
        boolean unit = boundary == chain.boundaries().size();
        boolean inRows = !unit && chain.insideRows(boundary);
        boolean inColumns = !unit && chain.insideColumns(boundary);
        inLanes = unit || inRows || inColumns;
        Reach reach =
                (dim, size, withLanes) ->
                        withLanes
                                ? (long) size * lanes.covered(dim)
                                : unit ? 1 : (long) size * lanes.inside(dim, inRows, inColumns);
        LoopNest nest = chain.nest();
        LoopNest.Window window = nest.window();
        rows = new double[lattice.sizes[OY].length * lattice.sizes[FY].length];
        columns = new double[lattice.sizes[OX].length * lattice.sizes[FX].length];
        fill(
                rows,
                Dim.OY,
                Dim.FY,
                shared,
                reach,
                (outputs, taps) ->
                        Spans.sum(
                                nest.outputHeight(),
                                (int) Math.min(outputs, nest.outputHeight()),
                                window.strideY(),
                                nest.filterHeight(),
                                (int) Math.min(taps, nest.filterHeight()),
                                window.dilationY(),
                                window.padTop(),
                                nest.inputHeight()));
        fill(
                columns,
                Dim.OX,
                Dim.FX,
                shared,
                reach,
                (outputs, taps) ->
                        Spans.sum(
                                nest.outputWidth(),
                                (int) Math.min(outputs, nest.outputWidth()),
                                window.strideX(),
                                nest.filterWidth(),
                                (int) Math.min(taps, nest.filterWidth()),
                                window.dilationX(),
                                window.padLeft(),
                                nest.inputWidth()));
    }

    /// Rows or columns of all tiles that reach so many outputs and taps.
    private interface Sum {
        double of(long outputs, long taps);
    }

    private void fill(double[] into, Dim outputs, Dim taps, boolean shared, Reach reach, Sum sum) {
        if (lattice.ordered) {
            fillClasses(into, outputs.ordinal(), taps.ordinal(), sum);
            return;
        }
        int[] filters = lattice.sizes[taps.ordinal()];
        for (int out = 0; out < lattice.sizes[outputs.ordinal()].length; out++) {
            int size = lattice.sizes[outputs.ordinal()][out];
            for (int tap = 0; tap < filters.length; tap++) {
                double least = Double.MAX_VALUE;
                for (int way = 0; way < (shared ? 4 : 1); way++) {
                    long outs = reach.of(outputs, size, (way & 1) != 0);
                    long reached = reach.of(taps, filters[tap], (way & 2) != 0);
                    least = Math.min(least, sum.of(outs, reached));
                }
                into[out * filters.length + tap] = least;
            }
        }
    }

    /// The least over everything that a class stands for; over all classes where lanes inside a
    /// boundary share windows as they lie.
    private void fillClasses(double[] into, int outputs, int taps, Sum sum) {
        int[] outs = lattice.sizes[outputs];
        int[] filters = lattice.sizes[taps];
        int most = lattice.greatest[outputs][outs.length - 1];
        if ((long) most * lattice.greatest[taps][filters.length - 1] > MOST_SUMS) {
            return;
        }
        double all = Double.MAX_VALUE;
        for (int out = 0; out < outs.length; out++) {
            for (int tap = 0; tap < filters.length; tap++) {
                double least = Double.MAX_VALUE;
                for (int reach = outs[out]; reach <= lattice.greatest[outputs][out]; reach++) {
                    int last = lattice.greatest[taps][tap];
                    for (int taken = filters[tap]; taken <= last; taken++) {
                        least = Math.min(least, sum.of(reach, taken));
                    }
                }
                into[out * filters.length + tap] = least;
                all = Math.min(all, least);
            }
        }
        if (inLanes) {
            Arrays.fill(into, all);
        }
    }

    /// The dimensions that move windows, by ordinal.
    static int[] dims() {
        return new int[] {OY, OX, FY, FX};
    }

    /// Whether a dimension moves windows.
    static boolean isWindow(int dim) {
        return dim == OY || dim == OX || dim == FY || dim == FX;
    }

    /// The shape whose tiles take the fewest rows and columns, whole in all other dimensions: with
    /// strides that skip some, small windows may take fewer than large ones.
    int leastShape() {
        int row = least(rows);
        int column = least(columns);
        int shape = lattice.with(lattice.whole(), OY, row / lattice.sizes[FY].length);
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

    /// Rows times columns over all tiles of a shape; where windows slide, one of the four
    /// dimensions that move them is as long as the loop that slides them makes it.
    ///
    /// @param slid the shape within which windows slide at most
    double elements(int shape, int slid) {
        int row = lattice.digit(shape, OY);
        int tap = lattice.digit(shape, FY);
        int column = lattice.digit(shape, OX);
        int tapColumn = lattice.digit(shape, FX);
        int filterRows = lattice.sizes[FY].length;
        int filterColumns = lattice.sizes[FX].length;
        double down = rows[row * filterRows + tap];
        double across = columns[column * filterColumns + tapColumn];
        if (!slide) {
            return down * across;
        }
        double slidDown =
                Math.min(
                        rows[lattice.digit(slid, OY) * filterRows + tap],
                        rows[row * filterRows + lattice.digit(slid, FY)]);
        double slidAcross =
                Math.min(
                        columns[lattice.digit(slid, OX) * filterColumns + tapColumn],
                        columns[column * filterColumns + lattice.digit(slid, FX)]);
        return Math.min(Math.min(down, slidDown) * across, down * Math.min(across, slidAcross));
    }
}
