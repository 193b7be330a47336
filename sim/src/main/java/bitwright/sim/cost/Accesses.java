package bitwright.sim.cost;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.Collections;
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
        for (int index = 0; index < flows.boundaries.size(); index++) {
            Boundary boundary = flows.boundaries.get(index);
            if (boundary.destination() == Boundary.UNIT) {
                continue;
            }
            Traffic traffic = flows.traffic.get(index);
            String key =
                    accelerator.memories().get(boundary.source()).name()
                            + "/"
                            + boundary.operand().label();
            long received = traffic.received();
            if (received > 0) {
                elements.put(key + "/read", received);
            }
            if (boundary.operand() == Operand.OUTPUT) {
                elements.put(key + "/write", traffic.up());
            }
        }
        return Collections.unmodifiableMap(elements);
    }
}
