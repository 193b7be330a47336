package bitwright.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flags that all commands share.
final class CommonOptions {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Write the report (or plan) to this folder.")
    @Nullable Path output;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(names = "--json", description = "Print the result as JSON on standard output.")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress, no tables.")
    boolean quiet;

    /// Where this command talks.
    Terminal terminal() {
        return Terminal.found(quiet || json);
    }
}
