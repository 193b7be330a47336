package bitwright.cli.flow;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.Role;
import bitwright.arch.machine.SpatialArray;
import bitwright.reports.Report;
import bitwright.sim.cost.ArrayCounts;
import bitwright.sim.cost.Peak;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Turns results into the parts of a report.
public final class ReportParts {
    private ReportParts() {}

    public static Report.Model model(Network network) {
        return new Report.Model(
                network.name(), network.layers().size(), network.macs(), network.parameters());
    }

    /// The machine with the rooflines of its instructions, every assumption that its file admits
    /// and the anchors that its model is held to.
    public static Report.Machine machine(MachineSource source) {
        Accelerator accelerator = source.accelerator();
        List<String> notes = new ArrayList<>();
        note(notes, accelerator.name(), accelerator.source());
        for (MemoryLevel memory : accelerator.memories()) {
            note(notes, memory.name(), memory.source());
        }
        Map<String, Report.Roofline> rooflines = new LinkedHashMap<>();
        MemoryLevel outer = accelerator.memories().getFirst();
        double bandwidth = outer.ports().get(outer.port(Role.INPUT)).readBitsPerCycle();
        for (ComputeUnit unit : accelerator.units()) {
            note(notes, unit.name(), unit.source());
            note(notes, unit.name() + " pointwise", unit.pointwise().source());
            for (Instruction row : unit.instructions()) {
                note(notes, row.name(), row.source());
                String key = unit.name() + " " + row.precision().name();
                double peak = Peak.macsPerCycle(unit, row);
                Report.Roofline known = rooflines.get(key);
                if (known == null || known.macsPerCycle() < peak) {
                    rooflines.put(
                            key,
                            new Report.Roofline(
                                    unit.name(), row.precision().name(), peak, bandwidth));
                }
            }
        }
        note(notes, "software", accelerator.software().source());
        List<String> units = accelerator.units().stream().map(ComputeUnit::name).toList();
        return new Report.Machine(
                accelerator.name(),
                accelerator.clockHz(),
                units,
                accelerator.memories().stream()
                        .map(memory -> new Report.MemoryLevel(memory.name(), memory.capacityBits()))
                        .toList(),
                area(accelerator),
                notes,
                List.copyOf(rooflines.values()),
                ValidatedMachines.anchors(source));
    }

    /// Area by component in square micrometres, all copies together: the parts of each array as
    /// `unit part`, and each memory level; what the file does not state is left out.
    public static Map<String, Double> area(Accelerator accelerator) {
        Map<String, Double> areas = new LinkedHashMap<>();
        for (ComputeUnit unit : accelerator.units()) {
            if (unit instanceof SpatialArray array && array.area() != null) {
                double elements = (double) array.rows() * array.columns();
                array.area()
                        .element()
                        .forEach((part, area) ->
                                areas.merge(
                                        unit.name() + " " + part, elements * area, Double::sum));
                array.area()
                        .edge()
                        .forEach((part, area) ->
                                areas.merge(unit.name() + " " + part, area, Double::sum));
            }
        }
        for (MemoryLevel memory : accelerator.memories()) {
            accelerator.units().stream()
                    .flatMapToDouble(unit -> memory.squareMicrometres(unit).stream())
                    .max()
                    .ifPresent(area -> areas.put(memory.name(), area));
        }
        return areas;
    }

    private static void note(List<String> notes, String what, String source) {
        String note = what + ": " + source;
        if (source.contains("assumption") && !notes.contains(note)) {
            notes.add(note);
        }
    }

    /// @param layers what `layers` made of the result
    public static Report.Totals totals(NetworkResult result, List<Report.LayerRow> layers) {
        Map<String, Long> causes = new LinkedHashMap<>();
        Map<String, Long> bound = new LinkedHashMap<>();
        for (Report.LayerRow layer : layers) {
            layer.cyclesByCause()
                    .forEach((cause, cycles) -> causes.merge(cause, cycles, Math::addExact));
            bound.merge(layer.bottleneck(), layer.cycles(), Math::addExact);
        }
        Report.Bottleneck bottleneck =
                bound.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .filter(most -> most.getValue() > 0)
                        .map(most ->
                                new Report.Bottleneck(
                                        most.getKey(),
                                        most.getValue(),
                                        most.getValue() / (double) result.cycles()))
                        .orElse(null);
        return new Report.Totals(
                result.cycles(),
                result.latencySeconds(),
                result.energyJoules(),
                result.weightBits(),
                bottleneck,
                causes,
                result.busyCycles(),
                result.energyJoulesByComponent());
    }

    /// What the outermost memory holds.
    public static Report.Memory memory(MemoryNeed need, Accelerator accelerator) {
        return new Report.Memory(
                accelerator.memories().getFirst().name(),
                need.capacityBits(),
                need.weightBits(),
                need.activationBits(),
                need.cacheBits(),
                need.missingBits());
    }

    /// @param details of the layers of `result`
    /// @param losses what each contraction's choice loses, by name; empty without a plan
    public static List<Report.LayerRow> layers(
            NetworkResult result, LayerDetails details, Map<String, Double> losses) {
        String outer = result.accelerator().memories().getFirst().name() + "/";
        List<Report.LayerRow> rows = new ArrayList<>();
        int index = 0;
        for (LayerResult layer : result.layers()) {
            long outerBits = 0;
            for (Map.Entry<String, Long> traffic : layer.cost().trafficBits().entrySet()) {
                outerBits += traffic.getKey().startsWith(outer) ? traffic.getValue() : 0;
            }
            rows.add(
                    new Report.LayerRow(
                            layer.layer().name(),
                            layer.layer().op(),
                            details.inputs(layer),
                            layer.layer() instanceof Contraction contraction
                                    ? contraction.nest().macs()
                                    : 0,
                            layer.precision() == null ? "-" : layer.precision().name(),
                            layer.unit(),
                            layer.cost().cycles(),
                            layer.cost().boundCycles(),
                            layer.cost().totalPicojoules(),
                            layer.cost().utilization(),
                            layer.cost().bottleneck(),
                            layer.weightBits(),
                            losses.get(layer.layer().name()),
                            outerBits,
                            details.cyclesByCause(layer),
                            layer.cost().busyCycles(),
                            details.residentBits(index++, layer),
                            layer.cost().energyPicojoules(),
                            counts(layer.cost().arrayCounts()),
                            layer.mapped() == null
                                    ? ""
                                    : ScheduleText.print(layer.mapped().schedule()),
                            details.tiles(layer)));
        }
        return rows;
    }

    /// The column names of SCALE-Sim's reports, joined.
    private static Map<String, Double> counts(@Nullable ArrayCounts counts) {
        Map<String, Double> columns = new LinkedHashMap<>();
        if (counts != null) {
            columns.put("total_cycles", (double) counts.totalCycles());
            columns.put("overall_util_pct", 100 * counts.overallUtilization());
            columns.put("mapping_eff_pct", 100 * counts.mappingEfficiency());
            columns.put("sram_ifmap_reads", (double) counts.inputReads());
            columns.put("sram_filter_reads", (double) counts.weightReads());
            columns.put("sram_ofmap_writes", (double) counts.outputWrites());
            columns.put("sram_ofmap_reads", (double) counts.outputReads());
        }
        return columns;
    }

    /// How many contractions have each precision.
    public static Map<String, Integer> formats(NetworkResult result) {
        Map<String, Integer> formats = new TreeMap<>();
        for (LayerResult layer : result.layers()) {
            if (layer.precision() != null) {
                formats.merge(layer.precision().name(), 1, Integer::sum);
            }
        }
        return formats;
    }
}
