package bitwright.arch.reader;

import java.util.HashMap;
import java.util.Map;

/// Names that must differ, and where each was first seen: memories and units share their names'
/// room with the software's overhead, because reports list them side by side.
final class Names {
    private static final String OVERHEAD = "overhead";

    private final Map<String, String> firstSeen = new HashMap<>();

    /// @throws MachineFileException if the name was there before
    void add(String name, Cursor place) {
        if (name.equals(OVERHEAD)) {
            throw place.refused("is what reports call the software's share. Maybe another name.");
        }
        String first = firstSeen.putIfAbsent(name, place.path());
        if (first != null) {
            throw place.refused("repeats " + first + ". Maybe another name.");
        }
    }
}
