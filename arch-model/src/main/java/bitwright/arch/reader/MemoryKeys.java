package bitwright.arch.reader;

import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.ParallelAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The memories of a machine file.
final class MemoryKeys {
    static final List<String> KEYS =
            List.of(
                    "name",
                    "capacityBits",
                    "instances",
                    "readBitsPerCycle",
                    "writeBitsPerCycle",
                    "sharedPort",
                    "latencyCycles",
                    "readPicojoulesPerBit",
                    "writePicojoulesPerBit",
                    "source");

    private MemoryKeys() {}

    /// The levels, outermost first, at least two. An inner level may hold more than an outer one
    /// (register files do), but every instance of a level must feed the same number of instances of
    /// the next.
    static List<MemoryLevel> levels(Cursor list, Names names) {
        var levels = new ArrayList<MemoryLevel>();
        int outer = 1;
        for (Cursor item : list.items("a memory level")) {
            MemoryLevel level = level(item.withKeys(KEYS));
            names.add(level.name(), item.at("name"));
            if (levels.isEmpty() && level.instances() != 1) {
                throw item.at("instances")
                        .refused("must be 1: the outermost memory holds everything. Maybe 1.");
            }
            if (level.instances() % outer != 0) {
                throw item.at("instances")
                        .refused(
                                "must be a multiple of the "
                                        + outer
                                        + " instances of the level above. Maybe "
                                        + outer * Math.max(1L, level.instances() / outer)
                                        + ".");
            }
            outer = level.instances();
            levels.add(level);
        }
        if (levels.size() < 2) {
            throw list.refused(
                    "needs a level on chip below the outermost. Maybe a buffer of 1048576 bits.");
        }
        return levels;
    }

    /// Refuses a memory whose instances no unit can reach alike: there must be one instance, or one
    /// for each index of some unit's outermost axes.
    static void checkReach(Cursor list, List<ComputeUnit> units) {
        for (Cursor item : list.items("a memory level")) {
            int instances = item.at("instances").count(1);
            if (instances != 1 && units.stream().noneMatch(unit -> reaches(unit, instances))) {
                throw item.at("instances")
                        .refused(
                                "matches no unit's axes. Maybe 1, or the product of the outermost of "
                                        + units.getFirst().axes().stream()
                                                .map(axis -> axis.name() + " " + axis.size())
                                                .collect(Collectors.joining(", "))
                                        + ".");
            }
        }
    }

    private static boolean reaches(ComputeUnit unit, int instances) {
        long product = 1;
        for (ParallelAxis axis : unit.axes()) {
            product *= axis.size();
            if (product == instances) {
                return true;
            }
        }
        return false;
    }

    private static MemoryLevel level(Cursor item) {
        var level =
                new MemoryLevel(
                        item.at("name").name(),
                        item.at("capacityBits").whole(1),
                        item.at("instances").count(1),
                        item.at("readBitsPerCycle").whole(1),
                        item.at("writeBitsPerCycle").whole(1),
                        item.at("sharedPort").flag(),
                        item.at("latencyCycles").count(0),
                        item.at("readPicojoulesPerBit").amount(),
                        item.at("writePicojoulesPerBit").amount(),
                        item.at("source").source());
        if (level.sharedPort() && level.readBitsPerCycle() != level.writeBitsPerCycle()) {
            throw item.at("writeBitsPerCycle")
                    .refused(
                            "must equal readBitsPerCycle ("
                                    + level.readBitsPerCycle()
                                    + ") where the port is shared. Maybe sharedPort: false.");
        }
        for (String key : List.of("capacityBits", "readBitsPerCycle", "writeBitsPerCycle")) {
            if (item.at(key).whole(1) > Long.MAX_VALUE / level.instances()) {
                throw item.at(key)
                        .refused("times instances is beyond 64 bits. Maybe fewer instances.");
            }
        }
        return level;
    }
}
