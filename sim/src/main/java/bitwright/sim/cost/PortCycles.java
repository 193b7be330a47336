package bitwright.sim.cost;

import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.Role;
import java.util.List;

/// Cycles that the ports of one instance of each level are busy, port by port from the outermost
/// level inwards, and cycles that the unit stands still for.
final class PortCycles {
    private static final Role[] ROLES = Role.values();

    private final Flows flows;
    private final int[] firstPort;
    private final int[] portOf;
    private final long[] readBits;
    private final long[] writeBits;
    private final long[] stoppingReadBits;
    private final long[] stoppingWriteBits;
    private final boolean waits;
    private long standstill;

    PortCycles(Flows flows) {
        this.flows = flows;
        List<MemoryLevel> memories = flows.memories;
        firstPort = new int[memories.size() + 1];
        for (int level = 0; level < memories.size(); level++) {
            firstPort[level + 1] = firstPort[level] + memories.get(level).ports().size();
        }
        waits = memories.stream().anyMatch(memory -> !memory.filling().doubleBuffered());
        portOf = new int[memories.size() * ROLES.length];
        for (int level = 0; level < memories.size(); level++) {
            for (Role role : ROLES) {
                portOf[level * ROLES.length + role.ordinal()] = memories.get(level).port(role);
            }
        }
        readBits = new long[firstPort[memories.size()]];
        writeBits = new long[firstPort[memories.size()]];
        stoppingReadBits = new long[firstPort[memories.size()]];
        stoppingWriteBits = new long[firstPort[memories.size()]];
    }

    /// Reckons the schedule that the flows have laid out.
    ///
    /// @throws ArithmeticException beyond 64 bits
    void lay() {
        java.util.Arrays.fill(readBits, 0);
        java.util.Arrays.fill(writeBits, 0);
        java.util.Arrays.fill(stoppingReadBits, 0);
        java.util.Arrays.fill(stoppingWriteBits, 0);
        for (int index = 0; index < flows.count; index++) {
            int level = flows.source[index];
            int port = firstPort[level] + port(index);
            long active = active(index);
            long reads = Math.ceilDiv(PortBits.leaving(flows, index), active);
            long writes = Math.ceilDiv(PortBits.entering(flows, index), active);
            readBits[port] = Math.addExact(readBits[port], reads);
            writeBits[port] = Math.addExact(writeBits[port], writes);
            passBy(index);
            if (waits && Standstill.stops(flows, index)) {
                stoppingReadBits[port] += reads;
                stoppingWriteBits[port] += writes;
            }
        }
        standstill = waits ? Standstill.cycles(flows) : 0;
    }

    /// What passes by a second-level cache crosses its ports all the same.
    private void passBy(int index) {
        for (int level = 1; level < flows.memories.size(); level++) {
            if (PortBits.passes(flows, index, level)) {
                int slot =
                        firstPort[level]
                                + portOf[level * ROLES.length + flows.operand[index].ordinal()];
                readBits[slot] =
                        Math.addExact(readBits[slot], PortBits.passingInwards(flows, index));
                writeBits[slot] =
                        Math.addExact(writeBits[slot], PortBits.passingOutwards(flows, index));
            }
        }
    }

    /// The port of a boundary's outer level that its operand passes through.
    private int port(int index) {
        return portOf[flows.source[index] * ROLES.length + flows.operand[index].ordinal()];
    }

    /// Instances of the outer residence of a boundary that work side by side.
    private long active(int index) {
        return flows.sourcePosition[index] < 0
                ? 1
                : flows.loops().lanes(flows.sourcePosition[index]);
    }

    /// Ports of a level.
    int ports(int level) {
        return firstPort[level + 1] - firstPort[level];
    }

    /// What the software's kernels reach of a bandwidth.
    private long reached(int level, long bitsPerCycle) {
        return level == 0
                ? flows.accelerator.software().kernels().outerBitsPerCycle(bitsPerCycle)
                : bitsPerCycle;
    }

    /// Cycles that a port is busy reading.
    long readCycles(int level, int port) {
        return MemoryPort.cycles(
                readBits[firstPort[level] + port],
                reached(level, flows.memories.get(level).ports().get(port).readBitsPerCycle()));
    }

    /// Cycles that a port is busy writing.
    long writeCycles(int level, int port) {
        return MemoryPort.cycles(
                writeBits[firstPort[level] + port],
                reached(level, flows.memories.get(level).ports().get(port).writeBitsPerCycle()));
    }

    /// Cycles that a port is busy, reads and writes one after the other where it is shared.
    long busyCycles(int level, int port) {
        long reads = readCycles(level, port);
        long writes = writeCycles(level, port);
        return flows.memories.get(level).ports().get(port).shared()
                ? Math.addExact(reads, writes)
                : Math.max(reads, writes);
    }

    /// Cycles of the busiest port of a level.
    long busiestCycles(int level) {
        long busiest = 0;
        for (int port = 0; port < ports(level); port++) {
            busiest = Math.max(busiest, busyCycles(level, port));
        }
        return busiest;
    }

    /// Cycles that the busiest port on chip streams while the unit works, transfers that stop the
    /// unit left out.
    long streamingCycles() {
        long busiest = 0;
        for (int level = 1; level < flows.memories.size(); level++) {
            for (int port = 0; port < ports(level); port++) {
                MemoryPort at = flows.memories.get(level).ports().get(port);
                int slot = firstPort[level] + port;
                long reads =
                        MemoryPort.cycles(
                                readBits[slot] - stoppingReadBits[slot], at.readBitsPerCycle());
                long writes =
                        MemoryPort.cycles(
                                writeBits[slot] - stoppingWriteBits[slot], at.writeBitsPerCycle());
                busiest =
                        Math.max(
                                busiest,
                                at.shared()
                                        ? Math.addExact(reads, writes)
                                        : Math.max(reads, writes));
            }
        }
        return busiest;
    }

    /// Cycles in which the unit waits for levels on chip that have one buffer.
    long standstillCycles() {
        return standstill;
    }
}
