package bitwright.sim.cost;

import bitwright.sim.schedule.Loops;
import bitwright.workload.Dim;
import bitwright.workload.Operand;

/// Which loops the event model steps through, and where each operand's tiles are exchanged with the
/// outermost memory.
///
/// Operands that are kept outside all lanes are exchanged at their keep. Of those that pass by the
/// levels out there, weights and outputs are exchanged where they move next; the others flow evenly
/// over the whole layer, as do outputs that leave from further inside than the first level on chip:
/// accumulators give them away little by little.
final class TilePlan {
    /// Most tiles that an operand kept inside the lanes may add steps for.
    private static final long MOST_FINE_TILES = 1 << 14;

    private static final Operand[] OPERANDS = Operand.values();

    final int[] boundary = new int[OPERANDS.length];

    /// Position of the exchange; -1 for an operand that flows evenly.
    final int[] keep = new int[OPERANDS.length];

    final int[] innermost = new int[OPERANDS.length];

    /// Everything inside this position happens within a tile.
    final int innerPosition;

    TilePlan(Flows flows) {
        Loops loops = flows.loops();
        int firstLane = 0;
        while (firstLane < loops.issuePosition()
                && !(loops.isSpace(firstLane) && loops.extent(firstLane) > 1)) {
            firstLane++;
        }
        int inner = 0;
        int firstLevel = Integer.MAX_VALUE;
        for (int index = 0; index < flows.count; index++) {
            if (flows.source[index] == 0 && flows.destination[index] != Flows.UNIT) {
                firstLevel = Math.min(firstLevel, flows.destination[index]);
            }
        }
        for (int index = 0; index < flows.count; index++) {
            if (flows.source[index] == 0) {
                int operand = flows.operand[index].ordinal();
                boundary[operand] = index;
                innermost[operand] = flows.reusedFrom[index];
                keep[operand] = exchange(flows, index, firstLane, firstLevel);
                inner = Math.max(inner, keep[operand]);
            }
        }
        innerPosition = inner;
    }

    private static int exchange(Flows flows, int index, int firstLane, int firstLevel) {
        boolean onChip = flows.destination[index] != Flows.UNIT;
        if (onChip && flows.position[index] <= firstLane) {
            boolean trickles =
                    flows.operand[index] == Operand.OUTPUT && flows.destination[index] > firstLevel;
            return trickles ? -1 : flows.position[index];
        }
        int after = flows.reusedFrom[index] + 1;
        boolean whole =
                flows.operand[index] != Operand.INPUT && flows.memories.getFirst().burstBits() == 1;
        return whole && after <= firstLane && flows.loops().trips(0, after) <= MOST_FINE_TILES
                ? after
                : -1;
    }

    /// Steps of the walk that hold any work.
    ///
    /// @throws ArithmeticException beyond 64 bits
    long tilesWithWork(Flows flows) {
        long tiles = 1;
        for (Dim dim : Dim.values()) {
            tiles =
                    Math.multiplyExact(
                            tiles, Traffic.combinations(flows, dim.ordinal(), innerPosition, 0));
        }
        return tiles;
    }

    /// Steps of the walk.
    ///
    /// @throws ArithmeticException beyond 64 bits
    long tiles(Flows flows) {
        return flows.loops().trips(0, innerPosition);
    }
}
