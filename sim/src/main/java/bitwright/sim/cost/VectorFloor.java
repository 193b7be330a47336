package bitwright.sim.cost;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.VectorProcessor;

/// Cycles below the bound of every schedule of a vector processor that does no less than a few
/// counts say, without the schedule: by that a search tells which tiles are not worth looking at.
/// Not for several threads at once.
public final class VectorFloor {
    private final VectorTiming timing;
    private final long overheadCycles;

    /// @param processor the unit that works
    /// @param instruction the row that is issued
    public VectorFloor(
            Accelerator accelerator, VectorProcessor processor, Instruction instruction) {
        timing =
                new VectorTiming(
                        processor, instruction, accelerator.software().kernels().issueFraction());
        overheadCycles = accelerator.software().layerOverheadCycles();
    }

    /// What one thread does at least.
    ///
    /// @param issues instructions that it issues
    /// @param trips trips around the innermost tiles that are kept
    /// @param inputTiles tiles of inputs that it brings into registers
    /// @param weightTiles tiles of weights that it brings into registers
    /// @param outputTiles tiles of outputs that leave its registers
    /// @param runs chains of issues that wait for one another, one chain after the other
    /// @param repeats issues of a chain
    public record Counts(
            long issues,
            long trips,
            long inputTiles,
            long weightTiles,
            long outputTiles,
            long runs,
            long repeats) {}

    /// Cycles of the whole layer, the software's overhead included; never more than
    /// [BoundModel#cycles] of a schedule that does no less than the counts.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public long cycles(Counts least) {
        return Math.addExact(timing.leastCycles(least), overheadCycles);
    }
}
