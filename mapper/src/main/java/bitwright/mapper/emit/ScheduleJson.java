package bitwright.mapper.emit;

import bitwright.arch.reader.Cursor;
import bitwright.arch.reader.MachineFileException;
import bitwright.arch.reader.YamlKind;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleText;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;

/// A schedule as JSON: the layer's extents, and the steps from the outermost inwards; a `keep` also
/// has the extents of its tile. `parse(print(s, nest), …) = s`.
///
/// ```json
/// {"format": "bitwright-schedule/1", "unit": "array", "layer": {"k": 16, …}, "steps": [
///   {"keep": "weight", "level": "buffer", "elements": 576, "tile": {"g": 1, "k": 16, "c": 4, …}},
///   {"for": "oy", "extent": 4},
///   {"spread": "k", "extent": 16, "axis": "columns"},
///   {"issue": "mac"}]}
/// ```
public final class ScheduleJson {
    /// The format that the file names.
    public static final String FORMAT = "bitwright-schedule/1";

    private static final YamlKind KIND =
            new YamlKind("schedule", "{\"format\": \"" + FORMAT, false);

    private ScheduleJson() {}

    /// The JSON text of a schedule of a layer; the same schedule gives the same bytes.
    public static String print(Schedule schedule, LoopNest nest) {
        Loops loops = new Loops(schedule);
        List<String> steps = new ArrayList<>();
        for (int position = 0; position < loops.positions(); position++) {
            steps.add("    " + step(loops, position, nest));
        }
        List<String> extents = new ArrayList<>();
        for (Dim dim : Dim.values()) {
            extents.add(quoted(dim.label()) + ": " + nest.extent(dim));
        }
        return "{\n  \"format\": "
                + quoted(FORMAT)
                + ",\n  \"unit\": "
                + quoted(schedule.unit())
                + ",\n  \"layer\": {"
                + String.join(", ", extents)
                + "},\n  \"steps\": [\n"
                + String.join(",\n", steps)
                + "\n  ]\n}\n";
    }

    private static String step(Loops loops, int position, LoopNest nest) {
        return switch (loops.step(position)) {
            case Step.Keep keep ->
                    "{\"keep\": "
                            + quoted(keep.operand().label())
                            + ", \"level\": "
                            + quoted(keep.level())
                            + ", \"elements\": "
                            + loops.tileElements(keep.operand(), position, nest)
                            + ", \"tile\": {"
                            + String.join(", ", tile(loops, position, keep.operand(), nest))
                            + "}}";
            case Step.For loop ->
                    "{\"for\": "
                            + quoted(loop.dim().label())
                            + ", \"extent\": "
                            + loop.extent()
                            + "}";
            case Step.Spread loop ->
                    "{\"spread\": "
                            + quoted(loop.dim().label())
                            + ", \"extent\": "
                            + loop.extent()
                            + ", \"axis\": "
                            + quoted(loop.axis())
                            + "}";
            case Step.Issue issue -> "{\"issue\": " + quoted(issue.instruction()) + "}";
        };
    }

    /// How far the tile reaches in each dimension that indexes the operand.
    private static List<String> tile(Loops loops, int position, Operand operand, LoopNest nest) {
        List<String> extents = new ArrayList<>();
        for (Dim dim : Dim.values()) {
            if (operand.dims().contains(dim)) {
                extents.add(
                        quoted(dim.label())
                                + ": "
                                + Math.min(loops.reach(dim, position), nest.extent(dim)));
            }
        }
        return extents;
    }

    /// Names are made of letters, digits and signs that need no escape.
    private static String quoted(String name) {
        return '"' + name + '"';
    }

    /// Reads the JSON text of a schedule for a layer.
    ///
    /// @param file what errors call it
    /// @throws MachineFileException if the text is none, if it is of another layer, or if what it
    ///   says of a tile is not what the loops make; the message names the place
    public static Schedule parse(String json, String file, LoopNest nest) {
        Cursor root =
                Cursor.parse(json, file, KIND)
                        .withKeys(List.of("format", "unit", "layer", "steps"));
        if (!root.at("format").text().equals(FORMAT)) {
            throw root.at("format").refused("is not supported. Maybe " + FORMAT + ".");
        }
        List<String> labels = new ArrayList<>();
        for (Dim dim : Dim.values()) {
            labels.add(dim.label());
        }
        Cursor layer = root.at("layer").withKeys(labels);
        for (Dim dim : Dim.values()) {
            if (layer.at(dim.label()).count(1) != nest.extent(dim)) {
                throw layer.at(dim.label())
                        .refused(
                                "must be "
                                        + nest.extent(dim)
                                        + ", as the layer has. Maybe it is the schedule of another"
                                        + " layer.");
            }
        }
        List<Cursor> places = root.at("steps").items("a step such as {\"issue\": \"mac\"}");
        StringBuilder text = new StringBuilder("on ").append(root.at("unit").text()).append('\n');
        for (Cursor place : places) {
            text.append(line(place)).append('\n');
        }
        Schedule schedule;
        try {
            schedule = ScheduleText.parse(text.toString());
        } catch (IllegalArgumentException problem) {
            throw root.at("steps").refused(String.valueOf(problem.getMessage()));
        }
        if (schedule.steps().size() != places.size()) {
            throw root.at("steps").refused("holds a name of several lines. Maybe a plain one.");
        }
        tiles(places, schedule, nest);
        return schedule;
    }

    /// One step as schedules print it.
    private static String line(Cursor place) {
        if (place.has("keep")) {
            place.withKeys(List.of("keep", "level"), List.of("elements", "tile"));
            return "keep " + place.at("keep").text() + " in " + place.at("level").text();
        }
        if (place.has("for")) {
            place.withKeys(List.of("for", "extent"));
            return "for " + place.at("for").text() + " " + place.at("extent").count(1);
        }
        if (place.has("spread")) {
            place.withKeys(List.of("spread", "extent", "axis"));
            return "spread "
                    + place.at("spread").text()
                    + " "
                    + place.at("extent").count(1)
                    + " over "
                    + place.at("axis").text();
        }
        place.withKeys(List.of("issue"));
        return "issue " + place.at("issue").text();
    }

    /// What the file says of tiles must be so.
    private static void tiles(List<Cursor> places, Schedule schedule, LoopNest nest) {
        Loops loops = new Loops(schedule);
        for (int position = 0; position < loops.positions(); position++) {
            Cursor place = places.get(position);
            if (!(loops.step(position) instanceof Step.Keep keep)) {
                continue;
            }
            if (place.has("elements")) {
                same(place.at("elements"), loops.tileElements(keep.operand(), position, nest));
            }
            if (place.has("tile")) {
                for (Cursor extent : place.at("tile").entries("\"k\": 16")) {
                    String label = extent.path().substring(extent.path().lastIndexOf('.') + 1);
                    Dim dim = dim(extent, label);
                    same(extent, Math.min(loops.reach(dim, position), nest.extent(dim)));
                }
            }
        }
    }

    private static Dim dim(Cursor place, String label) {
        return Dim.of(label)
                .orElseThrow(() ->
                        place.refused("is no dimension. Maybe one of b, g, k, c, oy, ox, fy, fx."));
    }

    private static void same(Cursor place, long made) {
        if (place.whole(1) != made) {
            throw place.refused("is not what the loops make, " + made + ". Maybe leave it out.");
        }
    }
}
