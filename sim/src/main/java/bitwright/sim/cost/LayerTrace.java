package bitwright.sim.cost;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.LoopNest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The event model's events of one layer: when the unit works, when it waits, and when bits cross
/// the ports of the outermost memory. What happens inside a tile is closed form and has no events.
///
/// @param cycles from the first request to the last write, without the software's overhead
/// @param tiles that the layer is cut into
/// @param tilesPerSpan tiles that share a span, so that no track has more spans than asked for
/// @param spans track after track, each ascending
public record LayerTrace(long cycles, long tiles, long tilesPerSpan, List<Span> spans) {
    public LayerTrace {
        spans = List.copyOf(spans);
    }

    /// Events of one track that follow each other.
    ///
    /// @param track the unit, `UNIT waits for MEMORY`, or `MEMORY/operand/direction`
    /// @param startCycle of the first event
    /// @param cycles to the end of the last event
    /// @param busyCycles of the events themselves, at most `cycles`
    /// @param bits that cross the port; 0 for the unit
    /// @param events that share the span
    public record Span(
            String track, long startCycle, long cycles, long busyCycles, long bits, long events) {}

    /// Simulates one layer as `EventModel.simulate` does and keeps what happens.
    ///
    /// @param readerBits of one output as the layers that read it take it
    /// @param mostSpans on each track, at least 1; one more where something follows the last tile
    /// @throws IllegalArgumentException if the machine lacks the unit or the instruction, or there
    ///   are too many tiles
    /// @throws ArithmeticException if a count goes beyond 64 bits
    public static LayerTrace of(
            Schedule schedule,
            LoopNest nest,
            Precision precision,
            Accelerator accelerator,
            int readerBits,
            long mostSpans) {
        Flows flows = Flows.of(schedule, nest, precision, accelerator, readerBits);
        PortCycles ports = new PortCycles(flows);
        ports.lay();
        long tiles = new TileEvents(flows, ports).tiles();
        long shared = Math.ceilDiv(tiles, mostSpans);
        SpanLog log =
                new SpanLog(flows.unit().name(), accelerator.memories().getFirst().name(), shared);
        Flows again = Flows.of(schedule, nest, precision, accelerator, readerBits);
        long cycles = new TileEvents(again, ports, log).run();
        return new LayerTrace(cycles, tiles, shared, log.finish(cycles));
    }

    /// What a layer's cycles go to: the unit's work, its standing still for levels with one buffer,
    /// the level on chip whose ports make its tiles longer, waiting for the outermost memory, and
    /// the software's overhead. They sum to the layer's cycles.
    ///
    /// @param cost what `EventModel.simulate` gave for the same arguments
    /// @throws IllegalArgumentException if the machine lacks the unit or the instruction, or there
    ///   are too many tiles
    /// @throws ArithmeticException if a count goes beyond 64 bits
    public static Map<String, Long> cyclesByCause(
            Schedule schedule,
            LoopNest nest,
            Precision precision,
            Accelerator accelerator,
            int readerBits,
            LayerCost cost) {
        Flows flows = Flows.of(schedule, nest, precision, accelerator, readerBits);
        PortCycles ports = new PortCycles(flows);
        ports.lay();
        TileEvents events = new TileEvents(flows, ports);
        Map<String, Long> causes = new LinkedHashMap<>();
        put(causes, flows.unit().name(), events.workingCycles());
        put(causes, BoundModel.STANDSTILL, events.standstillCycles());
        put(causes, slowest(accelerator, ports), events.streamingCycles());
        return waiting(causes, accelerator, cost);
    }

    /// The same of a layer that is no contraction.
    public static Map<String, Long> cyclesByCause(Accelerator accelerator, LayerCost cost) {
        Map<String, Long> causes = new LinkedHashMap<>();
        if (cost.cycles() > 0) {
            accelerator
                    .units()
                    .forEach(unit ->
                            put(
                                    causes,
                                    unit.name(),
                                    cost.busyCycles().getOrDefault(unit.name(), 0L)));
            waiting(causes, accelerator, cost);
        }
        return causes;
    }

    /// What no other cause takes is waiting for the outermost memory.
    private static Map<String, Long> waiting(
            Map<String, Long> causes, Accelerator accelerator, LayerCost cost) {
        long overhead = accelerator.software().layerOverheadCycles();
        long explained = causes.values().stream().reduce(overhead, Math::addExact);
        put(causes, accelerator.memories().getFirst().name(), cost.cycles() - explained);
        put(causes, BoundModel.OVERHEAD, overhead);
        return causes;
    }

    private static void put(Map<String, Long> causes, String cause, long cycles) {
        if (cycles != 0) {
            causes.merge(cause, cycles, Math::addExact);
        }
    }

    /// The level on chip with the busiest port.
    private static String slowest(Accelerator accelerator, PortCycles ports) {
        String slowest = accelerator.memories().getFirst().name();
        long most = -1;
        for (int level = 1; level < accelerator.memories().size(); level++) {
            MemoryLevel memory = accelerator.memories().get(level);
            long busiest = ports.busiestCycles(level);
            if (busiest > most) {
                most = busiest;
                slowest = memory.name();
            }
        }
        return slowest;
    }
}
