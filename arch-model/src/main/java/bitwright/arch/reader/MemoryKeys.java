package bitwright.arch.reader;

import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Filling;
import bitwright.arch.machine.MemoryEnergy;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.ParallelAxis;
import bitwright.arch.machine.Role;
import bitwright.arch.words.Nearest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The memories of a machine file.
final class MemoryKeys {
    static final List<String> KEYS = List.of("name", "capacityBits", "latencyCycles", "source");
    static final List<String> OPTIONAL_KEYS =
            List.of(
                    "holds",
                    "perAxes",
                    "ports",
                    "readBitsPerCycle",
                    "writeBitsPerCycle",
                    "sharedPort",
                    "burstBits",
                    "doubleBuffered",
                    "slidingWindows",
                    "sharedWindows",
                    "partialSums",
                    "readPicojoulesPerBit",
                    "writePicojoulesPerBit",
                    "leakagePicojoulesPerCycle",
                    "areaSquareMicrometres",
                    "component");

    private MemoryKeys() {}

    /// The levels, outermost first, at least two. An inner level may hold more than an outer one
    /// (register files do), but it has an instance wherever an outer one has.
    static List<MemoryLevel> levels(Cursor list, Names names, MemoryComponentKeys components) {
        var levels = new ArrayList<MemoryLevel>();
        for (Cursor item : list.items("a memory level")) {
            MemoryLevel level = level(item.withKeys(KEYS, OPTIONAL_KEYS), components);
            names.add(level.name(), item.at("name"));
            if (levels.isEmpty()) {
                checkOutermost(item, level);
            }
            levels.add(level);
        }
        if (levels.size() < 2) {
            throw list.refused(
                    "needs a level on chip below the outermost. Maybe a buffer of 1048576 bits.");
        }
        Set<Role> held = EnumSet.noneOf(Role.class);
        levels.subList(1, levels.size()).forEach(level -> held.addAll(level.holds()));
        for (Role role : Role.values()) {
            if (!held.contains(role)) {
                throw list.refused(
                        "has no level on chip that holds "
                                + role.label()
                                + ". Maybe add it to `holds` of one.");
            }
        }
        return levels;
    }

    private static void checkOutermost(Cursor item, MemoryLevel level) {
        if (!level.perAxes().isEmpty()) {
            throw item.at("perAxes")
                    .refused("must be absent: the outermost memory is one. Maybe remove it.");
        }
        if (!level.holds().equals(Role.ALL)) {
            throw item.at("holds")
                    .refused("must be absent: the outermost memory holds all. Maybe remove it.");
        }
    }

    /// Refuses axes that no unit has, and instances times bits beyond 64 bits.
    static void checkAxes(Cursor list, List<ComputeUnit> units, List<MemoryLevel> levels) {
        List<Cursor> items = list.items("a memory level");
        for (int index = 0; index < levels.size(); index++) {
            MemoryLevel level = levels.get(index);
            if (level.perAxes().isEmpty()) {
                continue;
            }
            Cursor axes = items.get(index).at("perAxes");
            List<String> known =
                    units.stream()
                            .flatMap(unit -> unit.axes().stream())
                            .map(ParallelAxis::name)
                            .distinct()
                            .toList();
            for (Cursor axis : axes.items("an axis of a unit")) {
                if (!known.contains(axis.text())) {
                    throw axis.refused(
                            "is no axis of any unit. Maybe "
                                    + Nearest.of(axis.text(), known)
                                    + ".");
                }
            }
            for (ComputeUnit unit : units) {
                checkProduct(items.get(index), level, unit);
            }
        }
    }

    private static void checkProduct(Cursor item, MemoryLevel level, ComputeUnit unit) {
        try {
            Math.multiplyExact(level.instances(unit), level.capacityBits());
        } catch (ArithmeticException beyond) {
            throw item.at("capacityBits")
                    .refused("times its instances is beyond 64 bits. Maybe fewer bits.");
        }
    }

    private static MemoryLevel level(Cursor item, MemoryComponentKeys components) {
        Set<Role> holds = item.has("holds") ? PortKeys.roles(item.at("holds")) : Role.ALL;
        List<MemoryPort> ports = PortKeys.ports(item, holds);
        long capacityBits = item.at("capacityBits").whole(1);
        MemoryComponentKeys.Cost cost =
                item.has("component")
                        ? components.composed(item, capacityBits, ports)
                        : quoted(item);
        return new MemoryLevel(
                item.at("name").name(),
                capacityBits,
                holds,
                item.has("perAxes") ? axes(item.at("perAxes")) : List.of(),
                ports,
                item.at("latencyCycles").count(0),
                item.has("burstBits") ? item.at("burstBits").whole(1) : 1,
                new Filling(
                        flag(item, "doubleBuffered", true),
                        flag(item, "slidingWindows", false),
                        flag(item, "sharedWindows", false),
                        flag(item, "partialSums", true)),
                cost.energy(),
                cost.areaSquareMicrometres(),
                item.at("source").source());
    }

    private static MemoryComponentKeys.Cost quoted(Cursor item) {
        item.require("readPicojoulesPerBit").require("writePicojoulesPerBit");
        Double area =
                item.has("areaSquareMicrometres")
                        ? (Double) item.at("areaSquareMicrometres").amount()
                        : null;
        return new MemoryComponentKeys.Cost(
                new MemoryEnergy(
                        item.at("readPicojoulesPerBit").amount(),
                        item.at("writePicojoulesPerBit").amount(),
                        item.has("leakagePicojoulesPerCycle")
                                ? item.at("leakagePicojoulesPerCycle").amount()
                                : 0),
                area);
    }

    private static List<String> axes(Cursor list) {
        var axes = new ArrayList<String>();
        for (Cursor item : list.items("an axis of a unit")) {
            if (axes.contains(item.text())) {
                throw item.refused("is there twice. Maybe remove one.");
            }
            axes.add(item.text());
        }
        return axes;
    }

    private static boolean flag(Cursor item, String key, boolean otherwise) {
        return item.has(key) ? item.at(key).flag() : otherwise;
    }
}
