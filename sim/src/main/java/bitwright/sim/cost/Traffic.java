package bitwright.sim.cost;

import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.Spans;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;

/// Elements that cross one boundary, in closed form.
///
/// A tile is fetched again whenever a loop in time that indexes the operand steps, and whenever
/// such a loop restarts because a loop outside it steps; loops inside the innermost indexing one
/// reuse the tile. Clipped tiles count with their clipped size. Over spread loops between the two
/// keeps one read serves all (multicast); spread loops outside the outer keep are separate
/// instances, each with its own reads. Outputs are written once for each visit of a tile and read
/// back at each visit but the first.
///
/// @param down elements that leave the outer residence (reads)
/// @param up elements that enter the outer residence (writes of outputs)
/// @param received elements that enter the inner residence, counted for each instance that receives
///   them
record Traffic(long down, long up, long received) {
    /// @param innermost position of the innermost loop in time that makes the operand cross again
    static Traffic of(Boundary boundary, int innermost, Loops loops, LoopNest nest) {
        Operand operand = boundary.operand();
        long elements = distinct(operand, boundary.position(), loops, nest);
        long visits = 1;
        long arrivals = 1;
        for (Dim dim : Dim.values()) {
            if (!operand.dims().contains(dim)) {
                visits =
                        Math.multiplyExact(
                                visits,
                                combinations(
                                        dim, innermost, boundary.sourcePosition(), loops, nest));
                arrivals =
                        Math.multiplyExact(
                                arrivals,
                                combinations(dim, innermost, boundary.position(), loops, nest));
            }
        }
        long total = Math.multiplyExact(elements, visits);
        if (operand == Operand.OUTPUT) {
            return new Traffic(total - elements, total, total - elements);
        }
        return new Traffic(total, 0, Math.multiplyExact(elements, arrivals));
    }

    /// The same traffic of outputs where partial sums are written but never read.
    Traffic withoutReadBack() {
        return new Traffic(0, up, 0);
    }

    /// Elements over all tiles of the operand's own dimensions, each tile once.
    private static long distinct(Operand operand, int position, Loops loops, LoopNest nest) {
        long elements = 1;
        for (Dim dim : operand.dims()) {
            boolean window =
                    operand == Operand.INPUT
                            && (dim == Dim.OY || dim == Dim.OX || dim == Dim.FY || dim == Dim.FX);
            if (!window) {
                elements = Math.multiplyExact(elements, nest.extent(dim));
            }
        }
        if (operand == Operand.INPUT) {
            elements = Math.multiplyExact(elements, Spans.sumRows(nest, loops, position));
            elements = Math.multiplyExact(elements, Spans.sumColumns(nest, loops, position));
        }
        return elements;
    }

    /// How many combinations of its counted digits a dimension that does not index the operand
    /// takes on: each makes the operand move again. A combination occurs if its index with all
    /// other digits 0 lies within the dimension.
    private static long combinations(
            Dim dim, int innermost, int spreadsBefore, Loops loops, LoopNest nest) {
        long lower = 1;
        for (int position = 0; position < loops.positions(); position++) {
            if (counts(dim, position, innermost, spreadsBefore, loops)) {
                lower = Math.multiplyExact(lower, Schedule.extentOf(loops.step(position)));
            }
        }
        long combinations = 0;
        long left = nest.extent(dim);
        for (int position = 0; position < loops.positions(); position++) {
            if (counts(dim, position, innermost, spreadsBefore, loops)) {
                int extent = Schedule.extentOf(loops.step(position));
                long stride = loops.reach(dim, position + 1);
                lower /= extent;
                long last = (left - 1) / stride;
                if (last >= extent) {
                    return Math.addExact(combinations, Math.multiplyExact(extent, lower));
                }
                combinations = Math.addExact(combinations, Math.multiplyExact(last, lower));
                left -= last * stride;
            }
        }
        return Math.addExact(combinations, 1);
    }

    private static boolean counts(
            Dim dim, int position, int innermost, int spreadsBefore, Loops loops) {
        return Schedule.dimOf(loops.step(position)) == dim
                && (loops.isTime(position) ? position < innermost : position < spreadsBefore);
    }
}
