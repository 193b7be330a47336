package bitwright.mapper.exact;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.SpatialArray;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What a family of schedules has in common: the boundaries from the outermost inwards, and what a
/// skewed array streams inside its spreads.
///
/// @param dataflow what stays in a skewed array, or what its own tile of an array of buses covers
/// @param boundaries the outermost first
record Chain(
        LoopNest nest,
        Accelerator accelerator,
        SpatialArray array,
        Instruction instruction,
        Dataflow dataflow,
        List<Boundary> boundaries) {
    /// Whether loops inside the spreads stream through the array: they make one more boundary.
    boolean streams() {
        return array.timing().skewed();
    }

    /// Boundaries, the array's own included.
    int count() {
        return boundaries.size() + (streams() ? 1 : 0);
    }

    /// The level of an operand at a boundary; 0 where it passes by or where the array takes it.
    int level(int boundary, Operand operand) {
        return boundary < boundaries.size() ? boundaries.get(boundary).level(operand) : 0;
    }

    /// Whether the spread over the rows lies outside a boundary.
    boolean insideRows(int boundary) {
        return boundary >= boundaries.size() || boundaries.get(boundary).insideRows();
    }

    /// Whether the spread over the columns lies outside a boundary.
    boolean insideColumns(int boundary) {
        return boundary >= boundaries.size() || boundaries.get(boundary).insideColumns();
    }

    /// The boundary in whose level an operand resides before it crosses another; -1 for the
    /// outermost memory.
    int sourceOf(int boundary, Operand operand) {
        for (int outer = Math.min(boundary, boundaries.size()) - 1; outer >= 0; outer--) {
            if (boundaries.get(outer).level(operand) > 0) {
                return outer;
            }
        }
        return -1;
    }

    /// Whether an operand comes to a boundary out of a memory that lies in lanes.
    boolean comesFromLanes(int boundary, Operand operand) {
        int source = sourceOf(boundary, operand);
        return source >= 0 && (insideRows(source) || insideColumns(source));
    }

    /// Whether it matters for any cost what lies on rows and what on columns.
    boolean tellsRowsFromColumns() {
        return boundaries.stream().anyMatch(each -> each.insideRows() != each.insideColumns());
    }

    /// The operand that stays in a skewed array.
    Operand stationary() {
        return switch (dataflow) {
            case OUTPUT_STATIONARY -> Operand.OUTPUT;
            case WEIGHT_STATIONARY, ROW_STATIONARY -> Operand.WEIGHT;
            case INPUT_STATIONARY -> Operand.INPUT;
        };
    }

    /// The dimensions that may stream through a skewed array: those that leave alone what stays.
    Set<Dim> streamed() {
        Set<Dim> dims = EnumSet.allOf(Dim.class);
        dims.removeAll(stationary().dims());
        return dims;
    }
}
