package bitwright.arch.reader;

import bitwright.arch.component.Exercise;
import bitwright.arch.component.Part;
import bitwright.arch.machine.IssueInterval;
import bitwright.arch.words.Nearest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// The key `exercises` of an instruction row: which parts of the processing element one issue uses,
/// how often, and how much of their width.
final class ExerciseKeys {
    private ExerciseKeys() {}

    /// Every part once where the key is absent; every part so often where it is a number; else the
    /// parts named, the others not at all.
    static List<Exercise> exercises(Cursor row, ElementKeys unit, IssueInterval interval) {
        if (!row.has("exercises")) {
            return all(unit, 1);
        }
        Cursor place = row.at("exercises");
        if (place.node().isNumber()) {
            return all(unit, times(place, place, 1, interval));
        }
        var exercises = new ArrayList<Exercise>();
        for (Cursor entry : place.entries("adder: 1")) {
            exercises.add(exercise(entry, part(place, entry, unit), unit, interval));
        }
        return exercises;
    }

    private static List<Exercise> all(ElementKeys unit, double times) {
        return unit.element().parts().stream().map(part -> Exercise.all(part, times)).toList();
    }

    private static Part part(Cursor mapping, Cursor entry, ElementKeys unit) {
        String name = entry.path().substring(mapping.path().length() + 1);
        for (Part part : unit.element().parts()) {
            if (part.name().equals(name)) {
                return part;
            }
        }
        throw entry.refused(
                "is a component that the processing element lacks. Maybe "
                        + Nearest.of(name, List.copyOf(unit.kinds().keySet()))
                        + ".");
    }

    private static Exercise exercise(
            Cursor entry, Part part, ElementKeys unit, IssueInterval interval) {
        if (!entry.node().isObject()) {
            return new Exercise(
                    part, times(entry, entry, part.count(), interval), part.component());
        }
        ElementKeys.Width own = unit.kinds().get(part.name());
        if (own == null) {
            throw new IllegalStateException(part.name() + " has no kind.");
        }
        var keys = new ArrayList<>(List.of("times"));
        keys.addAll(own.kind().widths());
        entry.withKeys(List.of(), keys);
        var widths = new LinkedHashMap<>(own.widths());
        own.kind()
                .read(entry)
                .forEach((key, width) -> {
                    int greatest = own.widths().getOrDefault(key, 0);
                    if (width > greatest) {
                        throw entry.at(key)
                                .refused(
                                        "is more than the "
                                                + greatest
                                                + " that the component has. Maybe "
                                                + greatest
                                                + ".");
                    }
                    widths.put(key, width);
                });
        return new Exercise(
                part,
                entry.has("times")
                        ? times(entry.at("times"), entry, part.count(), interval)
                        : part.count(),
                own.kind().component(widths));
    }

    /// A positive number of times, no more than so many copies can do until the next issue.
    private static double times(Cursor place, Cursor what, int count, IssueInterval interval) {
        double times = place.number();
        if (times <= 0) {
            throw place.refused("must be more than 0. Maybe leave it out.");
        }
        BigDecimal greatest = interval.decimal().multiply(BigDecimal.valueOf(count));
        if (BigDecimal.valueOf(times).compareTo(greatest) > 0) {
            throw place.refused(
                    "is more often than "
                            + what.path().substring(what.path().lastIndexOf('.') + 1)
                            + (count > 1 ? " (" + count + " copies)" : "")
                            + " can in issueInterval ("
                            + interval
                            + "). Maybe "
                            + greatest.stripTrailingZeros().toPlainString()
                            + ", or a longer issueInterval.");
        }
        return times;
    }
}
