package bitwright.sim.cost;

import bitwright.arch.machine.KernelQuality;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.Role;
import bitwright.workload.Operand;
import org.jspecify.annotations.Nullable;

/// The ports of the outermost memory while a layer runs: each serves one transfer after another.
final class OuterPorts {
    private static final Role[] ROLES = Role.values();

    private final MemoryLevel memory;
    private final KernelQuality kernels;
    private final @Nullable SpanLog log;
    private long cached;
    private final long[] readFree;
    private final long[] writeFree;
    private final long[] readBits;
    private final long[] writeBits;

    /// @param cached bits of outputs that nothing waits for
    /// @param kernels how much of the bandwidths the software reaches
    /// @param log what hears of every transfer; null where nobody listens
    OuterPorts(MemoryLevel memory, KernelQuality kernels, long cached, @Nullable SpanLog log) {
        this.log = log;
        this.cached = cached;
        this.memory = memory;
        this.kernels = kernels;
        int ports = memory.ports().size();
        readFree = new long[ports];
        writeFree = new long[ports];
        readBits = new long[ports];
        writeBits = new long[ports];
    }

    /// Reads bits as soon as the port is free and `ready` has passed; returns when the last bit is
    /// there. Over a whole layer a port is busy for its bits over its width, rounded up once.
    long read(Operand operand, long bits, long ready) {
        int index = memory.port(ROLES[operand.ordinal()]);
        MemoryPort port = memory.ports().get(index);
        long width = kernels.outerBitsPerCycle(port.readBitsPerCycle());
        long before = MemoryPort.cycles(readBits[index], width);
        readBits[index] = Math.addExact(readBits[index], bits);
        long cycles = MemoryPort.cycles(readBits[index], width) - before;
        long start = Math.max(ready, readFree[index]);
        if (port.shared()) {
            start = Math.max(start, writeFree[index]);
        }
        readFree[index] = Math.addExact(start, cycles);
        if (log != null) {
            log.transfer(operand, false, start, readFree[index], bits);
        }
        return arrival(readFree[index]);
    }

    /// Writes bits of outputs as soon as the port is free and `ready` has passed; returns when the
    /// last bit has left.
    long write(long all, long ready) {
        long free = Math.min(all, cached);
        cached -= free;
        long bits = all - free;
        int index = memory.port(Role.OUTPUT);
        MemoryPort port = memory.ports().get(index);
        long width = kernels.outerBitsPerCycle(port.writeBitsPerCycle());
        long before = MemoryPort.cycles(writeBits[index], width);
        writeBits[index] = Math.addExact(writeBits[index], bits);
        long cycles = MemoryPort.cycles(writeBits[index], width) - before;
        long start = Math.max(ready, writeFree[index]);
        if (port.shared()) {
            start = Math.max(start, readFree[index]);
        }
        writeFree[index] = Math.addExact(start, cycles);
        if (log != null && bits > 0) {
            log.transfer(Operand.OUTPUT, true, start, writeFree[index], bits);
        }
        return writeFree[index];
    }

    /// When what crossed the port at a time has arrived.
    long arrival(long crossed) {
        return Math.addExact(crossed, memory.latencyCycles());
    }
}
