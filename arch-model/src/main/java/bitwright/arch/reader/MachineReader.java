package bitwright.arch.reader;

import bitwright.arch.component.ComponentLibrary;
import bitwright.arch.component.Technology;
import bitwright.arch.format.Codebook;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Accounting;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.DefinedFormat;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.words.Nearest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The strict reader of machine files (YAML, `format: bitwright-machine/1`).
///
/// Keys are the component names of the machine records. Everything unknown, missing, doubled or
/// impossible is refused with one line that names file, path and value and suggests a cure.
public final class MachineReader {
    /// The first line of every machine file says this.
    public static final String FORMAT = "bitwright-machine/1";

    static final List<String> KEYS =
            List.of("format", "name", "clockHz", "source", "memories", "units", "software");
    static final List<String> OPTIONAL_KEYS = List.of("technology", "formats", "accounting");
    static final List<String> ACCOUNTING_KEYS =
            List.of("leavingOutputsAreRead", "idleInstancesLeak");
    static final String NEXT_TILES = "nextTilesTakeRoom";

    private MachineReader() {}

    /// Reads one file.
    ///
    /// @throws MachineFileException if it cannot be read or says something impossible
    public static Accelerator read(Path file) {
        return parse(content(file), file.toString());
    }

    /// What a machine file holds, for [#parse(byte\[\], String)] and for hashes of what was read.
    ///
    /// @throws MachineFileException if it cannot be read or is too large
    public static byte[] content(Path file) {
        byte[] bytes;
        try (var stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(YamlTree.MAXIMUM_BYTES + 1);
        } catch (NoSuchFileException problem) {
            throw new MachineFileException(
                    file + ": there is no such file. Maybe " + neighbour(file) + ".");
        } catch (IOException problem) {
            throw new MachineFileException(
                    file
                            + ": the file cannot be read ("
                            + problem.getClass().getSimpleName()
                            + "). Maybe it is a folder, or not yours to read.");
        }
        if (bytes.length > YamlTree.MAXIMUM_BYTES) {
            throw YamlTree.tooLarge(file.toString(), YamlKind.MACHINE);
        }
        return bytes;
    }

    /// Reads the bytes of a file.
    ///
    /// @param fileName what errors call the file
    /// @throws MachineFileException if they are no text or say something impossible
    public static Accelerator parse(byte[] content, String fileName) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return parse(text.toString(), fileName);
        } catch (CharacterCodingException problem) {
            throw new MachineFileException(
                    fileName + ": the file is not UTF-8 text. Maybe it is no machine file.");
        }
    }

    /// Reads the text of a file.
    ///
    /// @param fileName what errors call the file
    /// @throws MachineFileException if the text says something impossible
    public static Accelerator parse(String yaml, String fileName) {
        Cursor root = Cursor.parse(yaml, fileName, YamlKind.MACHINE);
        if (root.has("format") && !root.at("format").text().equals(FORMAT)) {
            throw root.at("format").refused("is not supported. Maybe " + FORMAT + ".");
        }
        root.withKeys(KEYS, OPTIONAL_KEYS);
        List<DefinedFormat> formats =
                root.has("formats") ? FormatKeys.table(root.at("formats")) : List.of();
        List<Codebook> codebooks = formats.stream().map(DefinedFormat::codebook).toList();
        Names names = new Names();
        Technology technology =
                root.has("technology") ? TechnologyKeys.technology(root.at("technology")) : null;
        long clockHz = root.at("clockHz").whole(1);
        List<MemoryLevel> memories =
                MemoryKeys.levels(
                        root.at("memories"), names, new MemoryComponentKeys(technology, clockHz));
        List<ComputeUnit> units =
                units(
                        root.at("units"),
                        memories.getLast(),
                        codebooks,
                        technology == null ? null : new ComponentLibrary(technology),
                        names);
        MemoryKeys.checkAxes(root.at("memories"), units, memories);
        return new Accelerator(
                root.at("name").name(),
                clockHz,
                memories,
                units,
                SoftwareKeys.profiles(root.at("software"), units),
                root.at("source").source(),
                technology,
                formats,
                root.has("accounting") ? accounting(root.at("accounting")) : Accounting.COMPLETE);
    }

    private static Accounting accounting(Cursor item) {
        item.withKeys(ACCOUNTING_KEYS, List.of(NEXT_TILES));
        return new Accounting(
                item.at("leavingOutputsAreRead").flag(),
                item.at("idleInstancesLeak").flag(),
                !item.has(NEXT_TILES) || item.at(NEXT_TILES).flag());
    }

    /// The machine file in the same folder whose name is nearest.
    private static String neighbour(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        Path name = file.getFileName();
        if (folder == null || name == null || !Files.isDirectory(folder)) {
            return "check the folder's name";
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> machines =
                    files.map(path -> String.valueOf(path.getFileName()))
                            .filter(path -> path.endsWith(".yaml"))
                            .sorted()
                            .toList();
            return machines.isEmpty()
                    ? "another folder, this one has no .yaml file"
                    : Nearest.of(name.toString(), machines);
        } catch (IOException unreadable) {
            return "check the folder's name";
        }
    }

    private static List<ComputeUnit> units(
            Cursor list,
            MemoryLevel innermost,
            List<Codebook> formats,
            @Nullable ComponentLibrary library,
            Names names) {
        var units = new ArrayList<ComputeUnit>();
        for (Cursor item : list.items("a compute unit")) {
            ComputeUnit unit = UnitKeys.unit(item, innermost, formats, library);
            names.add(unit.name(), item.at("name"));
            units.add(unit);
        }
        return units;
    }
}
