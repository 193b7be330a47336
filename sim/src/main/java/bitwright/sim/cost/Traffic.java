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

    /// Combinations of digits of a dimension that does not index the operand and makes it move
    /// again.
    private static long combinations(
            Dim dim, int innermost, int spreadsBefore, Loops loops, LoopNest nest) {
        long combinations = 1;
        boolean prefix = true;
        for (int position = 0; position < loops.positions(); position++) {
            if (Schedule.dimOf(loops.step(position)) != dim) {
                continue;
            }
            boolean counts =
                    loops.isTime(position) ? position < innermost : position < spreadsBefore;
            if (!counts) {
                prefix = false;
            } else if (prefix) {
                combinations =
                        Math.ceilDiv((long) nest.extent(dim), loops.reach(dim, position + 1));
            } else {
                combinations =
                        Math.multiplyExact(combinations, Schedule.extentOf(loops.step(position)));
            }
        }
        return combinations;
    }
}
