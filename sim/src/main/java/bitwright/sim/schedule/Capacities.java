package bitwright.sim.schedule;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.MemoryLevel;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.List;

/// Whether the tiles that reside together fit.
public final class Capacities {
    private static final Operand[] OPERANDS = Operand.values();

    private Capacities() {}

    static void check(
            Resolution schedule, LoopNest nest, Precision precision, List<String> problems) {
        List<MemoryLevel> memories = schedule.accelerator().memories();
        for (int level = 1; level < memories.size(); level++) {
            MemoryLevel memory = memories.get(level);
            long bits = residentBits(schedule, nest, precision, level);
            if (bits > memory.capacityBits()) {
                problems.add(
                        "level '"
                                + memory.name()
                                + "' needs "
                                + bits
                                + " bits but has "
                                + memory.capacityBits()
                                + ".");
            }
        }
    }

    /// Bits that one instance of a level holds at once: the largest tile of each operand that is
    /// kept there, twice where tiles are exchanged while the unit works.
    ///
    /// @param level index of the level
    /// @throws ArithmeticException beyond 64 bits
    public static long residentBits(
            Resolution schedule, LoopNest nest, Precision precision, int level) {
        long bits = 0;
        boolean twice = schedule.accelerator().keepsNextTile(level);
        for (Operand operand : OPERANDS) {
            int position = schedule.keepPosition(operand, level);
            if (position < 0) {
                continue;
            }
            boolean exchanged = twice && schedule.loops().innermostIndexing(operand, position) >= 0;
            long elements = schedule.loops().tileElements(operand, position, nest);
            bits =
                    Math.addExact(
                            bits,
                            Math.multiplyExact(
                                    storageBits(operand, precision, elements),
                                    exchanged ? 2L : 1L));
        }
        return bits;
    }

    /// Bits that elements of an operand occupy while a layer runs: outputs as sums.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public static long storageBits(Operand operand, Precision precision, long elements) {
        return switch (operand) {
            case INPUT -> precision.activations().storageBits(elements);
            case WEIGHT -> precision.weights().storageBits(elements);
            case OUTPUT -> Math.multiplyExact(elements, (long) precision.accumulator().bits());
        };
    }
}
