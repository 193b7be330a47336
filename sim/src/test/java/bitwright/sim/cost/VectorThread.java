package bitwright.sim.cost;

import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.Role;
import bitwright.arch.machine.VectorForm;
import bitwright.arch.machine.VectorProcessor;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Resolution;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// One thread of a vector processor, issue by issue: the oracle of [VectorTiming]. It walks the
/// loops in time, remembers what lies in registers and when each sum is ready.
final class VectorThread {
    private final Loops loops;
    private final Resolution schedule;
    private final VectorProcessor processor;
    private final Instruction instruction;
    private final VectorForm form;
    private final Map<String, Long> uses = new TreeMap<>();
    private final Map<String, Long> leaving = new TreeMap<>();
    private final Map<Operand, String> resident = new HashMap<>();
    private final Map<Operand, Set<String>> loaded = new HashMap<>();
    private final Map<String, Long> ready = new HashMap<>();
    private final int[] digit;
    private String trip = "";
    private long issues;
    private long clock;

    VectorThread(Resolution schedule) {
        this.schedule = schedule;
        loops = schedule.loops();
        processor = (VectorProcessor) schedule.unit();
        instruction = schedule.instruction();
        form = instruction.vectorForm();
        digit = new int[loops.positions()];
        processor.slots().keySet().forEach(slot -> uses.put(slot, 0L));
        walk(0);
        take(instruction.slots(), instruction.busyCycles(issues));
    }

    /// Busy cycles of every slot.
    Map<String, Long> slotCycles() {
        return cycles(uses);
    }

    private Map<String, Long> cycles(Map<String, Long> of) {
        Map<String, Long> cycles = new TreeMap<>();
        of.forEach((slot, taken) ->
                cycles.put(
                        slot, Math.ceilDiv(taken, (long) processor.slots().getOrDefault(slot, 1))));
        return cycles;
    }

    /// Packets that hold all instructions, whatever their slots.
    long issueWidth() {
        return width(uses);
    }

    private long width(Map<String, Long> of) {
        return Math.ceilDiv(
                of.values().stream().mapToLong(Long::longValue).sum(),
                (long) processor.instructionsPerPacket());
    }

    /// Packets of the loops, then packets of the outputs that leave registers.
    long packets() {
        Map<String, Long> loop = new TreeMap<>(uses);
        leaving.forEach((slot, taken) -> loop.merge(slot, -taken, Long::sum));
        return packets(loop) + packets(leaving);
    }

    private long packets(Map<String, Long> of) {
        return Math.max(
                width(of), cycles(of).values().stream().mapToLong(Long::longValue).max().orElse(0));
    }

    /// Cycles up to the last issue if they start in order, one in a cycle at most, each when its
    /// sum is ready.
    long issueCycles() {
        return clock;
    }

    private void take(Map<String, Integer> slots, long times) {
        slots.forEach((slot, count) -> uses.merge(slot, count * times, Math::addExact));
    }

    private void walk(int position) {
        if (position == loops.issuePosition()) {
            issue();
            return;
        }
        int extent = loops.isTime(position) ? loops.extent(position) : 1;
        for (digit[position] = 0; digit[position] < extent; digit[position]++) {
            walk(position + 1);
        }
        digit[position] = 0;
    }

    private void issue() {
        int innermost = 0;
        for (Operand operand : Operand.values()) {
            int keep = 0;
            for (int at = 0; at < loops.positions(); at++) {
                keep = schedule.keeps(at) == operand ? at : keep;
            }
            innermost = Math.max(innermost, keep);
            String outside = key(operand, 0, keep);
            if (!outside.equals(resident.put(operand, outside))) {
                loaded.put(operand, new HashSet<>());
            }
            Set<String> tiles = loaded.computeIfAbsent(operand, none -> new HashSet<>());
            if (tiles.add(key(operand, keep, loops.positions()))) {
                var slots =
                        form.operandSlots()
                                .getOrDefault(
                                        Role.values()[operand.ordinal()],
                                        Collections.emptySortedMap());
                take(slots, 1);
                if (operand == Operand.OUTPUT) {
                    slots.forEach((slot, count) -> leaving.merge(slot, (long) count, Long::sum));
                }
            }
        }
        String now = "x";
        for (int at = 0; at < innermost; at++) {
            now += digit[at] + ",";
        }
        if (!now.equals(trip)) {
            trip = now;
            take(processor.loopSlots(), 1);
        }
        String sum = key(Operand.OUTPUT, 0, loops.positions());
        long start = Math.max(clock, ready.getOrDefault(sum, 0L));
        ready.put(sum, start + form.accumulateLatency());
        clock = start + 1;
        issues++;
    }

    private String key(Operand operand, int from, int to) {
        List<Integer> digits = new ArrayList<>();
        for (int at = from; at < to; at++) {
            if (loops.dim(at) >= 0 && Loops.indexes(loops.dim(at), operand)) {
                digits.add(digit[at]);
            }
        }
        return digits.toString();
    }
}
