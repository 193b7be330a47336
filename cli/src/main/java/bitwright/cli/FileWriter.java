package bitwright.cli;

import bitwright.precision.table.WholeFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes single files, all or nothing.
final class FileWriter {
    private FileWriter() {}

    /// Writes a file, in place of what is there.
    ///
    /// @throws BadInputException if the file is a folder or lies in none
    static void write(Path file, byte[] content) throws IOException {
        WholeFiles.write(inFolder(file), content);
    }

    /// Writes a file that is not there yet.
    ///
    /// @throws FileAlreadyExistsException if it is
    /// @throws BadInputException if the file lies in no folder
    static void writeNew(Path file, byte[] content) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path absolute = inFolder(file);
        boolean whole = false;
        Files.createFile(absolute);
        try {
            Files.write(absolute, content, StandardOpenOption.TRUNCATE_EXISTING);
            whole = true;
        } finally {
            if (!whole) {
                Files.deleteIfExists(absolute);
            }
        }
    }

    private static Path inFolder(Path file) {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (Files.isDirectory(absolute) || folder == null || !Files.isDirectory(folder)) {
            throw new BadInputException(
                    "-o " + file + ": is a folder or lies in none. Give a file in a folder.");
        }
        return absolute;
    }
}
