package bitwright.sim.cost;

import bitwright.arch.machine.TensorProcessor;
import bitwright.workload.Operand;

/// Bits over the ports of the levels that a boundary touches: what timing, energy and reports all
/// count.
///
/// Elsewhere one read serves all who receive it. A level that the multiprocessors of a tensor
/// processor share serves each cluster of them that asks, also with what is not kept there; where
/// multiprocessors share a reduction, it takes the sums of each of them at accumulator width, gives
/// them back to whoever adds them up, and takes the complete outputs.
final class PortBits {
    private PortBits() {}

    /// Bits that leave the outer residence of a boundary.
    ///
    /// @throws ArithmeticException beyond 64 bits
    static long leaving(Flows flows, int index) {
        return shared(flows, flows.source[index])
                ? Math.addExact(servedBits(flows, index), partialBits(flows, index))
                : flows.downBits(index);
    }

    /// Bits that enter the outer residence of a boundary; outputs that stay in the second-level
    /// cache never enter the outermost memory.
    ///
    /// @throws ArithmeticException beyond 64 bits
    static long entering(Flows flows, int index) {
        long bits = flows.upBits(index);
        if (flows.source[index] == 0) {
            return bits - Math.min(bits, flows.writeBackBits());
        }
        return shared(flows, flows.source[index])
                ? Math.addExact(bits, partialBits(flows, index))
                : bits;
    }

    /// Whether what crosses a boundary passes through a level without being kept there.
    static boolean passes(Flows flows, int index, int level) {
        int inner = flows.destination[index];
        return level > flows.source[index]
                && (inner == Flows.UNIT || level < inner)
                && shared(flows, level);
    }

    /// Bits that a level sends inwards of what passes through it.
    ///
    /// @throws ArithmeticException beyond 64 bits
    static long passingInwards(Flows flows, int index) {
        return Math.addExact(servedBits(flows, index), partialBits(flows, index));
    }

    /// Bits that a level takes of outputs that pass through it.
    ///
    /// @throws ArithmeticException beyond 64 bits
    static long passingOutwards(Flows flows, int index) {
        return Math.addExact(flows.upBits(index), partialBits(flows, index));
    }

    /// Bits that a level sends to every cluster of multiprocessors that asks.
    private static long servedBits(Flows flows, int index) {
        int cluster = flows.unit() instanceof TensorProcessor processor ? processor.cluster() : 1;
        return Math.max(
                flows.downBits(index), Math.ceilDiv(flows.receivedBits(index), (long) cluster));
    }

    /// Bits of the sums of all multiprocessors that share the reduction of an output; 0 if none do.
    private static long partialBits(Flows flows, int index) {
        long split = split(flows, index);
        return split == 1 ? 0 : Math.multiplyExact(split, flows.sumBits(index));
    }

    /// How many multiprocessors send sums of the same outputs over a boundary.
    private static long split(Flows flows, int index) {
        boolean leavesMultiprocessor =
                flows.operand[index] == Operand.OUTPUT
                        && flows.unit() instanceof TensorProcessor
                        && (flows.destination[index] == Flows.UNIT
                                || !shared(flows, flows.destination[index]))
                        && (flows.source[index] == 0 || shared(flows, flows.source[index]));
        return leavesMultiprocessor ? TensorTiming.split(flows.schedule()) : 1;
    }

    /// Whether a level on chip is one for all multiprocessors of a tensor processor.
    private static boolean shared(Flows flows, int level) {
        return level > 0
                && flows.unit() instanceof TensorProcessor
                && flows.memories.get(level).perAxes().isEmpty();
    }
}
