package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.mapper.search.MappedLayer;
import bitwright.precision.plan.LayerSchedule;
import bitwright.precision.plan.PlanDocument;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.table.CostTable;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import java.util.LinkedHashMap;
import java.util.Map;

/// The plan of one network on one machine, priced.
///
/// @param subject the machine, its mappings, and what could be chosen
/// @param question what was asked, budgets that were found for it included
/// @param answer what the solver said
/// @param plan what the solver chose for the layers, peaks as their greatest moment
/// @param cheapest the other direction: least latency with at most the plan's loss, under the same
///   other budgets
/// @param placements the choice of each contraction, by name
/// @param result the network priced at the plan
public record MachinePlan(
        PlanningTable subject,
        PlanQuestion question,
        Answer answer,
        PrecisionPlan plan,
        PrecisionPlan cheapest,
        Map<String, Placement> placements,
        NetworkResult result) {
    /// The machine's file.
    public MachineSource source() {
        return subject.source();
    }

    /// The machine.
    public Accelerator accelerator() {
        return source().accelerator();
    }

    /// The mappings.
    public NetworkCosting costing() {
        return subject.costing();
    }

    /// What the solver saw.
    public CostTable table() {
        return subject.table();
    }

    /// The budgets.
    public Map<String, Double> maxima() {
        return question.bounds();
    }

    /// The precision of each contraction, by name.
    public Map<String, Precision> choices() {
        Map<String, Precision> choices = new LinkedHashMap<>();
        placements.forEach((layer, placement) -> choices.put(layer, placement.precision()));
        return choices;
    }

    /// The exact formats of each contraction, by name.
    public Map<String, Precision> exact(Network network) {
        Map<String, Precision> exact = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            Placement placement = placements.get(layer.name());
            if (placement != null) {
                exact.put(
                        layer.name(),
                        costing().on(placement.unit()).exact(layer, placement.precision()));
            }
        }
        return exact;
    }

    /// What each chosen choice loses, by layer.
    public Map<String, Double> losses() {
        Map<String, Double> losses = new LinkedHashMap<>();
        for (CostTable.LayerChoices layer : table().layers()) {
            for (CostTable.Choice choice : layer.choices()) {
                if (choice.name().equals(plan.choices().get(layer.name()))) {
                    losses.put(layer.name(), choice.loss());
                }
            }
        }
        return losses;
    }

    /// The plan as a file has it, with every layer's schedule.
    public PlanDocument document(ModelSource model) {
        Map<String, LayerSchedule> schedules = new LinkedHashMap<>();
        for (LayerResult layer : result.layers()) {
            MappedLayer mapped = layer.mapped();
            if (mapped != null) {
                schedules.put(
                        layer.layer().name(),
                        new LayerSchedule(
                                ScheduleText.print(mapped.schedule()), mapped.cost().cycles()));
            }
        }
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put("model", model.sha256());
        hashes.put("machine", source().sha256());
        return new PlanDocument(
                plan,
                model.network().name(),
                accelerator().name(),
                hashes,
                schedules,
                subject.couplings());
    }
}
