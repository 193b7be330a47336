package bitwright.mapper.search;

import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.Role;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A way to see the memories of an array that is not skewed: what is exchanged together with the
/// outermost memory in the first tile, and the stages inside.
///
/// @param first the level of each operand in the first tile; empty where no level on chip is shared
/// @param stages what lies inside, innermost first
record Hierarchy(Map<Operand, MemoryLevel> first, List<Stage> stages) {
    private static final Role[] ROLES = Role.values();

    /// All ways: of the outermost levels on chip that are shared and hold different operands, any
    /// make up the first tile; the others' tiles lie inside.
    static List<Hierarchy> of(List<MemoryLevel> memories) {
        List<MemoryLevel> shared = new ArrayList<>();
        Set<Role> held = EnumSet.noneOf(Role.class);
        for (MemoryLevel memory : memories.subList(1, memories.size())) {
            if (!memory.perAxes().isEmpty() || memory.holds().stream().anyMatch(held::contains)) {
                break;
            }
            held.addAll(memory.holds());
            shared.add(memory);
        }
        List<MemoryLevel> further = memories.subList(1 + shared.size(), memories.size());
        List<Hierarchy> ways = new ArrayList<>();
        for (int chosen = 1; chosen < 1 << shared.size(); chosen++) {
            Map<Operand, MemoryLevel> first = new EnumMap<>(Operand.class);
            List<MemoryLevel> inner = new ArrayList<>();
            for (int index = 0; index < shared.size(); index++) {
                if ((chosen >> index & 1) == 0) {
                    inner.add(shared.get(index));
                    continue;
                }
                for (Operand operand : Operand.values()) {
                    if (shared.get(index).holds().contains(ROLES[operand.ordinal()])) {
                        first.put(operand, shared.get(index));
                    }
                }
            }
            inner.addAll(further);
            ways.add(new Hierarchy(first, Stage.of(inner)));
        }
        return ways.isEmpty() ? List.of(new Hierarchy(Map.of(), Stage.of(further))) : ways;
    }

    /// Whether a level belongs to the first tile.
    boolean isFirst(MemoryLevel memory) {
        return first.containsValue(memory);
    }
}
