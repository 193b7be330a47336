package bitwright.mapper.exact;

import bitwright.arch.machine.MemoryPort;
import bitwright.sim.schedule.Capacities;
import bitwright.workload.Operand;

/// What nothing hides: the first tiles' arrival from the outermost memory and the last one's
/// leaving.
final class FirstTiles {
    private static final Operand[] OPERANDS = Operand.values();

    private final Chain chain;
    private final Lanes lanes;
    private final Crossing[] crossings;
    private final Tiles tiles;
    private final int completeBits;

    /// @param completeBits bits of a complete output
    FirstTiles(Chain chain, Lanes lanes, Crossing[] crossings, Tiles tiles, int completeBits) {
        this.chain = chain;
        this.lanes = lanes;
        this.crossings = crossings;
        this.tiles = tiles;
        this.completeBits = completeBits;
    }

    /// Cycles at a boundary where the unit cannot do anything meanwhile.
    long unhiddenCycles(int boundary, int shape) {
        if (boundary >= chain.boundaries().size()) {
            return 0;
        }
        boolean inLanes = inLanes(boundary);
        if (inLanes && boundary > 0 && inLanes(boundary - 1)) {
            return 0;
        }
        Boundary at = chain.boundaries().get(boundary);
        Boundary together = inLanes ? new Boundary(at.levels(), false, false) : at;
        long cycles = 0;
        for (Operand operand : OPERANDS) {
            Crossing crossing = crossings[boundary * OPERANDS.length + operand.ordinal()];
            if (!crossing.happens
                    || crossing.sourceLevel > 0
                    || crossing.waitsOutside
                    || inLanes && operand == Operand.INPUT) {
                continue;
            }
            MemoryPort port = chain.accelerator().memories().getFirst().ports().get(crossing.port);
            long elements = tiles.elements(together, operand, shape);
            cycles +=
                    operand == Operand.OUTPUT
                            ? MemoryPort.cycles(
                                    elements * completeBits, reached(port.writeBitsPerCycle()))
                            : MemoryPort.cycles(
                                    Capacities.storageBits(
                                            operand, chain.instruction().precision(), elements),
                                    reached(port.readBitsPerCycle()));
        }
        return cycles;
    }

    private long reached(long bitsPerCycle) {
        return chain.accelerator().software().kernels().outerBitsPerCycle(bitsPerCycle);
    }

    private boolean inLanes(int boundary) {
        Boundary at = chain.boundaries().get(boundary);
        return at.insideRows() && lanes.rows().places() > 1
                || at.insideColumns() && lanes.columns().places() > 1;
    }
}
