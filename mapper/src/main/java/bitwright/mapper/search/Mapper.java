package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.machine.TensorProcessor;
import bitwright.arch.machine.VectorProcessor;
import bitwright.sim.cost.EventModel;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.LoopNest;
import java.util.List;
import java.util.TreeSet;

/// Finds the schedule of least simulated cycles, and of least energy among equals, for one layer at
/// one precision.
///
/// The closed-form bound ranks all schedules of the space; the event model decides among the best.
public final class Mapper {
    private Mapper() {}

    /// Maps one layer over all units and instructions that take the precision.
    ///
    /// @throws NoScheduleException if no unit takes the precision or nothing fits
    public static MappedLayer map(
            LoopNest nest, Precision precision, Accelerator accelerator, MapperOptions options) {
        MappedLayer best = null;
        long visited = 0;
        Finalists all = new Finalists(nest, precision, accelerator);
        boolean possible = false;
        for (ComputeUnit unit : accelerator.units()) {
            for (Instruction instruction : unit.instructionsFor(precision)) {
                possible = true;
                for (int width = 1; width <= options.width(); width++) {
                    Finalists finalists = new Finalists(nest, precision, accelerator);
                    space(nest, accelerator, unit, instruction, width)
                            .tiles(tile -> finalists.consider(tile, unit.name()));
                    visited += finalists.visited();
                    all.remember(finalists);
                    for (Schedule schedule : finalists.best()) {
                        LayerCost cost =
                                EventModel.simulate(schedule, nest, precision, accelerator);
                        if (best == null || better(cost, best.cost())) {
                            best = new MappedLayer(precision, schedule, cost, 0);
                        }
                    }
                }
            }
        }
        if (!possible) {
            throw new NoScheduleException(noInstruction(precision, accelerator));
        }
        if (best == null) {
            throw new NoScheduleException(all.whyNothingFits());
        }
        return new MappedLayer(precision, best.schedule(), best.cost(), visited);
    }

    private static Space space(
            LoopNest nest,
            Accelerator accelerator,
            ComputeUnit unit,
            Instruction instruction,
            int width) {
        return switch (unit) {
            case SpatialArray array -> new ArraySpace(nest, accelerator, array, instruction, width);
            case VectorProcessor processor ->
                    new VectorSpace(nest, accelerator, processor, instruction, width);
            case TensorProcessor processor ->
                    new TensorSpace(nest, accelerator, processor, instruction, width);
        };
    }

    private static boolean better(LayerCost left, LayerCost right) {
        return left.cycles() != right.cycles()
                ? left.cycles() < right.cycles()
                : left.totalPicojoules() < right.totalPicojoules();
    }

    private static String noInstruction(Precision precision, Accelerator accelerator) {
        TreeSet<String> names = new TreeSet<>();
        for (ComputeUnit unit : accelerator.units()) {
            unit.instructions().forEach(row -> names.add(row.precision().name()));
        }
        List<String> nearest =
                names.stream()
                        .filter(name ->
                                name.endsWith("a" + precision.activations().activationLabel()))
                        .toList();
        return "machine '"
                + accelerator.name()
                + "' has no instruction for "
                + precision.name()
                + ". Maybe "
                + (nearest.isEmpty() ? names.first() : nearest.getLast())
                + "; it has "
                + String.join(", ", names)
                + ".";
    }
}
