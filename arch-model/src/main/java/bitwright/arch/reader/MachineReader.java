package bitwright.arch.reader;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.SoftwareProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The strict reader of machine files: unknown or repeated keys, wrong units and impossible values
/// are errors that name file, path, value and cure.
public final class MachineReader {
    /// The format that a file must declare.
    public static final String FORMAT = "bitwright-machine/1";

    /// Greatest size of a machine file, in bytes.
    static final long MAXIMUM_BYTES = 1 << 20;

    private MachineReader() {}

    /// Reads a machine file.
    ///
    /// @throws MachineFileException if the file says something wrong
    /// @throws IOException if it cannot be read
    public static Accelerator read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new MachineFileException(
                    file + ": is a folder. Give a machine file, such as hw-configs/t4.yaml.");
        }
        if (Files.size(file) > MAXIMUM_BYTES) {
            throw new MachineFileException(
                    file
                            + ": has "
                            + Files.size(file)
                            + " bytes; a machine file has at most "
                            + MAXIMUM_BYTES
                            + ".");
        }
        return parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8), file.toString());
    }

    /// Parses the text of a machine file; `file` is what complaints call it.
    ///
    /// @throws MachineFileException if the text says something wrong
    public static Accelerator parse(String yaml, String file) {
        Cursor root = new Cursor(file, "", YamlTree.parse(yaml, file));
        root.object(
                List.of("format", "name", "clockHz", "source", "memories", "units", "software"),
                List.of());
        String format = root.child("format").text();
        if (!format.equals(FORMAT)) {
            throw root.child("format").wrong("(" + format + ") must be " + FORMAT + ".");
        }
        List<MemoryLevel> memories =
                root.child("memories").named(MachineReader::memory, MemoryLevel::name);
        List<ComputeUnit> units = root.child("units").named(UnitReader::unit, ComputeUnit::name);
        return new Accelerator(
                root.child("name").text(),
                root.child("clockHz").integer(1, 1_000_000_000_000L),
                memories,
                units,
                software(root.child("software")),
                root.child("source").text());
    }

    private static MemoryLevel memory(Cursor at) {
        at.object(
                List.of(
                        "name",
                        "capacityBits",
                        "instances",
                        "readBitsPerCycle",
                        "writeBitsPerCycle",
                        "sharedPort",
                        "latencyCycles",
                        "readPicojoulesPerBit",
                        "writePicojoulesPerBit",
                        "source"),
                List.of());
        long read = at.child("readBitsPerCycle").integer(1, 1L << 40);
        long write = at.child("writeBitsPerCycle").integer(1, 1L << 40);
        boolean shared = at.child("sharedPort").flag();
        if (shared && read != write) {
            throw at.child("writeBitsPerCycle")
                    .wrong(
                            "("
                                    + write
                                    + ") must equal readBitsPerCycle ("
                                    + read
                                    + ") on a shared port. Maybe sharedPort: false.");
        }
        return new MemoryLevel(
                at.child("name").text(),
                at.child("capacityBits").integer(1, 1L << 60),
                at.child("instances").smallInteger(1, 1 << 20),
                read,
                write,
                shared,
                at.child("latencyCycles").smallInteger(0, 1 << 24),
                at.child("readPicojoulesPerBit").number(0),
                at.child("writePicojoulesPerBit").number(0),
                at.child("source").text());
    }

    private static SoftwareProfile software(Cursor at) {
        at.object(List.of("layerOverheadCycles", "fittedOn", "source"), List.of());
        return new SoftwareProfile(
                at.child("layerOverheadCycles").integer(0, 1L << 40),
                at.child("fittedOn").text(),
                at.child("source").text());
    }
}
