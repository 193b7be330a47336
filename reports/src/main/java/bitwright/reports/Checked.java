package bitwright.reports;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// What every value of a report must hold: numbers are finite and maps keep their order.
final class Checked {
    private Checked() {}

    /// @throws IllegalArgumentException if a number cannot be written as JSON
    static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    name + " (" + value + ") must be finite. Maybe a cost or loss is undefined.");
        }
    }

    /// A copy that keeps the order and can no longer change.
    ///
    /// @throws IllegalArgumentException if a value is a number that is not finite
    static <V> Map<String, V> ordered(String name, Map<String, V> map) {
        var copy = new LinkedHashMap<String, V>();
        map.forEach((key, value) -> {
            if (value instanceof Double number) {
                finite(name + "." + key, number);
            }
            copy.put(Objects.requireNonNull(key), Objects.requireNonNull(value));
        });
        return Collections.unmodifiableMap(copy);
    }
}
