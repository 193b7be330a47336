package bitwright.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where schedules are kept from run to run.
final class CacheOptions {
    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description =
                    "Keep schedules in this folder and take them from there (default: bitwright/mappings in the user's cache folder).")
    private @Nullable Path cache;

    @Option(names = "--no-cache", description = "Map everything anew and keep nothing.")
    private boolean off;

    /// The folder; null for none.
    ///
    /// @throws BadInputException if both flags are given
    @Nullable Path folder() {
        if (off && cache != null) {
            throw new BadInputException("--cache and --no-cache contradict each other. Keep one.");
        }
        return off ? null : cache != null ? cache : ofUser();
    }

    /// `$XDG_CACHE_HOME`, `%LOCALAPPDATA%` or `~/.cache`.
    private static Path ofUser() {
        for (String variable : new String[] {"XDG_CACHE_HOME", "LOCALAPPDATA"}) {
            String folder = System.getenv(variable);
            if (folder != null && !folder.isBlank()) {
                return Path.of(folder, "bitwright", "mappings");
            }
        }
        return Path.of(System.getProperty("user.home", "."), ".cache", "bitwright", "mappings");
    }
}
