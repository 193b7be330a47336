package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.ParallelAxis;
import bitwright.arch.machine.SpatialArray;
import bitwright.mapper.search.Constraints.Extent;
import bitwright.mapper.search.Constraints.LoopRule;
import bitwright.mapper.search.Constraints.OrderRule;
import bitwright.mapper.search.Constraints.Relation;
import bitwright.mapper.search.Constraints.Residence;
import bitwright.mapper.search.Constraints.ResidenceRule;
import bitwright.mapper.search.Constraints.SpreadRule;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Constraints looked up for one layer on one unit: every question of a search is an array access.
///
/// Levels are indices into the machine's memories, 0 being the outermost; axes are indices into the
/// unit's.
public final class LayerConstraints {
    private static final Dim[] DIMS = Dim.values();
    private static final int OPERANDS = Operand.values().length;

    private final Constraints constraints;
    private final Accelerator accelerator;
    private final ComputeUnit unit;
    private final LoopNest nest;
    private final @Nullable Extent[][] loops;
    private final @Nullable Extent[][] spreads;
    private final List<List<Dim>> orders;
    private final Residence[][] residences;

    LayerConstraints(
            Constraints constraints, Accelerator accelerator, ComputeUnit unit, LoopNest nest) {
        this.constraints = constraints;
        this.accelerator = accelerator;
        this.unit = unit;
        this.nest = nest;
        int levels = accelerator.memories().size();
        int axes = unit.axes().size();
        if (constraints.dataflow() != null && !(unit instanceof SpatialArray)) {
            throw new IllegalArgumentException(
                    "dataflow "
                            + constraints.dataflow().label()
                            + " is asked of unit '"
                            + unit.name()
                            + "', which is no array. Maybe leave the dataflow out.");
        }
        loops = new Extent[levels][DIMS.length];
        for (LoopRule rule : constraints.loops()) {
            int level = level(rule.level());
            put(loops[level], rule.dim(), rule.extent(), "level '" + rule.level() + "'");
        }
        spreads = new Extent[axes + 1][DIMS.length];
        for (SpreadRule rule : constraints.spreads()) {
            String axis = rule.axis();
            put(
                    spreads[axis == null ? axes : axis(axis)],
                    rule.dim(),
                    rule.extent(),
                    axis == null ? "all axes" : "axis '" + axis + "'");
        }
        @SuppressWarnings("unchecked")
        List<Dim>[] order = new List[levels];
        Arrays.fill(order, List.of());
        for (OrderRule rule : constraints.orders()) {
            order[level(rule.level())] = rule.innermostFirst();
        }
        orders = List.of(order);
        residences = new Residence[levels][OPERANDS];
        for (Residence[] row : residences) {
            Arrays.fill(row, Residence.FREE);
        }
        for (ResidenceRule rule : constraints.residences()) {
            residences[level(rule.level())][rule.operand().ordinal()] = rule.residence();
        }
    }

    private static void put(@Nullable Extent[] row, Dim dim, Extent extent, String where) {
        Extent present = row[dim.ordinal()];
        if (present != null && !present.equals(extent)) {
            throw new IllegalArgumentException(
                    where
                            + " asks for "
                            + dim.label()
                            + " "
                            + present.label()
                            + " and "
                            + extent.label()
                            + ". Maybe remove one.");
        }
        row[dim.ordinal()] = extent;
    }

    /// What was asked.
    public Constraints constraints() {
        return constraints;
    }

    /// What must stay in the array; null for anything.
    public @Nullable Dataflow dataflow() {
        return constraints.dataflow();
    }

    /// Whether the dataflow lets a dimension lie on an axis of an array that is not skewed.
    public boolean mayLie(Dim dim, int axis) {
        Dataflow wanted = constraints.dataflow();
        return wanted == null || ConstraintCheck.mayLie(wanted, dim, axis);
    }

    /// The trips that loops in time of a dimension must make at a level, if they are fixed.
    public OptionalLong fixedExtent(int level, Dim dim) {
        return fixed(loops[level][dim.ordinal()], dim);
    }

