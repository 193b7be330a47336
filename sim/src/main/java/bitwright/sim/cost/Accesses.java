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

/// How many elements a schedule reads from and writes to each memory level: what an execution can
/// be counted against.
public final class Accesses {
    /// Elements that leave a level inwards, to the levels or the unit inside; multicast once.
    public static final String READ = "read";

    /// Outputs that come to a level from inside; sums of lanes that share a reduction as one.
    public static final String WRITE = "write";

    /// Elements that the instances of a level receive from outside, each counted.
    public static final String FILL = "fill";

    /// Outputs that the instances of a level send outwards, each counted.
    public static final String SEND = "send";

    private Accesses() {}

    /// Elements that the cost model charges for, by `level/operand/access`, with accesses as above;
    /// zero counts are left out. What passes through a cache without being kept there, and the
    /// copies and sums of multiprocessors that share one, follow from these and are not among them.
    ///
    /// @throws IllegalArgumentException if the machine lacks the unit or the instruction
    /// @throws ArithmeticException if a count goes beyond 64 bits
    public static Map<String, Long> elements(
            Schedule schedule, LoopNest nest, Precision precision, Accelerator accelerator) {
        Flows flows = Flows.of(schedule, nest, precision, accelerator);
        Map<String, Long> elements = new TreeMap<>();
        for (int index = 0; index < flows.count; index++) {
            Operand operand = flows.operand[index];
            String source = key(flows, index);
            put(elements, source, READ, flows.down[index]);
            put(elements, source, WRITE, flows.up[index]);
            int inner = flows.destination[index];
            if (inner != Flows.UNIT) {
                String level = key(flows, inner, operand);
                put(elements, level, FILL, flows.received[index]);
                put(elements, level, SEND, flows.sent[index]);
            }
        }
        return Collections.unmodifiableMap(elements);
    }

    private static void put(Map<String, Long> elements, String key, String access, long count) {
        if (count > 0) {
            elements.put(key + "/" + access, count);
        }
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
