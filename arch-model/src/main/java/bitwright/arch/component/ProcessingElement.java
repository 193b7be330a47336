package bitwright.arch.component;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the processing elements of a spatial array and its edge are built of.
///
/// @param parts at least one, of different names
/// @param rows of the array
/// @param columns of the array
public record ProcessingElement(List<Part> parts, int rows, int columns) {
    public ProcessingElement {
        parts = List.copyOf(parts);
    }

    /// Energy of one issue on one processing element, in picojoules by part. Of a part at the edge
    /// an issue pays its share: the value passes along the row or column, and every element there
    /// uses it.
    public SortedMap<String, Double> picojoules(
            List<Exercise> exercises, ComponentLibrary library) {
        var picojoules = new TreeMap<String, Double>();
        for (Exercise exercise : exercises) {
            picojoules.merge(
                    exercise.part().name(),
                    exercise.times()
                            * library.picojoules(exercise.active())
                            / sharers(exercise.part()),
                    Double::sum);
        }
        return picojoules;
    }

    /// Area of one processing element, in square micrometres by part.
    public SortedMap<String, Double> elementSquareMicrometres(ComponentLibrary library) {
        var areas = new TreeMap<String, Double>();
        for (Part part : parts) {
            if (part.placement() == Placement.ELEMENT) {
                areas.put(part.name(), area(part, library));
            }
        }
        return areas;
    }

    /// Area of the array's whole edge, in square micrometres by part.
    public SortedMap<String, Double> edgeSquareMicrometres(ComponentLibrary library) {
        var areas = new TreeMap<String, Double>();
        for (Part part : parts) {
            switch (part.placement()) {
                case ELEMENT -> {}
                case ROW_EDGE -> areas.put(part.name(), rows * area(part, library));
                case COLUMN_EDGE -> areas.put(part.name(), columns * area(part, library));
            }
        }
        return areas;
    }

    private static double area(Part part, ComponentLibrary library) {
        return part.count() * library.squareMicrometres(part.component());
    }

    /// Processing elements that share one part.
    private int sharers(Part part) {
        return switch (part.placement()) {
            case ELEMENT -> 1;
            case ROW_EDGE -> columns;
            case COLUMN_EDGE -> rows;
        };
    }
}
