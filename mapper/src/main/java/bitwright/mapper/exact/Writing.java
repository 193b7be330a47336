package bitwright.mapper.exact;

import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;

/// Writes the schedule of a chain of tile shapes.
final class Writing {
    /// No operand is favoured by the order of a block's loops.
    static final int NONE = 3;

    private static final Dim[] DIMS = Dim.values();
    private static final Operand[] OPERANDS = Operand.values();

    /// Outermost first.
    private static final int[] ORDER =
            List.of(Dim.G, Dim.B, Dim.K, Dim.C, Dim.FY, Dim.FX, Dim.OY, Dim.OX).stream()
                    .mapToInt(Dim::ordinal)
                    .toArray();

    /// Outermost first, in space.
    private static final int[] ORDER_IN_SPACE =
            List.of(Dim.G, Dim.B, Dim.K, Dim.C, Dim.OY, Dim.OX, Dim.FY, Dim.FX).stream()
                    .mapToInt(Dim::ordinal)
                    .toArray();

    private Writing() {}

    /// @param shapes tile shapes by boundary
    /// @param stays by block the ordinal of the operand that the innermost loops leave alone
    /// @param last by block the ordinal of a dimension of windows that is to be the innermost that
    ///   moves the inputs, or -1
    /// @param rules which loops have to be innermost in any case
    static Schedule schedule(
            Prices prices, int[] shapes, int[] stays, int[] last, LevelRules rules) {
        Chain chain = prices.chain;
        Lattice lattice = prices.lattice;
        List<Step> steps = new ArrayList<>();
        boolean rows = false;
        boolean columns = false;
        for (int boundary = 0; boundary < chain.count(); boundary++) {
            for (int dim : order(stays[boundary], last[boundary], rules.innermost(boundary))) {
                int inner = lattice.size(shapes[boundary], dim);
                int trips =
                        boundary == 0
                                ? Math.ceilDiv(prices.needed[dim], inner)
                                : lattice.size(shapes[boundary - 1], dim) / inner;
                loop(steps, dim, trips);
            }
            if (chain.insideColumns(boundary) && !columns) {
                columns = spread(steps, prices.lanes.columns(), "columns");
            }
            if (chain.insideRows(boundary) && !rows) {
                rows = spread(steps, prices.lanes.rows(), "rows");
            }
            for (Operand operand : OPERANDS) {
                int level = chain.level(boundary, operand);
                if (level > 0) {
                    String name = chain.accelerator().memories().get(level).name();
                    steps.add(new Step.Keep(operand, name));
                }
            }
        }
        int[] rest = order(NONE, -1, rules.innermost(chain.count()));
        for (int dim : rest) {
            loop(
                    steps,
                    dim,
                    chain.count() == 0
                            ? prices.needed[dim]
                            : lattice.size(shapes[chain.count() - 1], dim));
        }
        if (!columns) {
            spread(steps, prices.lanes.columns(), "columns");
        }
        if (!rows) {
            spread(steps, prices.lanes.rows(), "rows");
        }
        for (Dim dim : new Dim[] {Dim.FY, Dim.FX, Dim.C}) {
            int extent = prices.lanes.tile()[dim.ordinal()];
            if (extent > 1) {
                steps.add(new Step.Spread(dim, extent, "k"));
            }
        }
        steps.add(new Step.Issue(chain.instruction().name()));
        return new Schedule(chain.array().name(), steps);
    }

    private static void loop(List<Step> steps, int dim, int trips) {
        if (trips > 1) {
            steps.add(new Step.For(DIMS[dim], trips));
        }
    }

    /// Spreads of one axis, what moves windows innermost and taps inside outputs: so that what
    /// neighbours share lies side by side.
    private static boolean spread(List<Step> steps, Spread spread, String axis) {
        for (int dim : ORDER_IN_SPACE) {
            int at = spread.dims().indexOf(DIMS[dim]);
            if (at >= 0) {
                steps.add(new Step.Spread(DIMS[dim], spread.extents()[at], axis));
            }
        }
        return true;
    }

    /// All dimensions, outermost first: those that leave the favoured operand alone innermost, and
    /// the chosen one innermost among its likes; inside all of them what rules ask for.
    private static int[] order(int stays, int last, int[] innermost) {
        int[] order = new int[DIMS.length];
        boolean[] asked = new boolean[DIMS.length];
        int count = DIMS.length;
        for (int dim : innermost) {
            order[--count] = dim;
            asked[dim] = true;
        }
        count = 0;
        for (int inner = 0; inner < 2; inner++) {
            for (int pass = 0; pass < 2; pass++) {
                for (int dim : ORDER) {
                    boolean free = stays < NONE && isFree(stays, dim);
                    if (!asked[dim] && free == (inner == 1) && (dim == last) == (pass == 1)) {
                        order[count++] = dim;
                    }
                }
            }
        }
        return order;
    }

    /// Whether a dimension leaves an operand alone.
    static boolean isFree(int operand, int dim) {
        for (int each : OperandDims.free(operand)) {
            if (each == dim) {
                return true;
            }
        }
        return false;
    }
}
