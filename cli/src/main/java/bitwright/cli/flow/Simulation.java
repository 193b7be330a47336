package bitwright.cli.flow;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.reports.Report;
import bitwright.reports.Timeline;
import bitwright.workload.Contraction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A network on a machine at one precision everywhere: mapped, then priced.
public final class Simulation {
    private final ModelSource model;
    private final MachineSource machine;
    private final Precision precision;
    private final NetworkCosting costing;

    /// @param model as the machine sees it
    /// @param cacheFormat of what a language model keeps; null for that of its activations
    public Simulation(
            ModelSource model,
            MachineSource machine,
            Precision precision,
            @Nullable NumberFormat cacheFormat) {
        this.model = model;
        this.machine = machine;
        this.precision = precision;
        costing = new NetworkCosting(model.network(), machine.accelerator(), cacheFormat);
    }

    /// How many mappings `map` will have to find.
    public int tasks() {
        return costing.tasks(List.of(precision));
    }

    /// Maps every layer.
    ///
    /// @param step called after each mapping, from any thread
    /// @throws bitwright.mapper.search.NoScheduleException if the machine cannot do one of them
    public void map(Runnable step) {
        costing.map(List.of(precision), step);
    }

    /// Prices what was mapped.
    public NetworkResult price() {
        return costing.price(choices());
    }

    /// What the network keeps in the outermost memory.
    public MemoryNeed memory() {
        return costing.memory(choices());
    }

    private Map<String, Precision> choices() {
        Map<String, Precision> choices = new LinkedHashMap<>();
        for (Contraction layer : model.network().contractions()) {
            choices.put(layer.name(), precision);
        }
        return choices;
    }

    /// When things happen.
    ///
    /// @param layer shown tile by tile; null for the whole network
    public Timeline timeline(NetworkResult result, @Nullable String layer) {
        return layer == null
                ? NetworkTrace.of(costing, choices(), result)
                : NetworkTrace.of(costing, choices(), result, layer);
    }

    /// Everything as a report without a plan.
    public Report report(NetworkResult result, MemoryNeed need, Report.Provenance provenance) {
        List<Report.LayerRow> layers =
                ReportParts.layers(result, LayerDetails.of(costing, choices()), Map.of());
        return new Report(
                provenance,
                ReportParts.model(model.network()),
                ReportParts.machine(machine),
                ReportParts.totals(result, layers),
                ReportParts.memory(need, machine.accelerator()),
                layers,
                null,
                null,
                null,
                null,
                List.of(),
                List.of());
    }
}
