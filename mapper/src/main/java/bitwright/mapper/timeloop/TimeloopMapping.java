package bitwright.mapper.timeloop;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.reader.Cursor;
import bitwright.arch.reader.MachineFileException;
import bitwright.arch.reader.YamlKind;
import bitwright.mapper.search.Constraints.Extent;
import bitwright.mapper.search.Constraints.Relation;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Timeloop's mapping YAML: what is kept at each level, and its loops in time and in space.
///
/// Loops in space on Timeloop's X are spreads over `columns`, those on its Y over `rows`; a target
/// named `axis_NAME`, which keeps nothing, is for another axis. Reading gives steps in one order:
/// level by level, the keeps of a level first, then its loops in time, then those in space.
public final class TimeloopMapping {
    /// What the name of a target begins with that is for one axis alone.
    static final String AXIS = "axis_";

    private static final YamlKind KIND = new YamlKind("mapping", "mapping:", true);
    private static final List<String> SECTIONS =
            List.of(
                    "architecture",
                    "arch",
                    "problem",
                    "mapper",
                    "mapspace",
                    "components",
                    "variables",
                    "globals",
                    "compound_components",
                    "sparse_optimizations",
                    "ERT",
                    "ART");

    private TimeloopMapping() {}

    /// Writes a schedule as a mapping.
    ///
    /// @throws IllegalArgumentException if a mapping cannot say it; the message is one line that
    ///   names the step
    public static String write(Schedule schedule, LoopNest nest, Accelerator accelerator) {
        return MappingText.of(schedule, nest, accelerator);
    }

    /// Reads a mapping for a layer on a machine.
    ///
    /// @param file what errors call it
    /// @return the schedule, on the first unit and instruction that take the precision; whether it
    ///   is legal there is not checked
    /// @throws MachineFileException if the text is no mapping of the layer on the machine; the
    ///   message names file, path and value
    public static Schedule read(
            String yaml, String file, LoopNest nest, Precision precision, Accelerator accelerator) {
        Cursor root = Cursor.parse(yaml, file, KIND);
        Cursor list =
                root.isList() ? root : root.withKeys(List.of("mapping"), SECTIONS).at("mapping");
        List<Cursor> entries = list.items("an entry with target and type");
        for (Cursor entry : entries) {
            check(entry);
        }
        TimeloopTargets targets = TimeloopTargets.of(root, entries, accelerator);
        ComputeUnit unit = unit(root, precision, accelerator);
        List<Step> steps = new ArrayList<>();
        List<String> outermostFirst = targets.innermostFirst().reversed();
        for (String target : outermostFirst) {
            int level = targets.level(target);
            if (level == 0 && !target.equals(outermostFirst.getFirst())) {
                throw list.refused(
                        "has target '"
                                + target
                                + "' inside '"
                                + outermostFirst.getFirst()
                                + "'. Maybe list targets from the innermost outwards.");
            }
            keeps(entries, target, level, accelerator, steps);
            loops(entries, target, "temporal", nest, steps);
            loops(entries, target, "spatial", nest, steps);
        }
        steps.add(new Step.Issue(unit.instructionsFor(precision).getFirst().name()));
        Schedule schedule = new Schedule(unit.name(), steps);
        List<String> uncovered = ScheduleCheck.uncovered(schedule, nest);
        if (!uncovered.isEmpty()) {
            throw list.refused("does not match the layer: " + uncovered.getFirst());
        }
        return schedule;
    }

    private static void check(Cursor entry) {
        entry.require("target").require("type");
        switch (entry.at("type").text()) {
            case "datatype", "bypass" ->
                    entry.withKeys(List.of("target", "type"), List.of("keep", "bypass"));
            case "temporal" ->
                    entry.withKeys(List.of("target", "type", "factors"), List.of("permutation"));
            case "spatial" ->
                    entry.withKeys(
                            List.of("target", "type", "factors"), List.of("permutation", "split"));
            default ->
                    throw entry.at("type")
                            .refused("is unknown. Maybe temporal, spatial or datatype.");
        }
    }

