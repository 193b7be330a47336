package bitwright.mapper.exact;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.Role;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All ways to let operands reside in a machine's memories: which level each uses, which it passes
/// by, and which levels' tiles are exchanged together.
final class Boundaries {
    private static final Role[] ROLES = Role.values();
    private static final Operand[] OPERANDS = Operand.values();

    private Boundaries() {}

    /// Every way, in a fixed order: neighbours among the levels that lie at the same lanes and hold
    /// different operands are one boundary or two.
    ///
    /// @param apart whether levels in lanes may have boundaries of their own where they could be
    ///   exchanged together
    static List<List<Boundary>> of(Accelerator accelerator, boolean apart) {
        List<MemoryLevel> memories = accelerator.memories();
        List<int[]> uses = new ArrayList<>();
        uses(memories, 0, new int[OPERANDS.length], uses);
        List<List<Boundary>> ways = new ArrayList<>();
        for (int[] used : uses) {
            ways(memories, used, 1, apart, new ArrayList<>(), ways);
        }
        return List.copyOf(ways);
    }

    /// Which levels each operand uses, as bits: any that hold it, at least one where any does.
    private static void uses(
            List<MemoryLevel> memories, int operand, int[] used, List<int[]> uses) {
        if (operand == OPERANDS.length) {
            uses.add(used.clone());
            return;
        }
        int held = 0;
        for (int level = 1; level < memories.size(); level++) {
            if (memories.get(level).holds().contains(ROLES[operand])) {
                held |= 1 << level;
            }
        }
        for (int choice = held; ; choice = (choice - 1) & held) {
            if (choice != 0 || held == 0) {
                used[operand] = choice;
                uses(memories, operand + 1, used, uses);
            }
            if (choice == 0) {
                return;
            }
        }
    }

    private static void ways(
            List<MemoryLevel> memories,
            int[] used,
            int level,
            boolean apart,
            List<Boundary> sofar,
            List<List<Boundary>> ways) {
        if (level == memories.size()) {
            ways.add(List.copyOf(sofar));
            return;
        }
        MemoryLevel memory = memories.get(level);
        int[] levels = new int[OPERANDS.length];
        boolean any = false;
        for (int operand = 0; operand < OPERANDS.length; operand++) {
            if ((used[operand] >> level & 1) != 0) {
                levels[operand] = level;
                any = true;
            }
        }
        if (!any) {
            ways(memories, used, level + 1, apart, sofar, ways);
            return;
        }
        boolean rows = memory.perAxes().contains("rows");
        boolean columns = memory.perAxes().contains("columns");
        if (!sofar.isEmpty()) {
            Boundary outer = sofar.getLast();
            if (outer.insideRows() && !rows || outer.insideColumns() && !columns) {
                // Lanes outside would need an instance each of a level that they share.
                return;
            }
            Boundary both = together(outer, levels, rows, columns);
            boolean inLanes = rows || columns;
            // Outside the lanes two boundaries without loops between them are the same as one.
            if (both != null && (inLanes || apart)) {
                sofar.removeLast();
                sofar.add(both);
                ways(memories, used, level + 1, apart, sofar, ways);
                sofar.removeLast();
                sofar.add(outer);
                if (!apart) {
                    // Tiles of processing elements are exchanged together.
                    return;
                }
            }
        }
        sofar.add(new Boundary(levels, rows, columns));
        ways(memories, used, level + 1, apart, sofar, ways);
        sofar.removeLast();
    }

    private static @Nullable Boundary together(
            Boundary outer, int[] levels, boolean rows, boolean columns) {
        if (outer.insideRows() != rows || outer.insideColumns() != columns) {
            return null;
        }
        int[] both = outer.levels().clone();
        for (int operand = 0; operand < both.length; operand++) {
            if (levels[operand] > 0) {
                if (both[operand] > 0) {
                    return null;
                }
                both[operand] = levels[operand];
            }
        }
        return new Boundary(both, rows, columns);
    }
}
