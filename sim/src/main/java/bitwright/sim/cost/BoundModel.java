package bitwright.sim.cost;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.VectorProcessor;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.LoopNest;
import java.util.LinkedHashMap;
import java.util.Map;

/// The closed-form bound: no resource can finish before its own work is done, the unit does nothing
/// while it stands still, and the software's overhead comes on top.
public final class BoundModel {
    /// The name under which the software's overhead appears among the resources.
    public static final String OVERHEAD = "overhead";

    /// The name under which the unit's waiting for levels with one buffer appears.
    public static final String STANDSTILL = "standstill";

    private BoundModel() {}

    /// Cycles that no execution of the schedule can beat.
    ///
    /// @throws IllegalArgumentException if the machine lacks the unit or the instruction
    /// @throws ArithmeticException if a count goes beyond 64 bits
    public static long cycles(
            Schedule schedule, LoopNest nest, Precision precision, Accelerator accelerator) {
        Flows flows = Flows.of(schedule, nest, precision, accelerator);
        PortCycles ports = new PortCycles(flows);
        ports.lay();
        return cycles(flows, ports);
    }

    static long cycles(Flows flows, PortCycles ports) {
        long working = Math.max(unitCycles(flows), ports.streamingCycles());
        long bound =
                Math.max(Math.addExact(working, ports.standstillCycles()), ports.busiestCycles(0));
        return Math.addExact(bound, flows.accelerator.software().layerOverheadCycles());
    }

    private static long unitCycles(Flows flows) {
        return UnitTiming.pass(flows, 0).cycles();
    }

    /// Busy cycles of each resource: the unit, its standing still, the ports of each level, the
    /// overhead.
    static Map<String, Long> busyCycles(Flows flows, PortCycles ports) {
        Map<String, Long> busy = new LinkedHashMap<>();
        busy.put(flows.unit().name(), unitCycles(flows));
        if (flows.unit() instanceof VectorProcessor processor) {
            flows.vectorTiming(processor, flows.instruction())
                    .busyCycles(flows.schedule(), processor.name(), busy);
        }
        if (ports.standstillCycles() > 0) {
            busy.put(STANDSTILL, ports.standstillCycles());
        }
        for (int level = 0; level < flows.memories.size(); level++) {
            MemoryLevel memory = flows.memories.get(level);
            for (int port = 0; port < ports.ports(level); port++) {
                String name = memory.name() + label(memory, port);
                if (memory.ports().get(port).shared()) {
                    busy.put(name, ports.busyCycles(level, port));
                } else {
                    busy.put(name + " read", ports.readCycles(level, port));
                    busy.put(name + " write", ports.writeCycles(level, port));
                }
            }
        }
        busy.put(OVERHEAD, flows.accelerator.software().layerOverheadCycles());
        return busy;
    }

    /// What tells the ports of a level apart.
    private static String label(MemoryLevel memory, int port) {
        if (memory.ports().size() == 1) {
            return "";
        }
        MemoryPort which = memory.ports().get(port);
        return " " + String.join("+", which.serves().stream().map(role -> role.label()).toList());
    }
}
