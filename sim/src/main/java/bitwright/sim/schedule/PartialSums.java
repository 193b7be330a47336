package bitwright.sim.schedule;

import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.SpatialArray;
import bitwright.workload.Operand;
import java.util.List;

/// Where outputs leave before they are complete: only levels that let partial sums in take them.
public final class PartialSums {
    private PartialSums() {}

    static void check(Resolution schedule, List<String> problems) {
        int level = firstRefusing(schedule);
        if (level >= 0) {
            problems.add(
                    "outputs enter level '"
                            + schedule.accelerator().memories().get(level).name()
                            + "' before they are complete, and it takes no partial sums.");
        }
    }

    /// Whether every level that outputs enter takes them as they are.
    public static boolean areTaken(Resolution schedule) {
        return firstRefusing(schedule) < 0;
    }

    private static int firstRefusing(Resolution schedule) {
        List<MemoryLevel> memories = schedule.accelerator().memories();
        Loops loops = schedule.loops();
        int outer = 0;
        for (int at = 0; at <= loops.issuePosition(); at++) {
            boolean kept = schedule.level(at) > 0 && schedule.keeps(at) == Operand.OUTPUT;
            if (!kept && at < loops.issuePosition()) {
                continue;
            }
            if (!memories.get(outer).filling().partialSums() && comeAgain(schedule, at)) {
                return outer;
            }
            if (kept) {
                outer = schedule.level(at);
            }
        }
        return -1;
    }

    /// Whether the same outputs cross the boundary at a position more than once: a reduction lies
    /// outside a loop that changes them.
    private static boolean comeAgain(Resolution schedule, int position) {
        Loops loops = schedule.loops();
        int changed = loops.innermostIndexing(Operand.OUTPUT, position);
        if (position == loops.issuePosition() && schedule.unit() instanceof SpatialArray array) {
            changed = Math.max(changed, leaving(schedule, array));
        }
        for (int at = 0; at < changed; at++) {
            if (loops.isTime(at)
                    && loops.extent(at) > 1
                    && !Loops.indexes(loops.dim(at), Operand.OUTPUT)) {
                return true;
            }
        }
        return false;
    }

    /// Outside which position loops find the sums of an array in its innermost level: sums of buses
    /// leave with every issue, those that move through a systolic array with every fold.
    private static int leaving(Resolution schedule, SpatialArray array) {
        if (!array.timing().skewed()) {
            return schedule.loops().issuePosition();
        }
        return ArrayDataflow.stationary(schedule) == Operand.OUTPUT ? 0 : schedule.firstSpread();
    }
}
