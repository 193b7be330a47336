package bitwright.sim.cost;

import bitwright.sim.schedule.Loops;
import bitwright.workload.Operand;

/// Elements that cross one boundary, in closed form.
///
/// A tile is fetched again whenever a loop in time that indexes the operand steps, and whenever
/// such a loop restarts because a loop outside it steps; loops inside the innermost indexing one
/// reuse the tile. Clipped tiles count with their clipped size. Over spread loops between the two
/// keeps one read serves all (multicast); spread loops outside the outer keep are separate
/// instances, each with its own reads. Outputs are written once for each visit of a tile, sums of
/// lanes that share a reduction as one although each instance sends its own, and read back at each
/// visit of an instance but the first.
final class Traffic {
    private Traffic() {}

    /// Fills in the counts of a boundary whose positions are laid out.
    static void count(Flows flows, int index) {
        Operand operand = flows.operand[index];
        int reused = flows.reusedFrom[index];
        long visits = 1;
        long arrivals = 1;
        long firstVisits = 1;
        for (int dim = 0; dim < flows.extent.length; dim++) {
            if (Loops.indexes(dim, operand) || flows.extent[dim] == 1) {
                continue;
            }
            int outer = flows.sourcePosition[index];
            visits = Math.multiplyExact(visits, combinations(flows, dim, reused, outer));
            if (operand == Operand.OUTPUT) {
                firstVisits = Math.multiplyExact(firstVisits, combinations(flows, dim, -1, outer));
            }
            arrivals =
                    Math.multiplyExact(
                            arrivals, combinations(flows, dim, reused, flows.position[index]));
        }
        boolean inputs = operand == Operand.INPUT;
        if (inputs) {
            flows.windows.place(flows, index, true);
        }
        long elements = distinct(flows, index);
        long total = Math.multiplyExact(elements, visits);
        long transfers = Math.multiplyExact(tiles(flows, index), visits);
        if (operand == Operand.OUTPUT) {
            long first = Math.multiplyExact(elements, firstVisits);
            flows.down[index] = total - first;
            flows.up[index] = total;
            flows.received[index] = total - first;
            flows.sent[index] = Math.multiplyExact(elements, arrivals);
            flows.transfersUp[index] = transfers;
            flows.transfersDown[index] =
                    transfers - Math.multiplyExact(tiles(flows, index), firstVisits);
            return;
        }
        flows.down[index] = total;
        flows.up[index] = 0;
        flows.sent[index] = 0;
        flows.transfersDown[index] = transfers;
        flows.transfersUp[index] = 0;
        if (inputs && flows.windows.shared()) {
            flows.windows.place(flows, index, false);
            elements = distinct(flows, index);
        }
        flows.received[index] = Math.multiplyExact(elements, arrivals);
    }

    /// Elements over all tiles of the operand's own dimensions, each tile once.
    private static long distinct(Flows flows, int index) {
        Operand operand = flows.operand[index];
        long elements = 1;
        for (int dim = 0; dim < flows.extent.length; dim++) {
            if (Loops.indexes(dim, operand)
                    && !(operand == Operand.INPUT && Windows.isWindow(dim))) {
                elements = Math.multiplyExact(elements, (long) flows.extent[dim]);
            }
        }
        return operand == Operand.INPUT
                ? Math.multiplyExact(elements, flows.windows.elements(flows.loops()))
                : elements;
    }

    /// Tiles of the operand's own dimensions.
    private static long tiles(Flows flows, int index) {
        if (flows.memories.get(flows.source[index]).burstBits() == 1) {
            return 0;
        }
        long tiles = 1;
        for (int dim = 0; dim < flows.extent.length; dim++) {
            if (Loops.indexes(dim, flows.operand[index])) {
                long reach = flows.loops().reach(dim, flows.position[index]);
                tiles = Math.multiplyExact(tiles, Math.ceilDiv((long) flows.extent[dim], reach));
            }
        }
        return tiles;
    }

    /// How many combinations of its counted digits a dimension that does not index the operand
    /// takes on: each makes the operand move again. A combination occurs if its index with all
    /// other digits 0 lies within the dimension.
    ///
    /// @param innermost loops in time outside this position count
    /// @param spreadsBefore loops in space outside this position count
    static long combinations(Flows flows, int dim, int innermost, int spreadsBefore) {
        Loops loops = flows.loops();
        int count = loops.loops(dim);
        long lower = 1;
        for (int index = 0; index < count; index++) {
            int at = loops.loop(dim, index);
            if (at < (loops.isTime(at) ? innermost : spreadsBefore)) {
                lower = Math.multiplyExact(lower, (long) loops.extent(at));
            }
        }
        if (lower == 1) {
            return 1;
        }
        if (loops.reach(dim, 0) == flows.extent[dim]) {
            // Nothing is ragged: every combination occurs.
            return lower;
        }
        long combinations = 0;
        long left = flows.extent[dim];
        for (int index = 0; index < count; index++) {
            int at = loops.loop(dim, index);
            if (at < (loops.isTime(at) ? innermost : spreadsBefore)) {
                int extent = loops.extent(at);
                long stride = loops.reach(dim, at + 1);
                lower /= extent;
                long top = (left - 1) / stride;
                if (top >= extent) {
                    return Math.addExact(combinations, Math.multiplyExact(extent, lower));
                }
                combinations = Math.addExact(combinations, Math.multiplyExact(top, lower));
                left -= top * stride;
            }
        }
        return Math.addExact(combinations, 1);
    }
}
