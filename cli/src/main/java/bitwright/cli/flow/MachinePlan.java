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
import java.util.List;
import java.util.Map;

/// The plan of one network on one machine, priced.
///
/// @param source the machine
/// @param costing its mappings
/// @param candidates what could be chosen
/// @param table what the solver saw
/// @param maxima the budgets
/// @param plan what the solver chose
/// @param cheapest the other direction: least latency with at most the plan's loss, under the same
///   size budget
/// @param choices the precision of each contraction, by name
/// @param result the network priced at the plan
public record MachinePlan(
        MachineSource source,
        NetworkCosting costing,
        List<Precision> candidates,
        CostTable table,
        Map<String, Double> maxima,
        PrecisionPlan plan,
        PrecisionPlan cheapest,
        Map<String, Precision> choices,
        NetworkResult result) {
    /// The machine.
    public Accelerator accelerator() {
        return source.accelerator();
    }

    /// The exact formats of each contraction, by name.
    public Map<String, Precision> exact(Network network) {
        Map<String, Precision> exact = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            Precision choice = choices.get(layer.name());
            if (choice != null) {
                exact.put(layer.name(), costing.exact(layer, choice));
            }
        }
        return exact;
    }

    /// What each chosen choice loses, by layer.
    public Map<String, Double> losses() {
        Map<String, Double> losses = new LinkedHashMap<>();
        for (CostTable.LayerChoices layer : table.layers()) {
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
        hashes.put("machine", source.sha256());
        return new PlanDocument(
                plan, model.network().name(), accelerator().name(), hashes, schedules);
    }
}
