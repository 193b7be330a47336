package bitwright.cli.flow;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A machine as the user named it.
///
/// @param file the machine file
/// @param accelerator what it says
/// @param sha256 hash of the file
public record MachineSource(Path file, Accelerator accelerator, String sha256) {
    /// The same machine under another file name, for reports that must not depend on where it lies.
    public MachineSource named(Path name) {
        return new MachineSource(name, accelerator, sha256);
    }

    /// Reads a machine file.
    ///
    /// @throws IOException if the file cannot be read
    public static MachineSource load(Path file) throws IOException {
        return new MachineSource(
                file, MachineReader.read(file), Hashes.sha256(Files.readAllBytes(file)));
    }
}
