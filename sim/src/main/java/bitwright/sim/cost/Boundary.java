package bitwright.sim.cost;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.sim.schedule.Loops;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;

/// Where an operand passes from one residence to the next.
///
/// @param operand the operand
/// @param source index of the memory level outside
/// @param destination index of the memory level inside, or `UNIT`
/// @param sourcePosition position of the keep outside; -1 for the outermost memory
/// @param position position of the keep inside; the issue's for the unit
record Boundary(Operand operand, int source, int destination, int sourcePosition, int position) {
    /// The destination of the innermost boundary: the compute unit itself.
    static final int UNIT = -1;

    /// All boundaries of a schedule, operand by operand from the outside inwards.
    static List<Boundary> of(Loops loops, Accelerator accelerator) {
        List<Boundary> boundaries = new ArrayList<>();
        List<MemoryLevel> memories = accelerator.memories();
        for (Operand operand : Operand.values()) {
            int source = 0;
            int sourcePosition = -1;
            for (int level = 1; level < memories.size(); level++) {
                int position = loops.keepPosition(operand, memories.get(level).name());
                if (position >= 0) {
                    boundaries.add(new Boundary(operand, source, level, sourcePosition, position));
                    source = level;
                    sourcePosition = position;
                }
            }
            boundaries.add(
                    new Boundary(operand, source, UNIT, sourcePosition, loops.issuePosition()));
        }
        return boundaries;
    }
}
