package bitwright.arch.component;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// A curve through points that is a power law between neighbours: a straight line on logarithms. It
/// is exact at its points; beyond them it goes on as the nearest piece does. Every platform gives
/// the same bits.
///
/// @param points at least one; positive arguments and values. A single point means proportion
record PowerLaw(NavigableMap<Double, Double> points) {
    PowerLaw {
        points = Collections.unmodifiableNavigableMap(new TreeMap<>(points));
        if (points.isEmpty() || points.firstKey() <= 0) {
            throw new IllegalArgumentException("a power law needs points of positive arguments.");
        }
    }

    double at(double argument) {
        if (argument <= 0) {
            throw new IllegalArgumentException("size (" + argument + ") must be positive.");
        }
        Double exact = points.get(argument);
        if (exact != null) {
            return exact;
        }
        if (points.size() == 1) {
            return points.firstEntry().getValue() * argument / points.firstKey();
        }
        Map.Entry<Double, Double> low = points.lowerEntry(argument);
        Map.Entry<Double, Double> high = points.higherEntry(argument);
        if (low == null) {
            low = points.firstEntry();
            high = points.higherEntry(low.getKey());
        } else if (high == null) {
            high = points.lastEntry();
            low = points.lowerEntry(high.getKey());
        }
        double exponent =
                StrictMath.log(high.getValue() / low.getValue())
                        / StrictMath.log(high.getKey() / low.getKey());
        return low.getValue() * StrictMath.pow(argument / low.getKey(), exponent);
    }
}
