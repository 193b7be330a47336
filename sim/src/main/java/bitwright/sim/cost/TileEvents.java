package bitwright.sim.cost;

import bitwright.arch.machine.TensorProcessor;
import bitwright.workload.Operand;
import org.jspecify.annotations.Nullable;

/// The events of one layer at the boundary of the outermost memory.
final class TileEvents {
    private static final Operand[] READ = {Operand.INPUT, Operand.WEIGHT, Operand.OUTPUT};

    private final TileWalk walk;
    private final OuterPorts ports;
    private final long tileCycles;
    private final long tailCycles;
    private final long steadyCycles;
    private final long standstillCycles;
    private final boolean streams;
    private final @Nullable SpanLog log;
    private final boolean[] oneBuffer = new boolean[READ.length];
    private long pendingBits;
    private long pendingReady;
    private long lastWrite;

    TileEvents(Flows flows, PortCycles cycles) {
        this(flows, cycles, null);
    }

    /// @param log what hears of every event; null where nobody listens
    TileEvents(Flows flows, PortCycles cycles, @Nullable SpanLog log) {
        this.log = log;
        ports =
                new OuterPorts(
                        flows.memories.getFirst(),
                        flows.accelerator.software().kernels(),
                        flows.writeBackBits(),
                        log);
        streams = flows.unit() instanceof TensorProcessor;
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
        UnitTiming.Pass pass = UnitTiming.pass(flows, walk.plan().innerPosition);
        tailCycles = pass.tailCycles();
        steadyCycles = pass.steadyCycles();
        standstillCycles = Math.ceilDiv(cycles.standstillCycles(), tiles);
        long working = Math.max(pass.steadyCycles(), Math.ceilDiv(cycles.streamingCycles(), tiles));
        tileCycles = Math.addExact(working, standstillCycles);
        for (Operand operand : READ) {
            int inner = flows.destination[walk.plan().boundary[operand.ordinal()]];
            oneBuffer[operand.ordinal()] =
                    inner != Flows.UNIT && !flows.memories.get(inner).filling().doubleBuffered();
        }
    }

    /// Steps of the walk.
    long tiles() {
        return walk.tiles();
    }

    /// Cycles in which the unit works, over all tiles, with what the last one leaves behind.
    long workingCycles() {
        return Math.addExact(Math.multiplyExact(steadyCycles, tiles()), tailCycles);
    }

    /// Cycles in which the unit stands still for levels on chip with one buffer, over all tiles.
    long standstillCycles() {
        return Math.multiplyExact(standstillCycles, tiles());
    }

    /// Cycles by which ports on chip make the tiles longer than the unit does, over all tiles.
    long streamingCycles() {
        return Math.multiplyExact(tileCycles - standstillCycles - steadyCycles, tiles());
    }

    /// Cycles from the first request to the last write.
    long run() {
        long computedBefore = 0;
        long computed = 0;
        while (walk.next()) {
            long start = computed;
            long streamed = 0;
            if (walk.valid()) {
                long written = walk.writeBackBits();
                long readBack = walk.readBackBits();
                if (readBack > 0) {
                    // Partial sums must have been written before they are read back.
                    writePending();
                }
                for (Operand operand : READ) {
                    boolean sums = operand == Operand.OUTPUT;
                    long bits = sums ? readBack : walk.fetchBits(operand);
                    if (bits > 0) {
                        long free = oneBuffer[operand.ordinal()] ? computed : computedBefore;
                        long ready = readBack > 0 ? Math.max(free, lastWrite) : free;
                        long arrived = ports.read(operand, bits, ready);
                        if (streams) {
                            streamed = Math.max(streamed, arrived);
                        } else {
                            start = Math.max(start, arrived);
                        }
                    }
                }
                if (written > 0) {
                    // One buffer must be written out before this tile's outputs go there.
                    writePending();
                    pendingBits = written;
                    pendingReady = Math.addExact(computed, tailCycles);
                    if (oneBuffer[Operand.OUTPUT.ordinal()]) {
                        writePending();
                    }
                    start = Math.max(start, lastWrite);
                }
            }
            computedBefore = computed;
            // Thread blocks start as soon as their first stages are there.
            computed = Math.max(Math.addExact(start, tileCycles), streamed);
            if (log != null) {
                log.tile(computed - tileCycles, computed);
            }
        }
        if (log != null) {
            log.tail(computed, computed + tailCycles);
        }
        computed = Math.addExact(computed, tailCycles);
        writePending();
        long written = walk.lastWriteBits();
        if (written > 0) {
            lastWrite = ports.write(written, computed);
        }
        return Math.max(computed, lastWrite == 0 ? 0 : ports.arrival(lastWrite));
    }

    /// Books the write that was put off: the read of the next tile comes first where both wait.
    private void writePending() {
        if (pendingBits > 0) {
            lastWrite = ports.write(pendingBits, pendingReady);
            pendingBits = 0;
        }
    }
}
