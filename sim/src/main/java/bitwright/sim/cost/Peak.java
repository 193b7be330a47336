package bitwright.sim.cost;

import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Instruction;

/// What a unit could do at best: the roof of a roofline.
public final class Peak {
    private Peak() {}

    /// Multiply-accumulates in one cycle of the whole unit with nothing but this instruction.
    public static double macsPerCycle(ComputeUnit unit, Instruction instruction) {
        return UnitTiming.peakMacsPerCycle(unit, instruction);
    }
}
