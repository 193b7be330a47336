package bitwright.arch.reader;

import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.Role;
import bitwright.arch.words.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The ports of a memory level: a list `ports`, or the keys of one port for all operands beside the
/// level's own.
final class PortKeys {
    static final List<String> KEYS = List.of("readBitsPerCycle", "writeBitsPerCycle", "sharedPort");
    private static final String UNLIMITED = "unlimited";

    private PortKeys() {}

    /// The ports of a level; each operand that it holds passes through exactly one.
    static List<MemoryPort> ports(Cursor level, Set<Role> holds) {
        if (!level.has("ports")) {
            KEYS.forEach(level::require);
            return List.of(port(level, holds));
        }
        for (String key : KEYS) {
            if (level.has(key)) {
                throw level.at(key).refused("stands beside `ports`. Maybe remove one of them.");
            }
        }
        List<MemoryPort> ports = new ArrayList<>();
        Set<Role> served = EnumSet.noneOf(Role.class);
        for (Cursor item : level.at("ports").items("a port")) {
            List<String> keys = new ArrayList<>(KEYS);
            keys.add("serves");
            item.withKeys(keys);
            Set<Role> serves = roles(item.at("serves"));
            for (Role role : serves) {
                if (!holds.contains(role) || !served.add(role)) {
                    throw item.at("serves")
                            .refused(
                                    holds.contains(role)
                                            ? "names " + role.label() + " again. Maybe remove it."
                                            : "names "
                                                    + role.label()
                                                    + ", which the level does not hold. Maybe"
                                                    + " remove it.");
                }
            }
            ports.add(port(item, serves));
        }
        for (Role role : holds) {
            if (!served.contains(role)) {
                throw level.at("ports")
                        .refused("has no port for " + role.label() + ". Maybe add one.");
            }
        }
        return ports;
    }

    private static MemoryPort port(Cursor item, Set<Role> serves) {
        MemoryPort port =
                new MemoryPort(
                        serves,
                        bandwidth(item.at("readBitsPerCycle")),
                        bandwidth(item.at("writeBitsPerCycle")),
                        item.at("sharedPort").flag());
        if (port.shared() && port.readBitsPerCycle() != port.writeBitsPerCycle()) {
            throw item.at("writeBitsPerCycle")
                    .refused(
                            "must equal readBitsPerCycle ("
                                    + port.readBitsPerCycle()
                                    + ") where the port is shared. Maybe sharedPort: false.");
        }
        return port;
    }

    private static long bandwidth(Cursor item) {
        return item.node().isString() && item.node().stringValue().equals(UNLIMITED)
                ? MemoryPort.UNLIMITED
                : item.whole(1);
    }

    /// A list of operands.
    static Set<Role> roles(Cursor list) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        List<String> labels = Arrays.stream(Role.values()).map(Role::label).toList();
        for (Cursor item : list.items("an operand: input, weight or output")) {
            int index = labels.indexOf(item.text());
            if (index < 0) {
                throw item.refused("is unknown. Maybe " + Nearest.of(item.text(), labels) + ".");
            }
            if (!roles.add(Role.values()[index])) {
                throw item.refused("is there twice. Maybe remove one.");
            }
        }
        return roles;
    }
}
