package bitwright.cli.flow;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.reader.MachineReader;
import bitwright.arch.scalesim.ScaleSimConfiguration;
import bitwright.cli.BadInputException;
import java.nio.file.Path;
import java.util.Locale;

/// A machine as the user named it.
///
/// @param file the machine file
/// @param accelerator what it says
/// @param sha256 hash of the bytes that were read
public record MachineSource(Path file, Accelerator accelerator, String sha256) {
    /// Whether an array of the machine sees layers as matrix products laid out by im2col.
    public boolean seesMatrixProducts() {
        return accelerator.units().stream()
                .anyMatch(unit ->
                        unit instanceof SpatialArray array && array.timing().imageToColumns());
    }

    /// Refuses a machine whose schedules are of matrix products and so cannot be executed on the
    /// layers' own tensors.
    public void requireExecutable() {
        if (seesMatrixProducts()) {
            throw new BadInputException(
                    file
                            + ": timing.imageToColumns (true) makes schedules of matrix products, which"
                            + " are simulated but not executed. Maybe simulate, or imageToColumns: false.");
        }
    }

    /// The same machine under another file name, for reports that must not depend on where it lies.
    public MachineSource named(Path name) {
        return new MachineSource(name, accelerator, sha256);
    }

    /// The same machine under another of its software profiles.
    ///
    /// @throws IllegalArgumentException if it has none of that name
    public MachineSource withSoftware(String name) {
        return new MachineSource(file, accelerator.withSoftware(name), sha256);
    }

    /// Reads a machine file, or a configuration of SCALE-Sim (`.cfg`).
    public static MachineSource load(Path file) {
        boolean scaleSim = file.toString().toLowerCase(Locale.ROOT).endsWith(".cfg");
        byte[] content =
                scaleSim ? ScaleSimConfiguration.content(file) : MachineReader.content(file);
        Accelerator accelerator =
                scaleSim
                        ? ScaleSimConfiguration.parse(content, file.toString())
                        : MachineReader.parse(content, file.toString());
        return new MachineSource(file, accelerator, Hashes.sha256(content));
    }
}
