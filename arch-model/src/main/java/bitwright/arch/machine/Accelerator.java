package bitwright.arch.machine;

import java.util.List;

/// A machine: memories from the outermost inwards, and the compute units that share them.
///
/// @param name the machine's name, as in its file
/// @param clockHz clock of every cycle count of this machine, in hertz
/// @param memories outermost first; the first holds everything, the last feeds the units
/// @param units at least one
/// @param software what the software costs: fitted or assumed constants, each with its source
/// @param source where the numbers of this record come from
public record Accelerator(
        String name,
        long clockHz,
        List<MemoryLevel> memories,
        List<ComputeUnit> units,
        SoftwareProfile software,
        String source) {
    public Accelerator {
        memories = List.copyOf(memories);
        units = List.copyOf(units);
    }
}
