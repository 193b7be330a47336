package bitwright.sim.cost;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.VectorProcessor;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.LoopNest;
import java.util.Map;

/// The event model: tiles move between the outermost memory and the first level on chip while the
/// unit computes, double buffered; what happens inside a tile is closed form. Its cost grows with
/// the number of tiles, not with cycles.
///
/// Assumed: a transfer takes its bits over the port's width, rounded up over the whole layer; a
/// tile's read is asked for when the tile before the previous one has been computed, which frees
/// its buffers, and arrives the memory's latency after its last bit has crossed the port; outputs
/// are written from one buffer while the next tile fills the other; a shared port serves the read
/// of a tile before the write of the tile before it; layers do not overlap.
public final class EventModel {
    /// Most tiles that one layer may be cut into.
    public static final long MAXIMUM_TILES = 1L << 22;

    private EventModel() {}

    /// Simulates one layer whose outputs are as wide as its own activations.
    ///
    /// @throws IllegalArgumentException if the machine lacks the unit or the instruction, or there
    ///   are too many tiles
    /// @throws ArithmeticException if a count goes beyond 64 bits
    public static LayerCost simulate(
            Schedule schedule, LoopNest nest, Precision precision, Accelerator accelerator) {
        return simulate(Flows.of(schedule, nest, precision, accelerator));
    }

    /// Simulates one layer.
    ///
    /// @param readerBits of one output as the layers that read it take it
    /// @throws IllegalArgumentException if the machine lacks the unit or the instruction, or there
    ///   are too many tiles
    /// @throws ArithmeticException if a count goes beyond 64 bits
    public static LayerCost simulate(
            Schedule schedule,
            LoopNest nest,
            Precision precision,
            Accelerator accelerator,
            int readerBits) {
        return simulate(Flows.of(schedule, nest, precision, accelerator, readerBits));
    }

    private static LayerCost simulate(Flows flows) {
        Accelerator accelerator = flows.accelerator;
        PortCycles ports = new PortCycles(flows);
        ports.lay();
        Map<String, Long> busy = BoundModel.busyCycles(flows, ports);
        long bound = BoundModel.cycles(flows, ports);
        long cycles =
                Math.addExact(
                        new TileEvents(flows, ports).run(),
                        accelerator.software().layerOverheadCycles());
        String bottleneck = "";
        long most = -1;
        for (Map.Entry<String, Long> resource : busy.entrySet()) {
            if (resource.getValue() > most) {
                most = resource.getValue();
                bottleneck = resource.getKey();
            }
        }
        if (flows.unit() instanceof VectorProcessor processor
                && bottleneck.equals(processor.name())) {
            bottleneck +=
                    " "
                            + flows.vectorTiming(processor, flows.instruction())
                                    .mostBinding(flows.schedule());
        }
        double utilization =
                flows.nest.macs()
                        / (UnitTiming.peakMacsPerCycle(flows.unit(), flows.instruction()) * cycles);
        return new LayerCost(
                cycles,
                bound,
                busy,
                bottleneck,
                Energy.byComponent(flows, cycles),
                Accesses.trafficBits(flows),
                utilization,
                ArrayCounts.of(flows, cycles));
    }
}
