package bitwright.cli;

import bitwright.precision.table.WholeFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes results to a folder so that none is ever half there, and none without the others.
final class FolderWriter {
    private FolderWriter() {}

    /// @param files text by file name
    static void write(Path folder, Map<String, String> files) throws IOException {
        Files.createDirectories(folder);
        Map<Path, byte[]> contents = new LinkedHashMap<>();
        files.forEach((name, text) ->
                contents.put(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8)));
        WholeFiles.write(contents);
    }
}