    private static ComputeUnit unit(Cursor root, Precision precision, Accelerator accelerator) {
        return accelerator.units().stream()
                .filter(unit -> !unit.instructionsFor(precision).isEmpty())
                .findFirst()
                .orElseThrow(() ->
                        root.refused(
                                "is for machine '"
                                        + accelerator.name()
                                        + "', which has no instruction for "
                                        + precision.name()
                                        + ". Maybe another precision."));
    }

    private static void keeps(
            List<Cursor> entries,
            String target,
            int level,
            Accelerator accelerator,
            List<Step> steps) {
        boolean[] bypassed = new boolean[Operand.values().length];
        for (Cursor entry : entries) {
            String type = entry.at("type").text();
            if (!TimeloopTargets.name(entry).equals(target)
                    || !(type.equals("datatype") || type.equals("bypass"))) {
                continue;
            }
            for (Operand operand : TimeloopWords.dataSpaces(entry, "bypass")) {
                bypassed[operand.ordinal()] = true;
            }
            for (Operand operand : TimeloopWords.dataSpaces(entry, "keep")) {
                if (bypassed[operand.ordinal()]) {
                    throw entry.refused(
                            "keeps and bypasses "
                                    + TimeloopWords.dataSpace(operand)
                                    + ". Maybe remove one.");
                }
            }
        }
        for (Operand operand : Operand.values()) {
            if (level > 0 && !bypassed[operand.ordinal()]) {
                steps.add(new Step.Keep(operand, accelerator.memories().get(level).name()));
            } else if (level == 0 && bypassed[operand.ordinal()]) {
                throw entries.getFirst()
                        .refused(
                                "belongs to a mapping in which "
                                        + TimeloopWords.dataSpace(operand)
                                        + " bypass '"
                                        + target
                                        + "', where everything begins. Maybe keep them.");
            }
        }
    }

    private static void loops(
            List<Cursor> entries, String target, String type, LoopNest nest, List<Step> steps) {
        boolean seen = false;
        for (Cursor entry : entries) {
            if (!TimeloopTargets.name(entry).equals(target)
                    || !entry.at("type").text().equals(type)) {
                continue;
            }
            if (seen) {
                throw entry.refused(
                        "is the second " + type + " entry of '" + target + "'. Maybe remove one.");
            }
            seen = true;
            Map<Dim, Integer> trips = trips(entry, nest);
            List<Dim> order = order(entry, trips);
            int split = split(entry, order);
            for (int at = order.size() - 1; at >= 0; at--) {
                Dim dim = order.get(at);
                int extent = trips.getOrDefault(dim, 1);
                if (extent > 1) {
                    steps.add(
                            type.equals("temporal")
                                    ? new Step.For(dim, extent)
                                    : new Step.Spread(dim, extent, axis(target, at < split)));
                }
            }
        }
    }

    private static String axis(String target, boolean x) {
        return target.startsWith(AXIS) ? target.substring(AXIS.length()) : x ? "columns" : "rows";
    }

    /// How many of a permutation's dimensions lie on X; all, unless it is said.
    static int split(Cursor entry, List<Dim> order) {
        return entry.has("split") ? entry.at("split").count(0) : order.size();
    }

    private static Map<Dim, Integer> trips(Cursor entry, LoopNest nest) {
        Map<Dim, Integer> trips = new EnumMap<>(Dim.class);
        TimeloopWords.factors(entry)
                .forEach((dim, extent) -> {
                    if (extent.relation() == Relation.AT_MOST) {
                        throw entry.at("factors")
                                .refused(
                                        "has a bound where a mapping has a number. Maybe = for <=.");
                    }
                    trips.put(dim, extent.equals(Extent.WHOLE) ? nest.extent(dim) : extent.trips());
                });
        return trips;
    }

    /// The permutation, and after it the dimensions that it leaves out.
    private static List<Dim> order(Cursor entry, Map<Dim, Integer> trips) {
        List<Dim> order = new ArrayList<>(TimeloopWords.permutation(entry));
        List<Dim> others =
                trips.keySet().stream()
                        .filter(dim -> !order.contains(dim))
                        .sorted(Comparator.naturalOrder())
                        .toList();
        if (others.stream().filter(dim -> trips.getOrDefault(dim, 1) > 1).count() > 1) {
            throw entry.refused("leaves the order of its loops open. Maybe add permutation.");
        }
        order.addAll(others);
        return order;
    }
}
