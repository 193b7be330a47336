package bitwright.sim.cost;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// How many elements a schedule moves: what an execution can be counted against.
public final class Accesses {
    private Accesses() {}

    /// Elements that cross each boundary between memories, as each instance inside receives or
    /// sends them (multicast counted once for each receiver), by `level/operand/read` and
    /// `level/operand/write`; zero counts are left out.
    ///
    /// @throws IllegalArgumentException if the machine lacks the unit or the instruction
    /// @throws ArithmeticException if a count goes beyond 64 bits
    public static Map<String, Long> betweenMemories(
            Schedule schedule, LoopNest nest, Precision precision, Accelerator accelerator) {
        Flows flows = Flows.of(schedule, nest, precision, accelerator);
        Map<String, Long> elements = new TreeMap<>();
        for (int index = 0; index < flows.count; index++) {
            if (flows.destination[index] == Flows.UNIT) {
                continue;
            }
            String key = key(flows, index);
            if (flows.received[index] > 0) {
                elements.put(key + "/read", flows.received[index]);
            }
            if (flows.operand[index] == Operand.OUTPUT) {
                elements.put(key + "/write", flows.up[index]);
            }
        }
        return Collections.unmodifiableMap(elements);
    }

    /// Bits over every port, by `level/operand/direction`.
    static Map<String, Long> trafficBits(Flows flows) {
        Map<String, Long> bits = new LinkedHashMap<>();
        for (int index = 0; index < flows.count; index++) {
            boolean outputs = flows.operand[index] == Operand.OUTPUT;
            String key = key(flows, index);
            bits.put(key + "/read", PortBits.leaving(flows, index));
            if (outputs) {
                bits.put(key + "/write", PortBits.entering(flows, index));
            }
            for (int level = 1; level < flows.memories.size(); level++) {
                if (PortBits.passes(flows, index, level)) {
                    String passed = key(flows, level, flows.operand[index]);
                    bits.put(passed + "/read", PortBits.passingInwards(flows, index));
                    if (outputs) {
                        bits.put(passed + "/write", PortBits.passingOutwards(flows, index));
                    }
                }
            }
        }
        return bits;
    }

    private static String key(Flows flows, int index) {
        return key(flows, flows.source[index], flows.operand[index]);
    }

    private static String key(Flows flows, int level, Operand operand) {
        return flows.memories.get(level).name() + "/" + operand.label();
    }
}
