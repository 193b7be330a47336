package bitwright.mapper.exact;

import bitwright.arch.machine.MemoryPort;
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

    /// By boundary whether it has such cycles.
    private final boolean[] any;

    /// @param completeBits bits of a complete output
    FirstTiles(Chain chain, Lanes lanes, Crossing[] crossings, Tiles tiles, int completeBits) {
        this.chain = chain;
        this.lanes = lanes;
        this.crossings = crossings;
        this.tiles = tiles;
        this.completeBits = completeBits;
        any = new boolean[chain.count()];
        for (int boundary = 0; boundary < chain.boundaries().size(); boundary++) {
            boolean inside = boundary > 0 && inLanes(boundary) && inLanes(boundary - 1);
            any[boundary] = !inside && cyclesOf(boundary, 0) > 0;
        }
    }

    /// Cycles at a boundary where the unit cannot do anything meanwhile.
    long unhiddenCycles(int boundary, int shape) {
        return any[boundary] ? cyclesOf(boundary, shape) : 0;
    }

    private long cyclesOf(int boundary, int shape) {
        boolean inLanes = inLanes(boundary);
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
            long elements =
                    inLanes
                            ? tiles.elementsTogether(boundary, operand, shape)
                            : tiles.elements(boundary, operand, shape);
            cycles +=
                    operand == Operand.OUTPUT
                            ? MemoryPort.cycles(
                                    elements * completeBits, reached(port.writeBitsPerCycle()))
                            : MemoryPort.cycles(
                                    tiles.storageBits(operand, elements),
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
