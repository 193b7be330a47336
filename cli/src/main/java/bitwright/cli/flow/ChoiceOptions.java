package bitwright.cli.flow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What layers may choose among, and what ties them to each other.
///
/// @param candidates names of the precisions that may be chosen where a machine has them; empty
///   means all that it has
/// @param tied whether activations are as wide as weights in every choice, as HAWQ ties them
/// @param fixed layer to the name of its only choice
/// @param narrowAdditions whether residual additions take their operands as they are stored, so
///   that operands and sum share a format
/// @param separateProducts whether products that read one tensor (query, key and value) may differ
public record ChoiceOptions(
        List<String> candidates,
        boolean tied,
        Map<String, String> fixed,
        boolean narrowAdditions,
        boolean separateProducts) {
    public ChoiceOptions {
        candidates = List.copyOf(candidates);
        fixed = Collections.unmodifiableMap(new LinkedHashMap<>(fixed));
    }

    /// Some candidates and nothing else.
    public static ChoiceOptions of(List<String> candidates) {
        return new ChoiceOptions(candidates, false, Map.of(), false, false);
    }
}
