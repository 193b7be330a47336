package bitwright.cli;

import bitwright.precision.sensitivity.SensitivityMeasure;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flag that says what counts as loss.
final class SensitivityOptions {
    @Option(
            names = "--sensitivity",
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description =
                    "With MODEL: what counts as a layer's loss: ${COMPLETION-CANDIDATES} (default: divergence).")
    private @Nullable String name;

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
