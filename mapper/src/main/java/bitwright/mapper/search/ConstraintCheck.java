package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.ParallelAxis;
import bitwright.arch.machine.SpatialArray;
import bitwright.mapper.search.Constraints.Extent;
import bitwright.mapper.search.Constraints.Relation;
import bitwright.mapper.search.Constraints.Residence;
import bitwright.sim.schedule.ArrayDataflow;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Holds a finished schedule against constraints: slow and plain, an oracle for searches.
final class ConstraintCheck {
    private static final Dim[] DIMS = Dim.values();

    private final LayerConstraints constraints;
    private final Accelerator accelerator;
    private final LoopNest nest;
    private final Resolution schedule;
    private final Loops loops;

    ConstraintCheck(
            LayerConstraints constraints,
            Accelerator accelerator,
            LoopNest nest,
            Schedule schedule,
            Precision precision) {
        this.constraints = constraints;
        this.accelerator = accelerator;
        this.nest = nest;
        this.schedule = Resolution.of(schedule, precision, accelerator);
        loops = this.schedule.loops();
    }

    Optional<String> violated() {
        return dataflow()
                .or(this::residences)
                .or(this::extents)
                .or(this::spreads)
                .or(this::orders)
                .or(this::utilization);
    }

    private Optional<String> dataflow() {
        Dataflow wanted = constraints.dataflow();
        if (wanted == null) {
            return Optional.empty();
        }
        if (!(schedule.unit() instanceof SpatialArray array)) {
            return Optional.of("dataflow " + wanted.label() + ": the unit is no array.");
        }
        if (array.timing().skewed()) {
            Dataflow obtained = ArrayDataflow.of(schedule);
            return obtained == wanted
                    ? Optional.empty()
                    : Optional.of(
                            "dataflow "
                                    + wanted.label()
                                    + ": the schedule is "
                                    + obtained.label()
                                    + ".");
        }
        for (int position = 0; position < loops.positions(); position++) {
            if (loops.isSpace(position)
                    && loops.extent(position) > 1
                    && !schedule.inTile(position)) {
                Dim dim = DIMS[loops.dim(position)];
                if (!mayLie(wanted, dim, schedule.axis(position))) {
                    return Optional.of(
                            "dataflow "
                                    + wanted.label()
                                    + ": "
                                    + dim.label()
                                    + " is spread over "
                                    + axes().get(schedule.axis(position)).name()
                                    + ".");
                }
            }
        }
        return Optional.empty();
    }

    /// Whether a dimension may lie on an axis of an array that is not skewed.
    static boolean mayLie(Dataflow dataflow, Dim dim, int axis) {
        return switch (dataflow) {
            case OUTPUT_STATIONARY -> Operand.OUTPUT.dims().contains(dim);
            case WEIGHT_STATIONARY -> Operand.WEIGHT.dims().contains(dim);
            case INPUT_STATIONARY -> Operand.INPUT.dims().contains(dim);
            case ROW_STATIONARY ->
                    switch (dim) {
                        case FX, OX -> false;
                        case FY -> axis == 0;
                        case B, G, K, C, OY -> true;
                    };
        };
    }

