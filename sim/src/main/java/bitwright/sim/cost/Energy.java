package bitwright.sim.cost;

import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.MemoryEnergy;
import bitwright.arch.machine.MemoryLevel;
import bitwright.workload.Operand;
import java.util.LinkedHashMap;
import java.util.Map;

/// Energy of a schedule: issues, bits over both ends of every boundary, and leakage.
final class Energy {
    private static final String LEAKAGE = " leakage";
    private static final String POINTWISE = " pointwise";

    /// The name under which energy that no component is charged for appears.
    private static final String BACKGROUND = "background";

    private Energy() {}

    /// Energy of everything but leakage, in picojoules.
    ///
    /// @throws ArithmeticException if a count goes beyond 64 bits
    static double switchingPicojoules(Flows flows) {
        double picojoules = flows.issues() * flows.instruction().energyPicojoules();
        for (int index = 0; index < flows.count; index++) {
            picojoules += outside(flows, index) + inside(flows, index);
            for (int level = 1; level < flows.memories.size(); level++) {
                picojoules += passing(flows, index, level);
            }
        }
        return picojoules;
    }

    /// Leakage of all levels and background in one cycle, in picojoules.
    static double standingPicojoulesPerCycle(Flows flows) {
        double picojoules = flows.accelerator.software().backgroundPicojoulesPerCycle();
        for (int level = 0; level < flows.memories.size(); level++) {
            picojoules += leakage(flows, level);
        }
        return picojoules;
    }

    /// What the arithmetic of pointwise layers on a unit is called in a breakdown.
    static String pointwise(ComputeUnit unit) {
        return unit.name() + POINTWISE;
    }

    /// Energy by component: the unit, or each of the parts that its instruction names as `unit
    /// part`; each memory level; and the leakage of those that leak as `level leakage`.
    static Map<String, Double> byComponent(Flows flows, long cycles) {
        Map<String, Double> energy = new LinkedHashMap<>();
        Instruction instruction = flows.instruction();
        String unit = flows.unit().name();
        if (instruction.parts().isEmpty()) {
            energy.put(unit, flows.issues() * instruction.energyPicojoules());
        }
        instruction
                .parts()
                .forEach((part, picojoules) ->
                        energy.put(unit + " " + part, flows.issues() * picojoules));
        for (MemoryLevel memory : flows.memories) {
            energy.put(memory.name(), 0.0);
        }
        for (int index = 0; index < flows.count; index++) {
            energy.merge(
                    flows.memories.get(flows.source[index]).name(),
                    outside(flows, index),
                    Double::sum);
            if (flows.destination[index] != Flows.UNIT) {
                energy.merge(
                        flows.memories.get(flows.destination[index]).name(),
                        inside(flows, index),
                        Double::sum);
            }
            for (int level = 1; level < flows.memories.size(); level++) {
                energy.merge(
                        flows.memories.get(level).name(),
                        passing(flows, index, level),
                        Double::sum);
            }
        }
        for (int level = 0; level < flows.memories.size(); level++) {
            double leakage = leakage(flows, level);
            if (leakage > 0) {
                energy.put(flows.memories.get(level).name() + LEAKAGE, leakage * cycles);
            }
        }
        double background = flows.accelerator.software().backgroundPicojoulesPerCycle();
        if (background > 0) {
            energy.put(BACKGROUND, background * cycles);
        }
        return energy;
    }

    private static double outside(Flows flows, int index) {
        MemoryEnergy outer = flows.memories.get(flows.source[index]).energy();
        return PortBits.leaving(flows, index) * outer.readPicojoulesPerBit()
                + PortBits.entering(flows, index) * outer.writePicojoulesPerBit();
    }

    /// Of what passes through a level without being kept there.
    private static double passing(Flows flows, int index, int level) {
        if (!PortBits.passes(flows, index, level)) {
            return 0;
        }
        MemoryEnergy energy = flows.memories.get(level).energy();
        return PortBits.passingInwards(flows, index) * energy.readPicojoulesPerBit()
                + PortBits.passingOutwards(flows, index) * energy.writePicojoulesPerBit();
    }

    private static double inside(Flows flows, int index) {
        if (flows.destination[index] == Flows.UNIT) {
            return 0;
        }
        MemoryEnergy inner = flows.memories.get(flows.destination[index]).energy();
        double leaving =
                flows.accelerator.accounting().leavingOutputsAreRead() ? flows.sentBits(index) : 0;
        return flows.receivedBits(index) * inner.writePicojoulesPerBit()
                + leaving * inner.readPicojoulesPerBit();
    }

    /// Leakage of a level in one cycle: of all its instances, or of those that are used.
    private static double leakage(Flows flows, int level) {
        MemoryLevel memory = flows.memories.get(level);
        double one = memory.energy().leakagePicojoulesPerCycle();
        if (one == 0) {
            return 0;
        }
        if (flows.accelerator.accounting().idleInstancesLeak()) {
            return one * memory.instances(flows.unit());
        }
        long used = level == 0 ? 1 : 0;
        for (Operand operand : Operand.values()) {
            int position = flows.schedule().keepPosition(operand, level);
            if (position >= 0) {
                used = Math.max(used, flows.loops().lanes(position));
            }
        }
        return one * used;
    }
}
