package bitwright.sim.cost;

import bitwright.arch.machine.Filling;
import bitwright.arch.machine.KernelQuality;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.Role;
import bitwright.sim.schedule.Capacities;
import bitwright.sim.schedule.Loops;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;

/// Cycles in which the unit stands still because a level on chip with one buffer is filled or
/// emptied from another level on chip.
///
/// Such a level cannot take in its next tile while the present one is used. A level with sliding
/// windows takes in new rows and columns as it goes; but after every standstill its first windows
/// have to come in before the unit starts again. While the unit stands still nothing else moves on
/// chip: what streams through it has no room to run ahead.
final class Standstill {
    private static final Role[] ROLES = Role.values();

    private Standstill() {}

    /// @throws ArithmeticException beyond 64 bits
    static long cycles(Flows flows) {
        long cycles = 0;
        long stops = 1;
        for (int index = 0; index < flows.count; index++) {
            if (stops(flows, index)) {
                MemoryPort port = port(flows, index);
                long active = flows.loops().lanes(flows.sourcePosition[index]);
                long in = Math.ceilDiv(flows.downBits(index), active);
                long out = Math.ceilDiv(flows.upBits(index), active);
                cycles = Math.addExact(cycles, MemoryPort.cycles(in, port.readBitsPerCycle()));
                cycles = Math.addExact(cycles, MemoryPort.cycles(out, port.writeBitsPerCycle()));
                stops = Math.max(stops, flows.loops().trips(0, flows.reusedFrom[index] + 1));
            }
        }
        for (int index = 0; index < flows.count; index++) {
            if (hasOneBuffer(flows, index) && slides(flows, index)) {
                long bits =
                        Capacities.storageBits(
                                Operand.INPUT, flows.precision, firstWindows(flows, index));
                long first = MemoryPort.cycles(bits, port(flows, index).readBitsPerCycle());
                cycles = Math.addExact(cycles, Math.multiplyExact(stops, first));
            }
        }
        return cycles;
    }

    /// Whether every transfer over a boundary stops the unit.
    static boolean stops(Flows flows, int index) {
        return hasOneBuffer(flows, index) && !slides(flows, index);
    }

    /// Cycles that transfers between the outermost memory and levels with one buffer take.
    ///
    /// @throws ArithmeticException beyond 64 bits
    static long outermostCycles(Flows flows) {
        KernelQuality kernels = flows.accelerator.software().kernels();
        long cycles = 0;
        for (int index = 0; index < flows.count; index++) {
            if (flows.source[index] == 0
                    && flows.destination[index] != Flows.UNIT
                    && !filling(flows, index).doubleBuffered()) {
                MemoryPort port = port(flows, index);
                cycles =
                        Math.addExact(
                                cycles,
                                Math.addExact(
                                        MemoryPort.cycles(
                                                flows.downBits(index),
                                                kernels.outerBitsPerCycle(port.readBitsPerCycle())),
                                        MemoryPort.cycles(
                                                flows.upBits(index),
                                                kernels.outerBitsPerCycle(
                                                        port.writeBitsPerCycle()))));
            }
        }
        return cycles;
    }

    private static boolean hasOneBuffer(Flows flows, int index) {
        return flows.source[index] > 0
                && flows.destination[index] != Flows.UNIT
                && !filling(flows, index).doubleBuffered();
    }

    private static boolean slides(Flows flows, int index) {
        return flows.operand[index] == Operand.INPUT && filling(flows, index).slidingWindows();
    }

    private static Filling filling(Flows flows, int index) {
        return flows.memories.get(flows.destination[index]).filling();
    }

    private static MemoryPort port(Flows flows, int index) {
        MemoryLevel outer = flows.memories.get(flows.source[index]);
        return outer.ports().get(outer.port(ROLES[flows.operand[index].ordinal()]));
    }

    /// Elements that the first windows of all instances together hold, as their source reads them.
    private static long firstWindows(Flows flows, int index) {
        LoopNest.Window window = flows.nest.window();
        boolean shared = filling(flows, index).sharedWindows();
        long elements = 1;
        for (Dim dim : new Dim[] {Dim.B, Dim.G, Dim.C}) {
            long reach = flows.loops().reach(dim, flows.position[index]) * lanes(flows, index, dim);
            elements = Math.multiplyExact(elements, Math.min(flows.nest.extent(dim), reach));
        }
        long rows =
                span(flows, index, Dim.OY, window.strideY(), Dim.FY, window.dilationY(), shared);
        long columns =
                span(flows, index, Dim.OX, window.strideX(), Dim.FX, window.dilationX(), shared);
        return Math.multiplyExact(elements, Math.multiplyExact(rows, columns));
    }

    /// Rows (or columns) that the first windows of all lanes see, together or each for itself.
    private static long span(
            Flows flows,
            int index,
            Dim outputs,
            long stride,
            Dim filters,
            long dilation,
            boolean shared) {
        Loops loops = flows.loops();
        long outputLanes = lanes(flows, index, outputs);
        long filterLanes = lanes(flows, index, filters);
        long outputReach = loops.reach(outputs, flows.position[index]);
        long filterReach = loops.reach(filters, flows.position[index]);
        return shared
                ? (outputReach * outputLanes - 1) * stride
                        + (filterReach * filterLanes - 1) * dilation
                        + 1
                : ((outputReach - 1) * stride + (filterReach - 1) * dilation + 1)
                        * outputLanes
                        * filterLanes;
    }

    /// Lanes of a dimension between source and destination.
    private static long lanes(Flows flows, int index, Dim dim) {
        Loops loops = flows.loops();
        long lanes = 1;
        for (int at = flows.sourcePosition[index] + 1; at < flows.position[index]; at++) {
            if (loops.isSpace(at) && loops.dim(at) == dim.ordinal()) {
                lanes *= loops.extent(at);
            }
        }
        return lanes;
    }
}
