package bitwright.sim.cost;

import bitwright.arch.machine.MemoryLevel;
import bitwright.workload.Operand;

/// The events of one layer at the boundary of the outermost memory.
final class TileEvents {
    private final TileWalk walk;
    private final long tileCycles;
    private final long tailCycles;
    private final MemoryLevel outer;
    private long readPortFree;
    private long writePortFree;
    private long readBits;
    private long writeBits;
    private long readCycles;
    private long writeCycles;
    private long pendingBits;
    private long pendingReady;
    private long lastWrite;

    TileEvents(Flows flows) {
        outer = flows.accelerator.memories().getFirst();
        walk = new TileWalk(flows);
        long tiles = walk.tiles();
        if (tiles > EventModel.MAXIMUM_TILES) {
            throw new IllegalArgumentException(
                    "the schedule cuts the layer into "
                            + tiles
                            + " tiles; at most "
                            + EventModel.MAXIMUM_TILES
                            + " are simulated. Take larger tiles.");
        }
        UnitTiming.Pass pass =
                UnitTiming.pass(flows.loops, walk.innerPosition(), flows.unit, flows.instruction);
        long inside = pass.steadyCycles();
        tailCycles = pass.tailCycles();
        for (int level = 1; level < flows.accelerator.memories().size(); level++) {
            MemoryLevel memory = flows.accelerator.memories().get(level);
            long[] ports = flows.portCycles(level);
            long needed =
                    memory.sharedPort()
                            ? Math.addExact(ports[0], ports[1])
                            : Math.max(ports[0], ports[1]);
            inside = Math.max(inside, Math.ceilDiv(needed, tiles));
        }
        tileCycles = inside;
    }

    /// Cycles from the first request to the last write.
    long run() {
        long computedBefore = 0;
        long computed = 0;
        while (walk.next()) {
            long start = computed;
            if (walk.valid()) {
                long written = walk.writeBackBits();
                long readBack = walk.readBackBits();
                long bits =
                        walk.fetchBits(Operand.INPUT) + walk.fetchBits(Operand.WEIGHT) + readBack;
                if (readBack > 0) {
                    // Partial sums must have been written before they are read back.
                    writePending();
                }
                if (bits > 0) {
                    long ready =
                            readBack > 0 ? Math.max(computedBefore, lastWrite) : computedBefore;
                    start = Math.max(start, read(bits, ready));
                }
                if (written > 0) {
                    // One buffer must be written out before this tile's outputs go there.
                    writePending();
                    start = Math.max(start, lastWrite);
                    pendingBits = written;
                    pendingReady = Math.addExact(computed, tailCycles);
                }
            }
            computedBefore = computed;
            computed = Math.addExact(start, tileCycles);
        }
        computed = Math.addExact(computed, tailCycles);
        writePending();
        long written = walk.lastWriteBits();
        if (written > 0) {
            lastWrite = write(written, computed);
        }
        return Math.max(computed, lastWrite == 0 ? 0 : lastWrite + outer.latencyCycles());
    }

    /// Books the write that was put off: the read of the next tile comes first where both wait.
    private void writePending() {
        if (pendingBits > 0) {
            lastWrite = write(pendingBits, pendingReady);
            pendingBits = 0;
        }
    }

    /// Reads bits as soon as the port is free and the buffers are; returns when the last bit is
    /// there.
    private long read(long bits, long buffersFree) {
        readBits = Math.addExact(readBits, bits);
        long cycles = MemoryLevel.cycles(readBits, outer.readBitsPerCycle()) - readCycles;
        readCycles += cycles;
        long start =
                Math.max(
                        buffersFree,
                        outer.sharedPort() ? Math.max(readPortFree, writePortFree) : readPortFree);
        readPortFree = Math.addExact(start, cycles);
        return Math.addExact(readPortFree, outer.latencyCycles());
    }

    private long write(long bits, long ready) {
        writeBits = Math.addExact(writeBits, bits);
        long cycles = MemoryLevel.cycles(writeBits, outer.writeBitsPerCycle()) - writeCycles;
        writeCycles += cycles;
        long start =
                Math.max(
                        ready,
                        outer.sharedPort() ? Math.max(readPortFree, writePortFree) : writePortFree);
        writePortFree = Math.addExact(start, cycles);
        return writePortFree;
    }
}
