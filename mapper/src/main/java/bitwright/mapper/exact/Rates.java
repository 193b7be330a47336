package bitwright.mapper.exact;

import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.workload.Operand;
import java.util.List;

/// What one bit over a crossing costs in each component: read from the source, written to it, or
/// arrived inside.
final class Rates {
    /// Picojoules.
    final double readPicojoules;

    final double writtenPicojoules;

    /// Of each instance that an input or a weight arrives in, or that sends sums.
    final double arrivedPicojoules;

    /// Whether the unit waits.
    final boolean waits;

    /// Cycles that the unit waits.
    final double readWaits;

    final double writtenWaits;

    /// Cycles of the outermost memory's narrowest port; 0 elsewhere.
    final double readOuterCycles;

    final double writtenOuterCycles;

    /// Where the bits of the port are counted; -1 where the unit waits for them.
    final int slot;

    /// The part of the bits that one instance of the source has.
    final double share;

    /// @param narrowest the outermost memory's narrowest port
    Rates(Chain chain, Crossing at, Operand operand, int narrowest, int[] firstPort) {
        List<MemoryLevel> memories = chain.accelerator().memories();
        MemoryLevel outer = memories.get(at.sourceLevel);
        double read = outer.energy().readPicojoulesPerBit();
        double written = outer.energy().writePicojoulesPerBit();
        double arrived = 0;
        if (!at.toUnit && at.happens) {
            MemoryLevel inner = memories.get(at.level);
            if (operand == Operand.OUTPUT) {
                read += inner.energy().writePicojoulesPerBit();
                if (chain.accelerator().accounting().leavingOutputsAreRead()) {
                    arrived = inner.energy().readPicojoulesPerBit();
                }
            } else {
                arrived = inner.energy().writePicojoulesPerBit();
            }
        }
        readPicojoules = read;
        writtenPicojoules = written;
        arrivedPicojoules = arrived;
        MemoryPort port = outer.ports().get(at.port);
        share = 1 / at.active;
        waits = at.stops || at.waitsOutside;
        double readCycles = Ports.cyclesPerBit(chain, at.sourceLevel, port.readBitsPerCycle());
        double writtenCycles = Ports.cyclesPerBit(chain, at.sourceLevel, port.writeBitsPerCycle());
        readWaits = waits ? share * readCycles : 0;
        writtenWaits = waits ? share * writtenCycles : 0;
        boolean counts = at.sourceLevel == 0 && at.port == narrowest;
        readOuterCycles = counts ? readCycles : 0;
        writtenOuterCycles = counts && port.shared() ? writtenCycles : 0;
        slot = at.stops ? -1 : Prices.PORTS + 2 * (firstPort[at.sourceLevel] + at.port);
    }
}
