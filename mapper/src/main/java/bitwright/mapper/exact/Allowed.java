package bitwright.mapper.exact;

import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.ParallelAxis;
import bitwright.arch.machine.SpatialArray;
import bitwright.mapper.search.Constraints.Residence;
import bitwright.mapper.search.LayerConstraints;
import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What constraints say before any tile has a shape: of the use of the lanes and of residences.
///
/// Nothing is refused here that a finished schedule of the same lanes and residences would be
/// allowed.
final class Allowed {
    private static final Dim[] DIMS = Dim.values();

    private final @Nullable LayerConstraints constraints;
    private final SpatialArray array;
    private final int rows;
    private final int columns;
    private final double places;

    /// @param constraints null for none
    Allowed(@Nullable LayerConstraints constraints, SpatialArray array) {
        this.constraints = constraints;
        this.array = array;
        List<String> names = array.axes().stream().map(ParallelAxis::name).toList();
        rows = names.indexOf("rows");
        columns = names.indexOf("columns");
        double all = 1;
        for (ParallelAxis axis : array.axes()) {
            all *= axis.size();
        }
        places = all;
    }

    /// Whether schedules of a family of this dataflow may keep to the constraints.
    boolean dataflow(Dataflow dataflow) {
        Dataflow wanted = constraints == null ? null : constraints.dataflow();
        return wanted == null || wanted == dataflow || !array.timing().skewed();
    }

    /// Whether rules speak of the loops of single levels, so that it matters which of two levels at
    /// the same lanes a loop belongs to.
    boolean tellsLevelsApart() {
        return constraints != null
                && !(constraints.constraints().loops().isEmpty()
                        && constraints.constraints().orders().isEmpty());
    }

    /// Whether schedules with these lanes may keep to the constraints.
    boolean lanes(Lanes lanes) {
        LayerConstraints asked = constraints;
        if (asked == null) {
            return true;
        }
        for (Dim dim : DIMS) {
            int down = lanes.rows().of(dim);
            int across = lanes.columns().of(dim);
            if (!holds(asked.fixedSpread(rows, dim), asked.greatestSpread(rows, dim), down)
                    || !holds(
                            asked.fixedSpread(columns, dim),
                            asked.greatestSpread(columns, dim),
                            across)
                    || !holds(
                            asked.fixedSpread(dim), asked.greatestSpread(dim), (long) down * across)
                    || down > 1 && !mayLie(asked, dim, rows)
                    || across > 1 && !mayLie(asked, dim, columns)) {
                return false;
            }
        }
        double share = (double) lanes.rows().places() * lanes.columns().places() / places;
        return share >= asked.leastUtilization() && share <= asked.greatestUtilization();
    }

    private boolean mayLie(LayerConstraints asked, Dim dim, int axis) {
        // What stays in a skewed array is told from its loops, too.
        return array.timing().skewed() || asked.mayLie(dim, axis);
    }

    private static boolean holds(OptionalLong fixed, long greatest, long obtained) {
        return fixed.isPresent() ? obtained == fixed.getAsLong() : obtained <= greatest;
    }

    /// Whether operands that reside in these levels keep to the constraints.
    boolean residences(List<Boundary> boundaries, int levels) {
        LayerConstraints asked = constraints;
        if (asked == null) {
            return true;
        }
        for (int level = 0; level < levels; level++) {
            for (Operand operand : Operand.values()) {
                int at = level;
                boolean kept =
                        level == 0
                                || boundaries.stream()
                                        .anyMatch(boundary -> boundary.level(operand) == at);
                if (asked.residence(level, operand) == (kept ? Residence.BYPASS : Residence.KEEP)) {
                    return false;
                }
            }
        }
        return true;
    }

    /// The most places that a dimension may take on an axis.
    long greatest(boolean onRows, Dim dim) {
        return constraints == null
                ? Long.MAX_VALUE
                : constraints.greatestSpread(onRows ? rows : columns, dim);
    }

    /// Whether a rule bounds a dimension on all axes together, so that taking fewer places on one
    /// may leave room on the other.
    boolean boundsAllAxes(Dim dim) {
        return constraints != null && constraints.greatestSpread(dim) < Long.MAX_VALUE;
    }

    /// The places that a dimension must take on all axes together; 0 if any.
    long fixed(Dim dim) {
        return constraints == null ? 0 : constraints.fixedSpread(dim).orElse(0);
    }

    /// The places that a dimension must take on an axis; 0 if any.
    long fixed(boolean onRows, Dim dim) {
        return constraints == null
                ? 0
                : constraints.fixedSpread(onRows ? rows : columns, dim).orElse(0);
    }
}
