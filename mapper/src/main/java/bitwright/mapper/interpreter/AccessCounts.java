package bitwright.mapper.interpreter;

import bitwright.arch.machine.MemoryLevel;
import bitwright.workload.Operand;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Elements that were read from and written to each memory level, of each operand.
final class AccessCounts {
    private static final Operand[] OPERANDS = Operand.values();
    private static final Access[] ACCESSES = Access.values();

    private final long[] counts;

    AccessCounts(int levels) {
        counts = new long[levels * OPERANDS.length * ACCESSES.length];
    }

    /// @param level index of the level, 0 for the outermost
    /// @throws ArithmeticException beyond 64 bits
    void add(int level, Operand operand, Access access, long elements) {
        int at = index(level, operand, access);
        counts[at] = Math.addExact(counts[at], elements);
    }

    private static int index(int level, Operand operand, Access access) {
        return (level * OPERANDS.length + operand.ordinal()) * ACCESSES.length + access.ordinal();
    }

    /// Counts by `level/operand/access`; zeros are left out.
    Map<String, Long> byName(List<MemoryLevel> memories) {
        Map<String, Long> named = new TreeMap<>();
        for (int level = 0; level < memories.size(); level++) {
            for (Operand operand : OPERANDS) {
                for (Access access : ACCESSES) {
                    long count = counts[index(level, operand, access)];
                    if (count > 0) {
                        named.put(
                                memories.get(level).name()
                                        + "/"
                                        + operand.label()
                                        + "/"
                                        + access.label(),
                                count);
                    }
                }
            }
        }
        return named;
    }
}
