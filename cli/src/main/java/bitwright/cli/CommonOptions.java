package bitwright.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flags of the commands that write a report or draw at random.
final class CommonOptions extends OutputOptions {
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
}
