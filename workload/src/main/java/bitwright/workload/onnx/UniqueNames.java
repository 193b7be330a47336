package bitwright.workload.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Gives every wish a name of its own: the wish itself, or the wish with the lowest number from 2
/// that is free.
final class UniqueNames {
    private final Set<String> taken = new HashSet<>();

    /// The number to try next for a wish: names are never given back, so all lower ones are taken.
    private final Map<String, Integer> next = new HashMap<>();

    String unique(String wish) {
        if (taken.add(wish)) {
            return wish;
        }
        int number = next.getOrDefault(wish, 2);
        while (!taken.add(wish + "_" + number)) {
            number++;
        }
        next.put(wish, number + 1);
        return wish + "_" + number;
    }
}
