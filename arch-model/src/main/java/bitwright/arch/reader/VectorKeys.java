package bitwright.arch.reader;

import bitwright.arch.machine.Role;
import bitwright.arch.machine.VectorForm;
import bitwright.arch.machine.VectorProcessor;
import bitwright.arch.words.Nearest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The keys that only vector processors and their instruction rows have; all may be left out.
final class VectorKeys {
    private static final String PER_PACKET = "instructionsPerPacket";
    private static final String LOOP = "loopSlots";
    private static final String INDEPENDENT = "independentLanes";
    private static final String ACCUMULATE = "accumulateLatency";
    private static final String OPERANDS = "operandSlots";

    /// Optional keys of the unit.
    static final List<String> UNIT = List.of(PER_PACKET, LOOP);

    /// Optional keys of a row.
    static final List<String> ROW = List.of(INDEPENDENT, ACCUMULATE, OPERANDS);

    private static final List<String> ROLES =
            Arrays.stream(Role.values()).map(Role::label).toList();

    private VectorKeys() {}

    static int instructionsPerPacket(Cursor unit, SortedMap<String, Integer> slots) {
        int all = VectorProcessor.allSlots(slots);
        if (!unit.has(PER_PACKET)) {
            return all;
        }
        int most = unit.at(PER_PACKET).count(1);
        if (most > all) {
            throw unit.at(PER_PACKET)
                    .refused(
                            "is more than the "
                                    + all
                                    + " slots that a packet has. Maybe "
                                    + all
                                    + ", or another slot.");
        }
        return most;
    }

    static SortedMap<String, Integer> loopSlots(Cursor unit, SortedMap<String, Integer> slots) {
        return unit.has(LOOP) ? work(unit.at(LOOP), slots) : new TreeMap<>();
    }

    /// @param rows the `m` of the row's tile
    static VectorForm form(Cursor row, int rows, int latency, SortedMap<String, Integer> slots) {
        boolean independent = row.has(INDEPENDENT) && row.at(INDEPENDENT).flag();
        if (independent && rows > 1) {
            throw row.at("m")
                    .refused("must be 1 where lanes are independent. Maybe 1, with a greater n.");
        }
        int accumulate = latency;
        if (row.has(ACCUMULATE)) {
            accumulate = row.at(ACCUMULATE).count(1);
            if (accumulate > latency) {
                throw row.at(ACCUMULATE)
                        .refused(
                                "must be at most latency ("
                                        + latency
                                        + "). Maybe "
                                        + latency
                                        + ".");
            }
        }
        return new VectorForm(independent, accumulate, operands(row, slots));
    }

    private static Map<Role, SortedMap<String, Integer>> operands(
            Cursor row, SortedMap<String, Integer> slots) {
        var operands = new EnumMap<Role, SortedMap<String, Integer>>(Role.class);
        if (row.has(OPERANDS)) {
            for (Cursor entry : row.at(OPERANDS).entries("input: {load: 1}")) {
                operands.put(role(entry, row.at(OPERANDS)), work(entry, slots));
            }
        }
        return operands;
    }

    private static Role role(Cursor entry, Cursor mapping) {
        String label = entry.path().substring(mapping.path().length() + 1);
        for (Role role : Role.values()) {
            if (role.label().equals(label)) {
                return role;
            }
        }
        throw entry.refused("is no operand. Maybe " + Nearest.of(label, ROLES) + ".");
    }

    /// Slots that something takes, one after the other: as many as it likes of those that there
    /// are.
    private static SortedMap<String, Integer> work(
            Cursor mapping, SortedMap<String, Integer> packet) {
        SortedMap<String, Integer> work = UnitKeys.slots(mapping);
        for (String slot : work.keySet()) {
            if (!packet.containsKey(slot)) {
                throw mapping.at(slot)
                        .refused(
                                "is a slot that the unit lacks. Maybe "
                                        + Nearest.of(slot, List.copyOf(packet.keySet()))
                                        + ".");
            }
        }
        return work;
    }
}
