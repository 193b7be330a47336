package bitwright.cli;

import bitwright.cli.flow.MachineSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flag that chooses among the software profiles of a machine file.
final class SoftwareOptions {
    @Option(
            names = "--software",
            paramLabel = "NAME",
            description =
                    "The software profile of the machine file, such as vendor-library (default: its first).")
    @Nullable String software;

    /// The machine under the chosen profile.
    ///
    /// @throws BadInputException if the machine file has no such profile; the message lists them
    MachineSource on(MachineSource machine) {
        if (software == null) {
            return machine;
        }
        try {
            return machine.withSoftware(software);
        } catch (IllegalArgumentException problem) {
            throw new BadInputException("--software: " + problem.getMessage(), problem);
        }
    }

    /// As the command line has it, for reports.
    String text() {
        return software == null ? "" : " --software " + software;
    }
}
