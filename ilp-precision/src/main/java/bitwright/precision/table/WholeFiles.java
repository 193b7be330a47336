package bitwright.precision.table;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes files so that none is ever half there: beside its place first, then moved. What lies
/// beside is gone afterwards, whether it was moved or not, and is never a file that was there.
public final class WholeFiles {
    private static final int MOST_BESIDE = 1000;

    private WholeFiles() {}

    /// Writes a file, in place of what is there.
    ///
    /// @throws IOException if it cannot be written; then what was there stays
    public static void write(Path file, byte[] content) throws IOException {
        write(Map.of(file, content));
    }

    /// Writes several files, none before all are whole.
    ///
    /// @param contents bytes by file, moved in this order
    /// @throws IOException if one cannot be written; then what was there stays, unless a move fails
    ///   after another
    public static void write(Map<Path, byte[]> contents) throws IOException {
        Map<Path, Path> beside = new LinkedHashMap<>();
        try {
            for (Map.Entry<Path, byte[]> each : contents.entrySet()) {
                Path place = free(each.getKey().toAbsolutePath());
                beside.put(each.getKey(), place);
                Files.write(place, each.getValue());
            }
            for (Map.Entry<Path, Path> each : beside.entrySet()) {
                Files.move(
                        each.getValue(),
                        each.getKey(),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            for (Path each : beside.values()) {
                Files.deleteIfExists(each);
            }
        }
    }

    /// A new empty file beside another, with the rights that any new file has.
    private static Path free(Path file) throws IOException {
        for (int attempt = 0; attempt < MOST_BESIDE; attempt++) {
            Path beside = file.resolveSibling("." + file.getFileName() + "." + attempt + ".tmp");
            try {
                return Files.createFile(beside);
            } catch (FileAlreadyExistsException taken) {
                continue;
            }
        }
        throw new FileAlreadyExistsException(
                file.resolveSibling("." + file.getFileName() + ".*.tmp").toString());
    }
}
