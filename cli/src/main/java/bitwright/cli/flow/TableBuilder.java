package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.mapper.search.MappedLayer;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Couplings;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Builds the cost table of a network on a machine.
public final class TableBuilder {
    /// Weights of the contractions, in KiB.
    public static final String SIZE = "size";

    /// Latency of the contractions, in milliseconds.
    public static final String LATENCY = "latency";

    /// Energy of the contractions, in millijoules.
    public static final String ENERGY = "energy";

    private TableBuilder() {}

    /// One row for each contraction, one choice for each candidate.
    ///
    /// @param losses contraction to candidate's name to loss
    /// @throws IllegalArgumentException if a loss is missing; none is taken for 0, the best
    ///   possible
    public static CostTable build(
            Network network,
            NetworkCosting costing,
            List<Precision> candidates,
            Map<String, Map<String, Double>> losses) {
        List<LayerChoices> layers = new ArrayList<>();
        for (Contraction layer : network.contractions()) {
            List<Choice> choices = new ArrayList<>();
            for (Precision candidate : candidates) {
                MappedLayer mapped = costing.mapped(layer, candidate);
                Map<String, Double> costs = new LinkedHashMap<>();
                costs.put(SIZE, NetworkCosting.weightBits(layer, candidate) / 8192.0);
                costs.put(LATENCY, mapped.cost().cycles() * 1e3 / costing.accelerator().clockHz());
                costs.put(ENERGY, mapped.cost().totalPicojoules() * 1e-9);
                Map<String, String> attributes = new LinkedHashMap<>();
                attributes.put(Couplings.INPUT, "a" + candidate.activations().activationLabel());
                attributes.put("weights", candidate.weights().name());
                double loss = loss(losses, layer, candidate);
                choices.add(new Choice(candidate.name(), loss, costs, attributes));
            }
            layers.add(new LayerChoices(layer.name(), choices));
        }
        return new CostTable(network.name(), layers, Couplings.sharedInputs(network));
    }

    private static double loss(
            Map<String, Map<String, Double>> losses, Contraction layer, Precision candidate) {
        Double loss = losses.getOrDefault(layer.name(), Map.of()).get(candidate.name());
        if (loss == null) {
            throw new IllegalArgumentException(
                    "layer "
                            + layer.name()
                            + " has no loss at "
                            + candidate.name()
                            + ". Maybe it was not measured?");
        }
        return loss;
    }

    /// What one precision everywhere would lose and cost.
    public static Uniform uniform(CostTable table, String choice) {
        double loss = 0;
        Map<String, Double> costs = new LinkedHashMap<>();
        for (LayerChoices layer : table.layers()) {
            for (Choice candidate : layer.choices()) {
                if (candidate.name().equals(choice)) {
                    loss += candidate.loss();
                    candidate.costs().forEach((name, cost) -> costs.merge(name, cost, Double::sum));
                }
            }
        }
        return new Uniform(choice, loss, costs);
    }

    /// One precision everywhere.
    public record Uniform(String choice, double loss, Map<String, Double> costs) {}
}
