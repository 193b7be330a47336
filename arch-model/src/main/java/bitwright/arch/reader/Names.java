package bitwright.arch.reader;

import java.util.HashMap;
import java.util.Map;

/// Names that must differ, and where each was first seen.
final class Names {
    private final Map<String, String> firstSeen = new HashMap<>();

    /// @throws MachineFileException if the name was there before
    void add(String name, Cursor place) {
        String first = firstSeen.putIfAbsent(name, place.path());
        if (first != null) {
            throw place.refused("repeats " + first + ". Maybe another name.");
        }
    }
}
