package bitwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/// Writes results to a folder so that none is ever half there: beside its place, then moved.
final class FolderWriter {
    private FolderWriter() {}

    /// @param files text by file name
    static void write(Path folder, Map<String, String> files) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path beside = folder.resolve(file.getKey() + ".tmp");
            Files.writeString(beside, file.getValue());
            Files.move(
                    beside,
                    folder.resolve(file.getKey()),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
