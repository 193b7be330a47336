package bitwright.cli;

import bitwright.precision.sensitivity.SensitivityMeasure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The flags that say what counts as loss, and where losses are kept.
final class SensitivityOptions {
    @Option(
            names = "--sensitivity",
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description =
                    "With MODEL: what counts as a layer's loss: ${COMPLETION-CANDIDATES} (default: divergence).")
    private @Nullable String name;

    @Mixin private final CacheOptions cache = new CacheOptions();

    /// The measure.
    ///
    /// @throws BadInputException if there is none of that name
    SensitivityMeasure measure() {
        if (name == null) {
            return SensitivityMeasure.DIVERGENCE;
        }
        try {
            return SensitivityMeasure.parse(name);
        } catch (IllegalArgumentException problem) {
            throw new BadInputException("--sensitivity " + problem.getMessage(), problem);
        }
    }

    /// Where losses are kept; null for nowhere.
    ///
    /// @throws BadInputException if both flags of the cache are given
    @Nullable Path lossFolder() {
        return cache.lossFolder();
    }

    /// The flag as it was given, with a blank in front; empty where it was not.
    String text() {
        return name == null ? "" : " --sensitivity " + name;
    }

    /// The names that help shows.
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Names() {
            super(
                    Arrays.stream(SensitivityMeasure.values())
                            .map(SensitivityMeasure::label)
                            .toList());
        }
    }
}
