package bitwright.arch.machine;

import bitwright.arch.component.Technology;
import bitwright.arch.format.Accumulator;
import bitwright.arch.format.Codebook;
import bitwright.arch.format.Precision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A machine: memories from the outermost inwards, and the compute units that share them.
///
/// @param name the machine's name, as in its file
/// @param clockHz clock of every cycle count of this machine, in hertz
/// @param memories outermost first; the first holds everything, the last feeds the units
/// @param units at least one
/// @param profiles what the software costs: fitted or assumed constants, each with its source; at
///   least one, of which the first is in use
/// @param source where the numbers of this record come from
/// @param technology node and supply of the logic; null where the file says nothing
/// @param formats number formats of up to 8 bits that the machine defines beside the built-in ones
/// @param accounting what its energy and room count
public record Accelerator(
        String name,
        long clockHz,
        List<MemoryLevel> memories,
        List<ComputeUnit> units,
        List<SoftwareProfile> profiles,
        String source,
        @Nullable Technology technology,
        List<DefinedFormat> formats,
        Accounting accounting) {
    public Accelerator {
        memories = List.copyOf(memories);
        units = List.copyOf(units);
        profiles = List.copyOf(profiles);
        formats = List.copyOf(formats);
    }

    /// A machine of unknown technology that defines no formats and whose energy counts everything.
    public Accelerator(
            String name,
            long clockHz,
            List<MemoryLevel> memories,
            List<ComputeUnit> units,
            SoftwareProfile software,
            String source) {
        this(
                name,
                clockHz,
                memories,
                units,
                List.of(software),
                source,
                null,
                List.of(),
                Accounting.COMPLETE);
    }

    /// The number formats that the machine defines.
    public List<Codebook> codebooks() {
        return formats.stream().map(DefinedFormat::codebook).toList();
    }

    /// The precision that a short name means on this machine: signed activations and the
    /// accumulator of the machine's rows for these formats, 32 bits where it has none.
    ///
    /// @throws IllegalArgumentException if no format of the machine or built-in one fits the name
    public Precision precision(String name) {
        Precision signed = Precision.parse(name, codebooks());
        return accumulator(signed)
                .or(() -> accumulator(signed.withUnsignedActivations()))
                .map(signed::withAccumulator)
                .orElse(signed);
    }

    /// The same formats of weights and activations with the accumulator that the machine's rows
    /// have for them, the widest where rows differ in nothing else; unchanged where no row takes
    /// them.
    public Precision withOwnAccumulator(Precision precision) {
        return accumulator(precision).map(precision::withAccumulator).orElse(precision);
    }

    private Optional<Accumulator> accumulator(Precision wanted) {
        return units.stream()
                .flatMap(unit -> unit.instructions().stream())
                .map(Instruction::precision)
                .filter(wanted::hasFormatsOf)
                .map(Precision::accumulator)
                .max(Comparator.comparingInt(Accumulator::bits));
    }

    /// Whether a tile that is exchanged takes twice its room in a level: the next one comes in
    /// while it is used.
    public boolean keepsNextTile(int level) {
        return accounting.nextTilesTakeRoom() && memories.get(level).filling().doubleBuffered();
    }

    /// The same machine with other memories.
    public Accelerator withMemories(List<MemoryLevel> others) {
        return new Accelerator(
                name, clockHz, others, units, profiles, source, technology, formats, accounting);
    }

    /// The same machine with some of its units alone.
    public Accelerator withUnits(List<ComputeUnit> some) {
        return new Accelerator(
                name, clockHz, memories, some, profiles, source, technology, formats, accounting);
    }

    /// What the software in use costs.
    public SoftwareProfile software() {
        return profiles.getFirst();
    }

    /// The same machine under another of its software profiles.
    ///
    /// @throws IllegalArgumentException if it has none of that name; the message is one line that
    ///   lists those it has
    public Accelerator withSoftware(String wanted) {
        List<String> names = profiles.stream().map(SoftwareProfile::name).toList();
        int index = names.indexOf(wanted);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "machine '"
                            + name
                            + "' has no software profile '"
                            + wanted
                            + "'; it has "
                            + String.join(", ", names)
                            + ".");
        }
        List<SoftwareProfile> ordered = new ArrayList<>(profiles);
        ordered.addFirst(ordered.remove(index));
        return new Accelerator(
                name, clockHz, memories, units, ordered, source, technology, formats, accounting);
    }
}
