package bitwright.arch.reader;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Names that must differ, and where each was first seen: memories and units share their names'
/// room with shares of their own (the software's overhead, say), because reports list them side by
/// side.
final class Names {
    /// What reports call shares that belong to no memory and no unit.
    private static final List<String> RESERVED = List.of("overhead", "standstill", "background");

    private final Map<String, String> firstSeen = new HashMap<>();

    /// @throws MachineFileException if the name was there before
    void add(String name, Cursor place) {
        if (RESERVED.contains(name)) {
            throw place.refused("is a share of its own in reports. Maybe another name.");
        }
        String first = firstSeen.putIfAbsent(name, place.path());
        if (first != null) {
            throw place.refused("repeats " + first + ". Maybe another name.");
        }
    }
}
