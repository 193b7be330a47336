package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.Role;
import bitwright.sim.schedule.Capacities;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Memory levels inside the first one on chip that lie at the same place among the lanes and hold
/// different operands: they are filled and emptied together.
///
/// @param levels the level that holds each operand
/// @param inEveryRow whether each row has instances of its own
/// @param inEveryColumn whether each column has instances of its own
record Stage(Map<Operand, MemoryLevel> levels, boolean inEveryRow, boolean inEveryColumn) {
    private static final Role[] ROLES = Role.values();

    /// The stages of levels, innermost first; levels that no nest of spreads reaches are left out.
    ///
    /// @param inner the levels inside the first tile, outermost first
    static List<Stage> of(List<MemoryLevel> inner) {
        List<Stage> stages = new ArrayList<>();
        for (MemoryLevel memory : inner.reversed()) {
            boolean rows = memory.perAxes().contains("rows");
            boolean columns = memory.perAxes().contains("columns");
            Stage last = stages.isEmpty() ? null : stages.getLast();
            if (last != null && (rows && !last.inEveryRow || columns && !last.inEveryColumn)) {
                // Lanes outside the level have no instance of a level that lies further inside.
                continue;
            }
            Map<Operand, MemoryLevel> held = new EnumMap<>(Operand.class);
            for (Operand operand : Operand.values()) {
                if (memory.holds().contains(ROLES[operand.ordinal()])) {
                    held.put(operand, memory);
                }
            }
            if (last != null
                    && last.inEveryRow == rows
                    && last.inEveryColumn == columns
                    && held.keySet().stream().noneMatch(last.levels::containsKey)) {
                held.putAll(last.levels);
                stages.removeLast();
            }
            stages.add(new Stage(held, rows, columns));
        }
        return stages;
    }

    /// The operands that reside here.
    Set<Operand> operands() {
        return levels.keySet();
    }

    /// Whether tiles fit, two of each where a level has two buffers.
    ///
    /// @param reach indices of each dimension that one instance covers, by ordinal
    boolean fits(long[] reach, LoopNest nest, Precision precision) {
        Map<MemoryLevel, Long> bits = new java.util.IdentityHashMap<>();
        for (Map.Entry<Operand, MemoryLevel> each : levels.entrySet()) {
            long elements = elements(each.getKey(), reach, nest);
            int buffers = each.getValue().filling().doubleBuffered() ? 2 : 1;
            bits.merge(
                    each.getValue(),
                    Math.multiplyExact(
                            Capacities.storageBits(each.getKey(), precision, elements),
                            (long) buffers),
                    Math::addExact);
        }
        return bits.entrySet().stream()
                .allMatch(each -> each.getValue() <= each.getKey().capacityBits());
    }

    private static long elements(Operand operand, long[] reach, LoopNest nest) {
        long elements = 1;
        for (Dim dim : operand.dims()) {
            boolean window =
                    operand == Operand.INPUT
                            && (dim == Dim.OY || dim == Dim.OX || dim == Dim.FY || dim == Dim.FX);
            if (!window) {
                elements =
                        Math.multiplyExact(
                                elements, Math.min(reach[dim.ordinal()], nest.extent(dim)));
            }
        }
        if (operand == Operand.INPUT) {
            LoopNest.Window window = nest.window();
            elements =
                    Math.multiplyExact(
                            elements,
                            Math.min(
                                    nest.inputHeight(),
                                    span(
                                            nest,
                                            reach,
                                            Dim.OY,
                                            window.strideY(),
                                            Dim.FY,
                                            window.dilationY())));
            elements =
                    Math.multiplyExact(
                            elements,
                            Math.min(
                                    nest.inputWidth(),
                                    span(
                                            nest,
                                            reach,
                                            Dim.OX,
                                            window.strideX(),
                                            Dim.FX,
                                            window.dilationX())));
        }
        return elements;
    }

    private static long span(
            LoopNest nest, long[] reach, Dim outputs, int stride, Dim filters, int dilation) {
        return (Math.min(reach[outputs.ordinal()], nest.extent(outputs)) - 1) * stride
                + (Math.min(reach[filters.ordinal()], nest.extent(filters)) - 1) * dilation
                + 1;
    }
}
