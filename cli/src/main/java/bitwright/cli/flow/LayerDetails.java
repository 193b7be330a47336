package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.mapper.search.MappedLayer;
import bitwright.reports.Report;
import bitwright.sim.cost.LayerTrace;
import bitwright.sim.schedule.Capacities;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Resolution;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a report shows of each layer beside its cost: what it reads, where its cycles go, what
/// resides where.
public final class LayerDetails {
    private final Accelerator accelerator;
    private final TensorWidths widths;
    private final Map<String, String> producers = new LinkedHashMap<>();
    private final long stays;
    private final List<Long> living;

    private LayerDetails(NetworkCosting costing, Map<String, Precision> choices) {
        Network network = costing.network();
        accelerator = costing.accelerator();
        widths = TensorWidths.of(network, choices);
        for (Layer layer : network.layers()) {
            producers.put(layer.output(), layer.name());
        }
        MemoryNeed need = costing.memory(choices);
        stays = Math.addExact(need.weightBits(), need.cacheBits());
        living = MemoryNeed.living(network, widths);
    }

    /// The details of a network under a plan.
    ///
    /// @param choices the choice of each contraction, by name; all were mapped
    public static LayerDetails of(NetworkCosting costing, Map<String, Precision> choices) {
        return new LayerDetails(costing, choices);
    }

    /// Names of the layers that write what a layer reads.
    List<String> inputs(LayerResult layer) {
        return layer.layer().inputs().stream()
                .map(producers::get)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /// How wide the readers of a layer's outputs take them.
    int readerBits(LayerResult layer) {
        return widths.of(layer.layer().output());
    }

    /// What a layer's cycles go to; sums to them.
    Map<String, Long> cyclesByCause(LayerResult layer) {
        MappedLayer mapped = layer.mapped();
        return mapped != null && layer.layer() instanceof Contraction contraction
                ? LayerTrace.cyclesByCause(
                        mapped.schedule(),
                        contraction.nest(),
                        mapped.precision(),
                        accelerator,
                        readerBits(layer),
                        layer.cost())
                : LayerTrace.cyclesByCause(accelerator, layer.cost());
    }

    /// What each memory holds while a layer runs.
    ///
    /// @param index of the layer in the network
    Map<String, Long> residentBits(int index, LayerResult layer) {
        Map<String, Long> resident = new LinkedHashMap<>();
        resident.put(
                accelerator.memories().getFirst().name(), Math.addExact(stays, living.get(index)));
        Resolution schedule = resolution(layer);
        if (schedule != null) {
            for (int level = 1; level < accelerator.memories().size(); level++) {
                long bits = Capacities.residentBits(schedule, nest(layer), precision(layer), level);
                if (bits > 0) {
                    resident.put(accelerator.memories().get(level).name(), bits);
                }
            }
        }
        return resident;
    }

    /// What a layer's schedule keeps, in its order; empty for layers without one.
    List<Report.Tile> tiles(LayerResult layer) {
        List<Report.Tile> tiles = new ArrayList<>();
        Resolution schedule = resolution(layer);
        if (schedule != null) {
            Loops loops = schedule.loops();
            for (int position = 0; position < loops.positions(); position++) {
                Operand operand = schedule.keeps(position);
                if (operand != null) {
                    tiles.add(tile(layer, schedule, position, operand));
                }
            }
        }
        return tiles;
    }

    private Report.Tile tile(
            LayerResult layer, Resolution schedule, int position, Operand operand) {
        MemoryLevel memory = accelerator.memories().get(schedule.level(position));
        Loops loops = schedule.loops();
        long elements = loops.tileElements(operand, position, nest(layer));
        boolean twice =
                memory.filling().doubleBuffered()
                        && loops.innermostIndexing(operand, position) >= 0;
        return new Report.Tile(
                operand.label(),
                memory.name(),
                elements,
                Capacities.storageBits(operand, precision(layer), elements),
                twice ? 2 : 1);
    }

    private @Nullable Resolution resolution(LayerResult layer) {
        MappedLayer mapped = layer.mapped();
        return mapped == null
                ? null
                : Resolution.of(mapped.schedule(), mapped.precision(), accelerator);
    }

    private static LoopNest nest(LayerResult layer) {
        return ((Contraction) layer.layer()).nest();
    }

    private static Precision precision(LayerResult layer) {
        return Objects.requireNonNull(layer.mapped()).precision();
    }
}
