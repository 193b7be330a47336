package bitwright.arch.reader;

import bitwright.arch.component.ComponentLibrary;
import bitwright.arch.machine.ArrayArea;
import bitwright.arch.machine.IssueInterval;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Energy and area of a unit, quoted or composed.
///
/// @param element what the unit's processing elements are built of
/// @param library prices at the machine's technology
record EnergyKeys(ElementKeys element, ComponentLibrary library) {
    /// The energy of one issue: its parts, empty where the file quotes one number, and their sum.
    record Energy(SortedMap<String, Double> parts, double picojoules) {}

    /// What a spatial array's `processingElement` says; null where it is absent.
    static @Nullable EnergyKeys of(
            Cursor unit, int rows, int columns, @Nullable ComponentLibrary library) {
        if (!unit.has("processingElement")) {
            return null;
        }
        Cursor place = unit.at("processingElement");
        if (library == null) {
            throw place.refused(
                    "needs the machine's technology. Maybe add `technology: {nodeNanometres: 28,"
                            + " volts: 0.9}` after its source.");
        }
        return new EnergyKeys(ElementKeys.read(place, rows, columns), library);
    }

    /// The energy of an instruction row: `energyPicojoules`, a number or a mapping of parts, or
    /// what its `exercises` compose.
    static Energy energy(Cursor row, @Nullable EnergyKeys unit, IssueInterval interval) {
        if (unit == null || row.has("energyPicojoules")) {
            if (row.has("exercises")) {
                throw row.at("exercises")
                        .refused(
                                unit == null
                                        ? "needs the unit's processingElement. Maybe"
                                                + " energyPicojoules."
                                        : "is there beside energyPicojoules. Maybe remove one.");
            }
            return quoted(row.require("energyPicojoules").at("energyPicojoules"));
        }
        SortedMap<String, Double> parts =
                unit.element()
                        .element()
                        .picojoules(
                                ExerciseKeys.exercises(row, unit.element(), interval),
                                unit.library());
        return new Energy(parts, sum(parts));
    }

    private static Energy quoted(Cursor place) {
        if (!place.node().isObject()) {
            return new Energy(new TreeMap<>(), place.amount());
        }
        SortedMap<String, Double> parts = parts(place, "adder: 0.1");
        double sum = sum(parts);
        if (Double.isInfinite(sum)) {
            throw place.refused("adds up to no finite number. Maybe smaller parts.");
        }
        return new Energy(parts, sum);
    }

    /// The area of an array: composed, or quoted under `areaSquareMicrometres`, or null.
    static @Nullable ArrayArea area(Cursor unit, @Nullable EnergyKeys element) {
        if (!unit.has("areaSquareMicrometres")) {
            return element == null
                    ? null
                    : new ArrayArea(
                            element.element().element().elementSquareMicrometres(element.library()),
                            element.element().element().edgeSquareMicrometres(element.library()));
        }
        Cursor place = unit.at("areaSquareMicrometres");
        if (element != null) {
            throw place.refused("is there beside processingElement. Maybe remove one.");
        }
        place.withKeys(List.of("element"), List.of("edge"));
        return new ArrayArea(
                parts(place.at("element"), "adder: 137"),
                place.has("edge") ? parts(place.at("edge"), "decoder: 100") : new TreeMap<>());
    }

    private static SortedMap<String, Double> parts(Cursor mapping, String example) {
        var parts = new TreeMap<String, Double>();
        for (Cursor entry : mapping.entries(example)) {
            parts.put(entry.path().substring(mapping.path().length() + 1), entry.amount());
        }
        return parts;
    }

    private static double sum(SortedMap<String, Double> parts) {
        double sum = 0;
        for (double part : parts.values()) {
            sum += part;
        }
        return sum;
    }
}
