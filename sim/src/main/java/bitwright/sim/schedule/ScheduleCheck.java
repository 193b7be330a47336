package bitwright.sim.schedule;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.SpatialArray;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Whether a schedule is legal for a layer, a precision and a machine.
public final class ScheduleCheck {
    private static final Dim[] DIMS = Dim.values();
    private static final Set<Dataflow> ROWS_STAY =
            Collections.unmodifiableSet(EnumSet.of(Dataflow.ROW_STATIONARY));

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

    /// Dimensions of a layer that a schedule does not cover, a line each; all that can be said of a
    /// schedule without its machine.
    ///
    /// @throws ArithmeticException if the loops of a dimension reach beyond 64 bits
    public static List<String> uncovered(Schedule schedule, LoopNest nest) {
        List<String> problems = new ArrayList<>();
        coverage(new Loops(schedule), nest, problems);
        return problems;
    }

    private static List<String> illegalities(
            Resolution resolution, LoopNest nest, Precision precision) {
        List<String> problems = new ArrayList<>();
        coverage(resolution.loops(), nest, problems);
        Lanes.check(resolution, problems);
        dataflow(resolution, problems);
        Residences.check(resolution, problems);
        PartialSums.check(resolution, problems);
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
                                + place(loops, dim)
                                + ".");
            }
        }
    }

    /// The lines of a dimension's loops in the printed form, of which the first names the unit.
    private static String place(Loops loops, Dim dim) {
        List<String> lines = new ArrayList<>();
        for (int position = 0; position < loops.positions(); position++) {
            if (loops.dim(position) == dim.ordinal()) {
                lines.add(
                        "line "
                                + (position + 2)
                                + " '"
                                + ScheduleText.line(loops.step(position))
                                + "'");
            }
        }
        return lines.isEmpty() ? ", as it has none" : ": " + String.join(", ", lines);
    }

    /// What stays in a systolic array is what the array can hold; an array that keeps rows alone
    /// has whole rows in its processing elements.
    private static void dataflow(Resolution schedule, List<String> problems) {
        if (!(schedule.unit() instanceof SpatialArray array)) {
            return;
        }
        if (!array.timing().skewed()) {
            if (array.dataflows().equals(ROWS_STAY)) {
                rowsStay(schedule, problems);
            }
        } else {
            Dataflow dataflow = ArrayDataflow.of(schedule);
            if (!array.dataflows().contains(dataflow)) {
                problems.add(
                        "the loops inside the array make it "
                                + dataflow.label()
                                + "; unit '"
                                + array.name()
                                + "' permits "
                                + String.join(
                                        ", ",
                                        array.dataflows().stream().map(Dataflow::label).toList())
                                + ".");
            }
        }
    }

    private static void rowsStay(Resolution schedule, List<String> problems) {
        Loops loops = schedule.loops();
        for (int position = 0; position < loops.positions(); position++) {
            if (!loops.isSpace(position) || loops.extent(position) == 1) {
                continue;
            }
            boolean onRows = schedule.axis(position) == 0;
            switch (DIMS[loops.dim(position)]) {
                case FX, OX ->
                        problems.add(
                                "step '"
                                        + ScheduleText.line(loops.step(position))
                                        + "' spreads a row, which stays in one processing element.");
                case FY -> {
                    if (!onRows) {
                        problems.add(
                                "step '"
                                        + ScheduleText.line(loops.step(position))
                                        + "' spreads filter rows, which lie on rows alone.");
                    }
                }
                case B, G, K, C, OY -> {}
            }
        }
    }
}
