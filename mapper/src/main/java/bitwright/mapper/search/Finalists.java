package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.sim.cost.QuickCost;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;

/// The few schedules with the least closed-form cost seen so far.
final class Finalists {
    private static final int KEPT = 6;

    private record Ranked(QuickCost cost, Schedule schedule) {}

    private final LoopNest nest;
    private final Precision precision;
    private final Accelerator accelerator;
    private final List<Ranked> ranked = new ArrayList<>();
    private long visited;
    private String tightest = "";
    private long leastExcess = Long.MAX_VALUE;

    Finalists(LoopNest nest, Precision precision, Accelerator accelerator) {
        this.nest = nest;
        this.precision = precision;
        this.accelerator = accelerator;
    }

    /// Considers a tile with every order of the loops around it; tiles that do not fit are left
    /// out.
    void consider(Draft tile, String unit) {
        OuterLoops.complete(tile, draft -> consider(draft.schedule(unit)));
    }

    private void consider(Schedule schedule) {
        visited++;
        if (!fits(new Loops(schedule))) {
            return;
        }
        QuickCost cost = QuickCost.of(schedule, nest, precision, accelerator);
        if (ranked.size() == KEPT && cost.compareTo(ranked.getLast().cost()) >= 0) {
            return;
        }
        int at = ranked.size();
        while (at > 0 && cost.compareTo(ranked.get(at - 1).cost()) < 0) {
            at--;
        }
        if (at > 0 && ranked.get(at - 1).schedule().equals(schedule)) {
            return;
        }
        ranked.add(at, new Ranked(cost, schedule));
        if (ranked.size() > KEPT) {
            ranked.removeLast();
        }
    }

    private boolean fits(Loops loops) {
        for (MemoryLevel memory :
                accelerator.memories().subList(1, accelerator.memories().size())) {
            long excess =
                    ScheduleCheck.residentBits(loops, nest, precision, memory.name())
                            - memory.capacityBits();
            if (excess > 0) {
                if (excess < leastExcess) {
                    leastExcess = excess;
                    tightest = memory.name();
                }
                return false;
            }
        }
        return true;
    }

    /// The finalists, best first.
    List<Schedule> best() {
        return ranked.stream().map(Ranked::schedule).toList();
    }

    /// Schedules looked at.
    long visited() {
        return visited;
    }

    /// Takes over what another search learned about what does not fit.
    void remember(Finalists other) {
        if (other.leastExcess < leastExcess) {
            leastExcess = other.leastExcess;
            tightest = other.tightest;
        }
    }

    /// The line that says which memory is too small, and by how much at least.
    String whyNothingFits() {
        return "no schedule fits machine '"
                + accelerator.name()
                + "' at "
                + precision.name()
                + ": level '"
                + tightest
                + "' lacks at least "
                + leastExcess
                + " bits. Give it that much more capacityBits, or take a narrower precision.";
    }
}
