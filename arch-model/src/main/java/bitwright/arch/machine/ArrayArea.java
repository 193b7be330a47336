package bitwright.arch.machine;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The area of a spatial array's logic, in square micrometres by component.
///
/// @param element of one processing element, at least one entry
/// @param edge of all that rows or columns share; may be empty
public record ArrayArea(SortedMap<String, Double> element, SortedMap<String, Double> edge) {
    public ArrayArea {
        element = Collections.unmodifiableSortedMap(new TreeMap<>(element));
        edge = Collections.unmodifiableSortedMap(new TreeMap<>(edge));
    }

    /// One processing element.
    public double elementSquareMicrometres() {
        return sum(element);
    }

    /// The whole edge.
    public double edgeSquareMicrometres() {
        return sum(edge);
    }

    static double sum(SortedMap<String, Double> parts) {
        double sum = 0;
        for (double part : parts.values()) {
            sum += part;
        }
        return sum;
    }
}