    /// The most trips that loops in time of a dimension may make at a level; 2^63 - 1 if any.
    public long greatestExtent(int level, Dim dim) {
        return greatest(loops[level][dim.ordinal()], dim);
    }

    /// The places that spreads of a dimension must take on an axis, if they are fixed.
    public OptionalLong fixedSpread(int axis, Dim dim) {
        return fixed(spreads[axis][dim.ordinal()], dim);
    }

    /// The most places that spreads of a dimension may take on an axis; 2^63 - 1 if any.
    public long greatestSpread(int axis, Dim dim) {
        return Math.min(
                greatest(spreads[axis][dim.ordinal()], dim),
                greatest(spreads[spreads.length - 1][dim.ordinal()], dim));
    }

    /// The places that spreads of a dimension must take on all axes together, if they are fixed.
    public OptionalLong fixedSpread(Dim dim) {
        return fixed(spreads[spreads.length - 1][dim.ordinal()], dim);
    }

    /// The most places that spreads of a dimension may take on all axes together.
    public long greatestSpread(Dim dim) {
        return greatest(spreads[spreads.length - 1][dim.ordinal()], dim);
    }

    /// The dimensions that may be spread over an axis.
    public Set<Dim> allowedSpreads(int axis) {
        EnumSet<Dim> allowed = EnumSet.noneOf(Dim.class);
        for (Dim dim : DIMS) {
            if (greatestSpread(axis, dim) > 1) {
                allowed.add(dim);
            }
        }
        return Collections.unmodifiableSet(allowed);
    }

    /// Whether an operand must be kept in a level, must pass it, or may do either.
    public Residence residence(int level, Operand operand) {
        return residences[level][operand.ordinal()];
    }

    /// The dimensions whose loops are the innermost ones of a level, the innermost first;
    /// dimensions without a loop there are passed over.
    public List<Dim> innermostOrder(int level) {
        return orders.get(level);
    }

    /// Least share of the unit's places that spreads may take.
    public double leastUtilization() {
        return constraints.leastUtilization();
    }

    /// Greatest share of the unit's places that spreads may take.
    public double greatestUtilization() {
        return constraints.greatestUtilization();
    }

    /// Which constraint a schedule violates, one line; empty if it keeps to all.
    ///
    /// @throws IllegalArgumentException if the machine lacks what the schedule names
    public Optional<String> violatedBy(Schedule schedule, Precision precision) {
        return new ConstraintCheck(this, accelerator, nest, schedule, precision).violated();
    }

    /// Why no schedule at all can keep to the constraints, one line that names the constraint;
    /// empty if nothing speaks against one at first sight.
    public Optional<String> contradiction() {
        return Contradictions.first(this, accelerator, unit, nest);
    }

    /// The rule for a dimension at a level, or null.
    @Nullable Extent loopRule(int level, Dim dim) {
        return loops[level][dim.ordinal()];
    }

    /// The rule for a dimension on an axis; for all axes together where the axis is their number.
    @Nullable Extent spreadRule(int axis, Dim dim) {
        return spreads[axis][dim.ordinal()];
    }

    private OptionalLong fixed(@Nullable Extent rule, Dim dim) {
        return rule == null || rule.relation() == Relation.AT_MOST
                ? OptionalLong.empty()
                : OptionalLong.of(rule.of(nest.extent(dim)));
    }

    private long greatest(@Nullable Extent rule, Dim dim) {
        return rule == null ? Long.MAX_VALUE : rule.of(nest.extent(dim));
    }

    private int level(String name) {
        return index("level", name, accelerator.memories(), MemoryLevel::name, accelerator.name());
    }

    private int axis(String name) {
        return index("axis", name, unit.axes(), ParallelAxis::name, unit.name());
    }

    private static <T> int index(
            String what, String name, List<T> list, Function<T, String> nameOf, String owner) {
        List<String> names = list.stream().map(nameOf).toList();
        int index = names.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(
                    what
                            + " '"
                            + name
                            + "' is none of '"
                            + owner
                            + "'. Maybe one of "
                            + String.join(", ", names)
                            + ".");
        }
        return index;
    }
}
