package bitwright.sim.schedule;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.SpatialArray;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Whether a schedule is legal for a layer, a precision and a machine.
public final class ScheduleCheck {
    private ScheduleCheck() {}

    /// What is wrong, a line each; empty if the schedule is legal and does nothing in vain, as
    /// every schedule of the mapper.
    public static List<String> problems(
            Schedule schedule, LoopNest nest, Precision precision, Accelerator accelerator) {
        Resolution resolution;
        try {
            resolution = Resolution.of(schedule, precision, accelerator);
        } catch (IllegalArgumentException | ArithmeticException unknown) {
            return illegalities(schedule, nest, precision, accelerator);
        }
        List<String> problems = new ArrayList<>(illegalities(resolution, nest, precision));
        problems.addAll(ScheduleRemarks.of(resolution, nest));
        return problems;
    }

    /// What makes a schedule illegal, a line each; empty if it can run.
    public static List<String> illegalities(
            Schedule schedule, LoopNest nest, Precision precision, Accelerator accelerator) {
        Resolution resolution;
        try {
            resolution = Resolution.of(schedule, precision, accelerator);
        } catch (IllegalArgumentException unknown) {
            return List.of(String.valueOf(unknown.getMessage()));
        } catch (ArithmeticException beyond) {
            return List.of(
                    "the loops of one dimension reach beyond 64 bits. Take smaller extents.");
        }
        return illegalities(resolution, nest, precision);
    }

    private static List<String> illegalities(
            Resolution resolution, LoopNest nest, Precision precision) {
        List<String> problems = new ArrayList<>();
        coverage(resolution.loops(), nest, problems);
        Lanes.check(resolution, problems);
        dataflow(resolution, problems);
        Residences.check(resolution, problems);
        if (problems.isEmpty()) {
            Capacities.check(resolution, nest, precision, problems);
        }
        return problems;
    }

    private static void coverage(Loops loops, LoopNest nest, List<String> problems) {
        for (Dim dim : Dim.values()) {
            if (loops.reach(dim, 0) < nest.extent(dim)) {
                problems.add(
                        "dimension "
                                + dim.label()
                                + " has extent "
                                + nest.extent(dim)
                                + " but its loops reach only "
                                + loops.reach(dim, 0)
                                + ".");
            }
        }
    }

    /// What stays in a systolic array is what the array can hold.
    private static void dataflow(Resolution schedule, List<String> problems) {
        if (schedule.unit() instanceof SpatialArray array && array.timing().skewed()) {
            Dataflow dataflow = ArrayDataflow.of(schedule);
            if (!array.dataflows().contains(dataflow)) {
                problems.add(
                        "the loops inside the array make it "
                                + label(dataflow)
                                + "; unit '"
                                + array.name()
                                + "' permits "
                                + String.join(
                                        ", ",
                                        array.dataflows().stream()
                                                .map(ScheduleCheck::label)
                                                .toList())
                                + ".");
            }
        }
    }

    private static String label(Dataflow dataflow) {
        return dataflow.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
