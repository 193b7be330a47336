package bitwright.sim.schedule;

import bitwright.arch.machine.MemoryLevel;
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
            if (!memories.get(outer).filling().partialSums() && comeAgain(loops, at)) {
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
    private static boolean comeAgain(Loops loops, int position) {
        int changed = loops.innermostIndexing(Operand.OUTPUT, position);
        for (int at = 0; at < changed; at++) {
            if (loops.isTime(at)
                    && loops.extent(at) > 1
                    && !Loops.indexes(loops.dim(at), Operand.OUTPUT)) {
                return true;
            }
        }
        return false;
    }
}
