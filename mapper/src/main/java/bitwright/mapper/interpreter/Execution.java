package bitwright.mapper.interpreter;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What running a schedule gave.
///
/// @param output accumulators, laid out as the nest says
/// @param accesses elements that were read from and written to each memory level, named as
///   `Accesses.elements` names what the cost model charges
/// @param multiplyAccumulates products that were summed, padding left out
public record Execution(int[] output, Map<String, Long> accesses, long multiplyAccumulates) {
    public Execution {
        accesses = Collections.unmodifiableMap(new TreeMap<>(accesses));
    }
}