    private Optional<String> residences() {
        for (int level = 0; level < accelerator.memories().size(); level++) {
            for (Operand operand : Operand.values()) {
                boolean kept = level == 0 || schedule.keepPosition(operand, level) >= 0;
                Residence wanted = constraints.residence(level, operand);
                if (wanted == (kept ? Residence.BYPASS : Residence.KEEP)) {
                    return Optional.of(
                            "level '"
                                    + accelerator.memories().get(level).name()
                                    + "' must "
                                    + wanted.name().toLowerCase(Locale.ROOT)
                                    + " "
                                    + operand.label()
                                    + ".");
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> extents() {
        for (int level = 0; level < accelerator.memories().size(); level++) {
            for (Dim dim : DIMS) {
                Extent rule = constraints.loopRule(level, dim);
                long trips = trips(level, dim);
                if (rule != null && !holds(rule, dim, trips)) {
                    return Optional.of(
                            "level '"
                                    + accelerator.memories().get(level).name()
                                    + "' asks for "
                                    + asked(rule, dim, trips));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> spreads() {
        int all = axes().size();
        for (int axis = 0; axis <= all; axis++) {
            for (Dim dim : DIMS) {
                Extent rule = constraints.spreadRule(axis, dim);
                long places = 1;
                for (int position = 0; position < loops.positions(); position++) {
                    boolean here =
                            axis == all
                                    ? schedule.axis(position) >= 0
                                    : schedule.axis(position) == axis;
                    if (loops.isSpace(position) && here && loops.dim(position) == dim.ordinal()) {
                        places *= loops.extent(position);
                    }
                }
                if (rule != null && !holds(rule, dim, places)) {
                    return Optional.of(
                            (axis == all
                                            ? "all axes together ask for "
                                            : "axis '" + axes().get(axis).name() + "' asks for ")
                                    + asked(rule, dim, places));
                }
            }
        }
        return Optional.empty();
    }

    private static String asked(Extent rule, Dim dim, long obtained) {
        return dim.label() + " " + rule.label() + "; the schedule has " + obtained + ".";
    }

    private boolean holds(Extent rule, Dim dim, long obtained) {
        int wanted = rule.of(nest.extent(dim));
        return rule.relation() == Relation.AT_MOST ? obtained <= wanted : obtained == wanted;
    }

    private Optional<String> orders() {
        for (int level = 0; level < accelerator.memories().size(); level++) {
            List<Dim> found = innermostFirst(level);
            List<Dim> wanted =
                    constraints.innermostOrder(level).stream().filter(found::contains).toList();
            if (!found.subList(0, Math.min(wanted.size(), found.size())).equals(wanted)
                    || found.stream().distinct().count() < found.size()
                            && found.subList(wanted.size(), found.size()).stream()
                                    .anyMatch(wanted::contains)) {
                return Optional.of(
                        "level '"
                                + accelerator.memories().get(level).name()
                                + "' asks for the innermost loops "
                                + labels(constraints.innermostOrder(level))
                                + "; the schedule has "
                                + labels(found)
                                + ", the innermost first.");
            }
        }
        return Optional.empty();
    }

    private static String labels(List<Dim> dims) {
        return String.join(" ", dims.stream().map(Dim::label).toList());
    }

    /// The dimensions of a level's loops in time from the innermost outwards, neighbours of one
    /// dimension once.
    private List<Dim> innermostFirst(int level) {
        List<Dim> dims = new ArrayList<>();
        for (int position = loops.positions() - 1; position >= 0; position--) {
            if (loops.isTime(position)
                    && loops.extent(position) > 1
                    && levelOf(schedule, position) == level) {
                Dim dim = DIMS[loops.dim(position)];
                if (dims.isEmpty() || dims.getLast() != dim) {
                    dims.add(dim);
                }
            }
        }
        return dims;
    }

    private long trips(int level, Dim dim) {
        long trips = 1;
        for (int position = 0; position < loops.positions(); position++) {
            if (loops.isTime(position)
                    && loops.dim(position) == dim.ordinal()
                    && levelOf(schedule, position) == level) {
                trips *= loops.extent(position);
            }
        }
        return trips;
    }

    /// The level that a loop belongs to: the innermost one that something outside it is kept in.
    static int levelOf(Resolution schedule, int position) {
        int level = 0;
        for (int at = 0; at < position; at++) {
            level = Math.max(level, schedule.level(at));
        }
        return level;
    }

    private Optional<String> utilization() {
        double places = 1;
        double taken = 1;
        for (ParallelAxis axis : axes()) {
            places *= axis.size();
        }
        for (int position = 0; position < loops.positions(); position++) {
            if (loops.isSpace(position) && schedule.axis(position) >= 0) {
                taken *= loops.extent(position);
            }
        }
        double share = taken / places;
        @Nullable String bound =
                share < constraints.leastUtilization()
                        ? "least utilization " + constraints.leastUtilization()
                        : share > constraints.greatestUtilization()
                                ? "greatest utilization " + constraints.greatestUtilization()
                                : null;
        return Optional.ofNullable(bound).map(text -> text + ": the schedule has " + share + ".");
    }

    private List<ParallelAxis> axes() {
        ComputeUnit unit = schedule.unit();
        return unit.axes();
    }
}
