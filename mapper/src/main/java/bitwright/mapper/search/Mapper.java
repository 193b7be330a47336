package bitwright.mapper.search;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.workload.LoopNest;
import java.util.Comparator;
import java.util.TreeMap;

/// Finds the schedule of least simulated cycles, and of least energy among equals, for one layer at
/// one precision.
///
/// The closed-form bound ranks all schedules of the space; the event model decides among the best.
public final class Mapper {
    private static final int TOO_NARROW = 100;
    private static final int OTHER_NAME = 1000;

    private Mapper() {}

    /// Maps one layer over all units and instructions that take the precision.
    ///
    /// Where no tile of the largest sizes fits, all sizes are tried down to what the unit's lanes
    /// cover at least.
    ///
    /// @throws NoScheduleException if no unit takes the precision, the least tile does not fit (the
    ///   message says what it lacks), or every tile that fits cuts the layer into too many tiles
    public static MappedLayer map(
            LoopNest nest, Precision precision, Accelerator accelerator, MapperOptions options) {
        LayerSearch search = new LayerSearch(nest, precision, accelerator);
        if (!search.possible()) {
            throw new NoScheduleException(noInstruction(precision, accelerator));
        }
        search.largestSizes(1);
        if (search.best() == null) {
            search.allSizes();
        }
        for (int width = 2; width <= options.width(); width++) {
            search.largestSizes(width);
        }
        MappedLayer best = search.best();
        if (best == null) {
            throw new NoScheduleException(search.whyNothingIsFound());
        }
        return best;
    }

    private static String noInstruction(Precision precision, Accelerator accelerator) {
        TreeMap<String, Precision> offered = new TreeMap<>();
        for (ComputeUnit unit : accelerator.units()) {
            unit.instructions()
                    .forEach(row -> offered.put(row.precision().name(), row.precision()));
        }
        String nearest =
                offered.values().stream()
                        .min(Comparator.comparingInt(other -> distance(precision, other)))
                        .map(Precision::name)
                        .orElseThrow();
        return "machine '"
                + accelerator.name()
                + "' has no instruction for "
                + precision.name()
                + ". Maybe "
                + nearest
                + "; it has "
                + String.join(", ", offered.keySet())
                + ".";
    }

    /// How far another precision is from the wanted one: names that begin alike come before all
    /// others, among these formats that are wide enough, among these the narrowest.
    private static int distance(Precision wanted, Precision other) {
        return distance(wanted.weights(), other.weights())
                + distance(wanted.activations(), other.activations());
    }

    private static int distance(NumberFormat wanted, NumberFormat other) {
        int wider = other.bits() - wanted.bits();
        int apart = Math.abs(wider) + (wider < 0 ? TOO_NARROW : 0);
        return letters(other).equals(letters(wanted)) ? apart : OTHER_NAME + apart;
    }

    /// The letters that a format's name begins with.
    private static String letters(NumberFormat format) {
        return format.name().replaceFirst("[^a-z].*", "");
    }
}
