package bitwright.mapper.interpreter;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.MemoryLevel;
import bitwright.sim.schedule.Capacities;
import bitwright.workload.Operand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The buffers of each memory level on the way to the present step, measured in the tiles that were
/// really there: an operand whose tiles were exchanged has two buffers of its largest tile where
/// the level has two, any other has one.
///
/// The outermost memory is not measured.
final class Occupancy {
    private final Accelerator accelerator;
    private final List<MemoryLevel> memories;
    private final Precision precision;
    private final ComputeUnit unit;
    private final @Nullable Residence[][] present;
    private final long[] peakBits;

    Occupancy(Accelerator accelerator, ComputeUnit unit, Precision precision) {
        this.accelerator = accelerator;
        memories = accelerator.memories();
        this.precision = precision;
        this.unit = unit;
        present = new Residence[memories.size()][Operand.values().length];
        peakBits = new long[memories.size()];
    }

    /// Index of a level, 0 for the outermost.
    ///
    /// @throws ScheduleFault if the machine has no such level
    int level(String name) {
        for (int level = 0; level < memories.size(); level++) {
            if (memories.get(level).name().equals(name)) {
                return level;
            }
        }
        throw new ScheduleFault("level '" + name + "' is none of the machine's memories");
    }

    /// There is such an instance of the level, and it lies inside the one that a tile comes from.
    ///
    /// @throws ScheduleFault if not
    void admit(Operand operand, int level, int source, int instance) {
        if (level <= source) {
            throw new ScheduleFault(
                    operand.label()
                            + " is fetched from '"
                            + memories.get(source).name()
                            + "' into '"
                            + memories.get(level).name()
                            + "', which lies no further inside");
        }
        if (instance >= memories.get(level).instances(unit)) {
            throw new ScheduleFault(
                    operand.label()
                            + " is fetched into copy "
                            + (instance + 1)
                            + " of level '"
                            + memories.get(level).name()
                            + "' where there are "
                            + memories.get(level).instances(unit));
        }
    }

    /// A residence lies on the way from here inwards.
    ///
    /// @throws ScheduleFault if the level is full
    void enter(int level, Residence residence) {
        present[level][residence.operand.ordinal()] = residence;
        boolean twice = accelerator.keepsNextTile(level);
        long bits = 0;
        for (Residence each : present[level]) {
            if (each != null) {
                bits =
                        Math.addExact(
                                bits,
                                Math.multiplyExact(
                                        Capacities.storageBits(
                                                each.operand, precision, each.largestElements()),
                                        each.exchanged() && twice ? 2L : 1L));
            }
        }
        peakBits[level] = Math.max(peakBits[level], bits);
        if (bits > memories.get(level).capacityBits()) {
            throw new ScheduleFault(
                    "level '"
                            + memories.get(level).name()
                            + "' is overfilled: its tiles take "
                            + bits
                            + " bits where there is room for "
                            + memories.get(level).capacityBits());
        }
    }

    /// The way leads out of an operand's residence.
    void leave(int level, Operand operand) {
        present[level][operand.ordinal()] = null;
    }

    /// The most bits that one instance of a level held.
    long peakBits(String name) {
        return peakBits[level(name)];
    }
}
