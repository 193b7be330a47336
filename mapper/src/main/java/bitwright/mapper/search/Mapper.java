package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.workload.LoopNest;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds the best schedule for one layer at one precision: of least energy times cycles on machines
/// of spatial arrays, of least cycles and then energy where there are processors, or what the
/// options ask for.
///
/// The closed-form model ranks all schedules of the space; the event model decides among the best
/// few, unless the options ask for the one that is proven.
public final class Mapper {
    /// Shapes and schedules looked at by a search that only asks whether there is a schedule.
    private static final long QUICK_VISITS = 300_000;

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
        LayerSearch search = new LayerSearch(nest, precision, accelerator, options);
        if (!search.possible()) {
            throw new NoScheduleException(noInstruction(precision, accelerator));
        }
        Overconstraint.contradiction(nest, precision, accelerator, options.constraints())
                .ifPresent(line -> {
                    throw new NoScheduleException(line);
                });
        MappedLayer best = run(search, options.width());
        if (best != null) {
            return best;
        }
        if (options.constraints().isNone()) {
            throw new NoScheduleException(search.whyNothingIsFound());
        }
        LayerSearch free =
                new LayerSearch(nest, precision, accelerator, quick(options, Constraints.NONE));
        if (run(free, 1) == null) {
            throw new NoScheduleException(free.whyNothingIsFound());
        }
        throw new NoScheduleException(
                Overconstraint.why(
                        precision,
                        accelerator,
                        options.constraints(),
                        fewer ->
                                run(
                                                new LayerSearch(
                                                        nest,
                                                        precision,
                                                        accelerator,
                                                        quick(options, fewer)),
                                                1)
                                        != null));
    }

    /// The search that only asks whether there is a schedule.
    private static MapperOptions quick(MapperOptions options, Constraints constraints) {
        return new MapperOptions(1, options.objective(), constraints, false, QUICK_VISITS);
    }

    private static @Nullable MappedLayer run(LayerSearch search, int mostWidth) {
        search.largestSizes(1);
        if (search.best() == null) {
            search.allSizes();
        }
        for (int width = 2; width <= mostWidth; width++) {
            search.largestSizes(width);
        }
        return search.best();
    }

    private static String noInstruction(Precision precision, Accelerator accelerator) {
        TreeMap<String, Precision> offered = new TreeMap<>();
        for (ComputeUnit unit : accelerator.units()) {
            unit.instructions()
                    .forEach(row -> offered.put(row.precision().name(), row.precision()));
        }
        String nearest =
                NearestPrecision.of(precision, offered.values()).map(Precision::name).orElseThrow();
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
}
