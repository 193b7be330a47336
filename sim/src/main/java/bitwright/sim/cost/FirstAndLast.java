package bitwright.sim.cost;

import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.Role;
import bitwright.sim.schedule.Capacities;
import bitwright.sim.schedule.Loops;
import bitwright.workload.Operand;

/// What nothing hides: the first tiles come from the outermost memory before the unit can begin,
/// the last one goes back after it has ended.
final class FirstAndLast {
    private static final Role[] ROLES = Role.values();

    private FirstAndLast() {}

    /// Cycles of these transfers, as if no tile were clipped. Levels with one buffer are left out:
    /// the unit waits for all of their transfers. Weights and outputs of levels inside the lanes
    /// come and go for all lanes together, inputs trickle.
    ///
    /// @throws ArithmeticException beyond 64 bits
    static long cycles(Flows flows) {
        MemoryLevel outermost = flows.memories.getFirst();
        Loops loops = flows.loops();
        int firstLane = 0;
        while (firstLane < loops.issuePosition()
                && !(loops.isSpace(firstLane) && loops.extent(firstLane) > 1)) {
            firstLane++;
        }
        long cycles = 0;
        for (int index = 0; index < flows.count; index++) {
            if (flows.source[index] != 0
                    || flows.destination[index] == Flows.UNIT
                    || !flows.memories.get(flows.destination[index]).filling().doubleBuffered()) {
                continue;
            }
            Operand operand = flows.operand[index];
            int position = flows.position[index];
            if (position > firstLane) {
                position = flows.reusedFrom[index] + 1;
                if (operand == Operand.INPUT || position > firstLane) {
                    continue;
                }
            }
            MemoryPort port = outermost.ports().get(outermost.port(ROLES[operand.ordinal()]));
            long elements = loops.tileElements(operand, position, flows.nest);
            cycles =
                    Math.addExact(
                            cycles,
                            operand == Operand.OUTPUT
                                    ? MemoryPort.cycles(
                                            Math.multiplyExact(
                                                    elements, (long) flows.completeOutputBits()),
                                            reached(flows, port.writeBitsPerCycle()))
                                    : MemoryPort.cycles(
                                            Capacities.storageBits(
                                                    operand, flows.precision, elements),
                                            reached(flows, port.readBitsPerCycle())));
        }
        return cycles == 0 ? 0 : Math.addExact(cycles, (long) outermost.latencyCycles());
    }

    private static long reached(Flows flows, long bitsPerCycle) {
        return flows.accelerator.software().kernels().outerBitsPerCycle(bitsPerCycle);
    }
}
