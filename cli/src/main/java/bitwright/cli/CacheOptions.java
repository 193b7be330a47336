package bitwright.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where schedules and losses are kept from run to run.
final class CacheOptions {
    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description =
                    "Keep what was found (schedules, losses) in this folder and take it from there (default: bitwright in the user's cache folder).")
    private @Nullable Path cache;

    @Option(names = "--no-cache", description = "Find everything anew and keep nothing.")
    private boolean off;

    /// The folder of schedules; null for none.
    ///
    /// @throws BadInputException if both flags are given
    @Nullable Path folder() {
        return folder("mappings");
    }

    /// The folder of losses; null for none.
    ///
    /// @throws BadInputException if both flags are given
    @Nullable Path lossFolder() {
        return folder("losses");
    }

    private @Nullable Path folder(String kind) {
        if (off && cache != null) {
            throw new BadInputException("--cache and --no-cache contradict each other. Keep one.");
        }
        return off ? null : cache != null ? cache : ofUser(kind);
    }

    /// `$XDG_CACHE_HOME`, `%LOCALAPPDATA%` or `~/.cache`.
    private static Path ofUser(String kind) {
        for (String variable : new String[] {"XDG_CACHE_HOME", "LOCALAPPDATA"}) {
            String folder = System.getenv(variable);
            if (folder != null && !folder.isBlank()) {
                return Path.of(folder, "bitwright", kind);
            }
        }
        return Path.of(System.getProperty("user.home", "."), ".cache", "bitwright", kind);
    }
}
