package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.cli.BadInputException;
import bitwright.mapper.search.MappedLayer;
import bitwright.reports.Timeline;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.cost.LayerTrace;
import bitwright.workload.Contraction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The timeline of a simulated network: its layers one after the other, what the unit does in each,
/// and what crosses the ports of the outermost memory.
public final class NetworkTrace {
    /// Spans of all tracks of a whole network, so that its file stays below a megabyte or so.
    private static final long NETWORK_SPANS = 4_000;

    private static final long FEWEST_SPANS = 4;
    private static final long LAYER_SPANS = 20_000;
    private static final String LAYERS = "layers";
    private static final String UNITS = "units";

    private final NetworkResult result;
    private final LayerDetails details;
    private final Accelerator accelerator;
    private final String memory;
    private final List<Timeline.Event> events = new ArrayList<>();
    private long now;

    private NetworkTrace(NetworkResult result, LayerDetails details) {
        this.result = result;
        this.details = details;
        accelerator = result.accelerator();
        memory = accelerator.memories().getFirst().name();
    }

    /// The whole network; tiles of a layer share events so that there are some thousands in all.
    ///
    /// @param choices the choice of each contraction, by name; all were mapped
    public static Timeline of(
            NetworkCosting costing, Map<String, Precision> choices, NetworkResult result) {
        NetworkTrace trace = new NetworkTrace(result, LayerDetails.of(costing, choices));
        long tracks = Math.max(1, 6L * costing.network().contractions().size());
        long spans = Math.max(FEWEST_SPANS, NETWORK_SPANS / tracks);
        result.layers().forEach(layer -> trace.layer(layer, spans));
        return trace.timeline(costing.network().name(), spans);
    }

    /// One layer, every tile by itself up to some thousands.
    ///
    /// @throws BadInputException if the network has no such layer
    public static Timeline of(
            NetworkCosting costing,
            Map<String, Precision> choices,
            NetworkResult result,
            String layer) {
        NetworkTrace trace = new NetworkTrace(result, LayerDetails.of(costing, choices));
        LayerResult chosen =
                result.layers().stream()
                        .filter(one -> one.layer().name().equals(layer))
                        .findFirst()
                        .orElseThrow(() ->
                                new BadInputException(
                                        "--trace "
                                                + layer
                                                + ": the network has no such layer. Maybe "
                                                + result.layers().getFirst().layer().name()
                                                + ", or another that 'bitwright inspect' lists."));
        trace.layer(chosen, LAYER_SPANS);
        return trace.timeline(costing.network().name() + ", " + layer, LAYER_SPANS);
    }

    private Timeline timeline(String name, long spans) {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("machine", accelerator.name());
        notes.put(
                "aggregation",
                "a layer has at most "
                        + spans
                        + " events on a track, and one after its last tile; where it has more tiles,"
                        + " those that follow each other share an event from the start of the first"
                        + " to the end of the last, with their own cycles as busyCycles");
        return new Timeline(
                name + " on " + accelerator.name(), accelerator.clockHz(), notes, events);
    }

    private void layer(LayerResult layer, long spans) {
        LayerCost cost = layer.cost();
        if (cost.cycles() == 0) {
            return;
        }
        String name = layer.layer().name();
        long overhead = accelerator.software().layerOverheadCycles();
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("boundCycles", cost.boundCycles());
        event(LAYERS, LAYERS, name, now, cost.cycles(), figures);
        event(LAYERS, LAYERS, "overhead", now, overhead, Map.of());
        long start = now + overhead;
        long working = cost.cycles() - overhead;
        MappedLayer mapped = layer.mapped();
        if (mapped != null && layer.layer() instanceof Contraction contraction) {
            LayerTrace trace =
                    LayerTrace.of(
                            mapped.schedule(),
                            contraction.nest(),
                            mapped.precision(),
                            accelerator,
                            details.readerBits(layer),
                            spans);
            event(
                    LAYERS,
                    LAYERS,
                    "tiles",
                    start,
                    working,
                    Map.of("tiles", trace.tiles(), "tilesPerEvent", trace.tilesPerSpan()));
            trace.spans().forEach(span -> span(name, start, span));
        } else {
            event(LAYERS, LAYERS, "elements", start, working, Map.of());
            whole(layer, start);
        }
        now += cost.cycles();
    }

    private void span(String layer, long start, LayerTrace.Span span) {
        boolean port = span.track().startsWith(memory + "/");
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("busyCycles", span.busyCycles());
        figures.put(port ? "transfers" : "tiles", span.events());
        if (port) {
            figures.put("bits", span.bits());
        }
        event(
                port ? "ports of " + memory : UNITS,
                span.track(),
                layer,
                start + span.startCycle(),
                span.cycles(),
                figures);
    }

    /// Layers that are no contractions have no tiles: the unit and the port work side by side.
    private void whole(LayerResult layer, long start) {
        String name = layer.layer().name();
        LayerCost cost = layer.cost();
        long unit = cost.busyCycles().getOrDefault(layer.unit(), 0L);
        if (unit > 0) {
            event(UNITS, layer.unit(), name, start, unit, Map.of("busyCycles", unit));
        }
        long port = cost.busyCycles().getOrDefault(memory, 0L);
        if (port > 0) {
            long bits = cost.trafficBits().values().stream().reduce(0L, Math::addExact);
            event(
                    "ports of " + memory,
                    memory + ", layers without tiles",
                    name,
                    start,
                    port,
                    Map.of("busyCycles", port, "bits", bits));
        }
    }

    private void event(
            String group,
            String track,
            String name,
            long start,
            long cycles,
            Map<String, Long> figures) {
        if (cycles > 0) {
            events.add(new Timeline.Event(group, track, name, start, cycles, figures));
        }
    }
}
