package bitwright.sim.schedule;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.ParallelAxis;
import bitwright.arch.machine.Role;
import bitwright.sim.schedule.Step.Keep;
import bitwright.workload.Operand;
import java.util.List;

/// Where operands are kept: at levels that hold them, from the outside inwards, each level once,
/// and never in more instances than there are.
final class Residences {
    private static final Role[] ROLES = Role.values();

    private Residences() {}

    /// The part that an operand plays for a machine.
    static Role role(Operand operand) {
        return ROLES[operand.ordinal()];
    }

    static void check(Resolution schedule, List<String> problems) {
        Accelerator accelerator = schedule.accelerator();
        Loops loops = schedule.loops();
        int[] reached = new int[Operand.values().length];
        for (int position = 0; position < loops.positions(); position++) {
            if (!(loops.step(position) instanceof Keep keep)) {
                continue;
            }
            int level = schedule.level(position);
            MemoryLevel memory = accelerator.memories().get(level);
            int operand = keep.operand().ordinal();
            if (!memory.holds().contains(role(keep.operand()))) {
                problems.add(
                        "level '"
                                + keep.level()
                                + "' does not hold "
                                + keep.operand().label()
                                + ".");
            }
            if (level <= reached[operand]) {
                problems.add(
                        keep.operand().label()
                                + " is kept in '"
                                + keep.level()
                                + "' after it was kept there or further inside.");
            } else {
                reached[operand] = level;
            }
            instances(schedule, position, keep, memory, problems);
        }
        for (Operand operand : Operand.values()) {
            if (accelerator.memories().size() > 1 && reached[operand.ordinal()] == 0) {
                problems.add(
                        operand.label()
                                + " is not kept on chip; keep input, weight and output there.");
            }
        }
    }

    /// Spreads outside a keep need an instance of the level each.
    private static void instances(
            Resolution schedule,
            int position,
            Keep keep,
            MemoryLevel memory,
            List<String> problems) {
        Loops loops = schedule.loops();
        for (int outside = 0; outside < position; outside++) {
            if (!loops.isSpace(outside) || loops.extent(outside) == 1) {
                continue;
            }
            List<ParallelAxis> axes = schedule.unit().axes();
            int axis = schedule.axis(outside);
            if (axis < 0 || !memory.perAxes().contains(axes.get(axis).name())) {
                problems.add(
                        keep.operand().label()
                                + " is kept in '"
                                + keep.level()
                                + "' inside step '"
                                + ScheduleText.line(loops.step(outside))
                                + "', but the level has no instance for each of its lanes.");
            }
        }
    }
}
