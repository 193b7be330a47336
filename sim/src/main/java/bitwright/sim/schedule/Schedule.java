package bitwright.sim.schedule;

import bitwright.sim.schedule.Step.For;
import bitwright.sim.schedule.Step.Issue;
import bitwright.sim.schedule.Step.Spread;
import bitwright.workload.Dim;
import java.util.List;

/// The schedule of one contraction on one unit: steps from the outermost inwards, the last an
/// `Issue`.
///
/// All operands start in the machine's outermost memory. The digits of a dimension are its `For`
/// and `Spread` steps from the outermost (highest) to the innermost (lowest).
///
/// @param unit name of the compute unit
/// @param steps outermost first
public record Schedule(String unit, List<Step> steps) {
    public Schedule {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || !(steps.getLast() instanceof Issue)) {
            throw new IllegalArgumentException("a schedule must end with an issue step.");
        }
        for (Step step : steps.subList(0, steps.size() - 1)) {
            if (step instanceof Issue) {
                throw new IllegalArgumentException(
                        "a schedule has exactly one issue step, its last.");
            }
        }
    }

    /// The instruction that the innermost step issues.
    public String instruction() {
        return ((Issue) steps.getLast()).instruction();
    }

    /// The product of all loop extents of a dimension, in time and space: how far the schedule
    /// reaches.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public long reach(Dim dim) {
        long reach = 1;
        for (Step step : steps) {
            if (dimOf(step) == dim) {
                reach = Math.multiplyExact(reach, extentOf(step));
            }
        }
        return reach;
    }

    /// The dimension of a loop step, or null for other steps.
    public static @org.jspecify.annotations.Nullable Dim dimOf(Step step) {
        return switch (step) {
            case For loop -> loop.dim();
            case Spread loop -> loop.dim();
            case Step.Keep keep -> null;
            case Issue issue -> null;
        };
    }

    /// The extent of a loop step, or 1 for other steps.
    public static int extentOf(Step step) {
        return switch (step) {
            case For loop -> loop.extent();
            case Spread loop -> loop.extent();
            case Step.Keep keep -> 1;
            case Issue issue -> 1;
        };
    }
}
