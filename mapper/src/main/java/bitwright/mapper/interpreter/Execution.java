package bitwright.mapper.interpreter;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What running a schedule gave.
///
/// @param output accumulators, laid out as the nest says
/// @param elementsMoved elements that crossed each boundary between memories, by
///   `level/operand/read` and `level/operand/write`, the level being the outer one
/// @param multiplyAccumulates products that were summed, padding left out
public record Execution(int[] output, Map<String, Long> elementsMoved, long multiplyAccumulates) {
    public Execution {
        elementsMoved = Collections.unmodifiableMap(new TreeMap<>(elementsMoved));
    }
}
