package bitwright.mapper.search;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.ParallelAxis;
import bitwright.arch.machine.Role;
import bitwright.arch.machine.SpatialArray;
import bitwright.mapper.search.Constraints.Residence;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Constraints that leave no schedule, as far as their numbers alone say.
final class Contradictions {
    private Contradictions() {}

    static Optional<String> first(
            LayerConstraints constraints,
            Accelerator accelerator,
            ComputeUnit unit,
            LoopNest nest) {
        return residences(constraints, accelerator)
                .or(() -> places(constraints, unit))
                .or(() -> coverage(constraints, accelerator, unit, nest));
    }

    private static Optional<String> residences(
            LayerConstraints constraints, Accelerator accelerator) {
        List<MemoryLevel> memories = accelerator.memories();
        for (Operand operand : Operand.values()) {
            if (constraints.residence(0, operand) == Residence.BYPASS) {
                return Optional.of(
                        "level '"
                                + memories.getFirst().name()
                                + "' must not be bypassed by "
                                + operand.label()
                                + ": everything begins there.");
            }
            boolean somewhere = memories.size() == 1;
            for (int level = 1; level < memories.size(); level++) {
                boolean holds =
                        memories.get(level).holds().contains(Role.values()[operand.ordinal()]);
                Residence wanted = constraints.residence(level, operand);
                if (!holds && wanted == Residence.KEEP) {
                    return Optional.of(
                            "level '"
                                    + memories.get(level).name()
                                    + "' must keep "
                                    + operand.label()
                                    + ", which it does not hold. Maybe bypass.");
                }
                somewhere |= holds && wanted != Residence.BYPASS;
            }
            if (!somewhere) {
                return Optional.of(
                        operand.label()
                                + " bypasses every level on chip that holds it. Maybe keep it in"
                                + " one.");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> places(LayerConstraints constraints, ComputeUnit unit) {
        Dataflow dataflow = constraints.dataflow();
        double greatest = 1;
        double all = 1;
        for (int axis = 0; axis < unit.axes().size(); axis++) {
            ParallelAxis parallel = unit.axes().get(axis);
            long fixed = 1;
            boolean open = false;
            for (Dim dim : Dim.values()) {
                OptionalLong spread = constraints.fixedSpread(axis, dim);
                long places = spread.orElse(1);
                // Once beyond the axis it is refused: no product of all of them is needed.
                fixed = fixed > parallel.size() ? fixed : fixed * places;
                open |= spread.isEmpty() && constraints.greatestSpread(axis, dim) > 1;
                if (places > 1
                        && dataflow != null
                        && unit instanceof SpatialArray array
                        && !array.timing().skewed()
                        && !ConstraintCheck.mayLie(dataflow, dim, axis)) {
                    return Optional.of(
                            "axis '"
                                    + parallel.name()
                                    + "' asks for "
                                    + dim.label()
                                    + " "
                                    + places
                                    + ", which dataflow "
                                    + dataflow.label()
                                    + " does not spread there.");
                }
            }
            if (fixed > parallel.size()) {
                return Optional.of(
                        "axis '"
                                + parallel.name()
                                + "' is asked for "
                                + fixed
                                + " places where there are "
                                + parallel.size()
                                + ".");
            }
            greatest *= open ? parallel.size() : fixed;
            all *= parallel.size();
        }
        return greatest / all < constraints.leastUtilization()
                ? Optional.of(
                        "least utilization "
                                + constraints.leastUtilization()
                                + " is out of reach: the spreads that are fixed leave "
                                + greatest / all
                                + ".")
                : Optional.empty();
    }

    /// A dimension of which every loop is fixed must be covered by them.
    private static Optional<String> coverage(
            LayerConstraints constraints,
            Accelerator accelerator,
            ComputeUnit unit,
            LoopNest nest) {
        for (Dim dim : Dim.values()) {
            double reach = 1;
            for (int level = 0; level < accelerator.memories().size(); level++) {
                reach *= constraints.greatestExtent(level, dim);
            }
            double spread = 1;
            for (int axis = 0; axis < unit.axes().size(); axis++) {
                spread *= constraints.greatestSpread(axis, dim);
            }
            reach *= Math.min(spread, (double) constraints.greatestSpread(dim));
            int inTile =
                    unit.instructions().stream()
                            .mapToInt(row -> Math.max(row.k(), Math.max(row.m(), row.n())))
                            .max()
                            .orElse(1);
            if (reach * inTile < nest.extent(dim)) {
                return Optional.of(
                        "the extents asked of "
                                + dim.label()
                                + " reach "
                                + (long) reach
                                + " where the layer has "
                                + nest.extent(dim)
                                + ". Maybe leave one of them open.");
            }
        }
        return Optional.empty();
    }
}
