package bitwright.sim.cost;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.LoopNest;
import java.util.LinkedHashMap;
import java.util.Map;

/// The closed-form bound: no resource can finish before its own work is done, and the software's
/// overhead comes on top.
public final class BoundModel {
    /// The name under which the software's overhead appears among the resources.
    public static final String OVERHEAD = "overhead";

    private BoundModel() {}

    /// Cycles that no execution of the schedule can beat.
    ///
    /// @throws IllegalArgumentException if the machine lacks the unit or the instruction
    /// @throws ArithmeticException if a count goes beyond 64 bits
    public static long cycles(
            Schedule schedule, LoopNest nest, Precision precision, Accelerator accelerator) {
        return cycles(Flows.of(schedule, nest, precision, accelerator));
    }

    static long cycles(Flows flows) {
        Map<String, Long> busy = busyCycles(flows);
        long bound = 0;
        for (Map.Entry<String, Long> resource : busy.entrySet()) {
            if (!resource.getKey().equals(OVERHEAD)) {
                bound = Math.max(bound, resource.getValue());
            }
        }
        return Math.addExact(bound, busy.getOrDefault(OVERHEAD, 0L));
    }

    /// Busy cycles of each resource: the unit, the ports of each level, the overhead.
    static Map<String, Long> busyCycles(Flows flows) {
        Map<String, Long> busy = new LinkedHashMap<>();
        busy.put(
                flows.unit.name(),
                UnitTiming.pass(flows.loops, 0, flows.unit, flows.instruction).cycles());
        for (int level = 0; level < flows.accelerator.memories().size(); level++) {
            MemoryLevel memory = flows.accelerator.memories().get(level);
            long[] ports = flows.portCycles(level);
            if (memory.sharedPort()) {
                busy.put(memory.name(), Math.addExact(ports[0], ports[1]));
            } else {
                busy.put(memory.name() + " read", ports[0]);
                busy.put(memory.name() + " write", ports[1]);
            }
        }
        busy.put(OVERHEAD, flows.accelerator.software().layerOverheadCycles());
        return busy;
    }
}
