package bitwright.arch.machine;

import bitwright.arch.format.Codebook;
import bitwright.arch.format.Precision;
import java.util.List;

/// A machine: memories from the outermost inwards, and the compute units that share them.
///
/// @param name the machine's name, as in its file
/// @param clockHz clock of every cycle count of this machine, in hertz
/// @param memories outermost first; the first holds everything, the last feeds the units
/// @param units at least one
/// @param software what the software costs: fitted or assumed constants, each with its source
/// @param source where the numbers of this record come from
/// @param formats number formats of up to 8 bits that the machine defines beside the built-in ones
public record Accelerator(
        String name,
        long clockHz,
        List<MemoryLevel> memories,
        List<ComputeUnit> units,
        SoftwareProfile software,
        String source,
        List<DefinedFormat> formats) {
    public Accelerator {
        memories = List.copyOf(memories);
        units = List.copyOf(units);
        formats = List.copyOf(formats);
    }

    /// A machine that defines no formats.
    public Accelerator(
            String name,
            long clockHz,
            List<MemoryLevel> memories,
            List<ComputeUnit> units,
            SoftwareProfile software,
            String source) {
        this(name, clockHz, memories, units, software, source, List.of());
    }

    /// The number formats that the machine defines.
    public List<Codebook> codebooks() {
        return formats.stream().map(DefinedFormat::codebook).toList();
    }

    /// The precision that a short name means on this machine.
    ///
    /// @throws IllegalArgumentException if no format of the machine or built-in one fits the name
    public Precision precision(String name) {
        return Precision.parse(name, codebooks());
    }
}
