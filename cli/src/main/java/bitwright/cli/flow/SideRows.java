package bitwright.cli.flow;

import bitwright.precision.table.AllowedPairs;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Couplings;
import bitwright.sim.cost.LayerCost;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Moves the latency of layers that may run at the same time ([SideBySide]) to a row of their own,
/// which has a choice for each of their joint choices: the latency of layers side by side is no
/// sum, and so exact.
///
/// Where a depth has more than [#MOST_CHOICES] joint choices its layers keep their own latencies,
/// whose sum is an upper bound.
final class SideRows {
    static final int MOST_CHOICES = 4096;

    private final CostTable table;
    private final Network network;
    private final NetworkCosting costing;
    private final Placements placements;
    private final Map<String, LayerChoices> rows = new LinkedHashMap<>();
    private final List<AllowedPairs> pairs;

    private SideRows(
            CostTable table, Network network, NetworkCosting costing, Placements placements) {
        this.table = table;
        this.network = network;
        this.costing = costing;
        this.placements = placements;
        pairs = new ArrayList<>(table.pairs());
        table.layers().forEach(layer -> rows.put(layer.name(), layer));
    }

    /// The table with the latencies of layers side by side.
    static CostTable add(
            CostTable table, Network network, NetworkCosting costing, Placements placements) {
        SideRows rows = new SideRows(table, network, costing, placements);
        for (List<String> layers : SideBySide.of(network)) {
            if (rows.severalUnits(layers)) {
                rows.add(layers);
            }
        }
        return new CostTable(
                table.network(), List.copyOf(rows.rows.values()), table.couplings(), rows.pairs);
    }

    private boolean severalUnits(List<String> layers) {
        return layers.stream()
                        .flatMap(layer ->
                                placements.byLayer().getOrDefault(layer, List.of()).stream())
                        .map(Placement::unit)
                        .distinct()
                        .count()
                > 1;
    }

    private void add(List<String> layers) {
        List<List<Choice>> joint = List.of(List.of());
        for (String layer : layers) {
            List<List<Choice>> longer = new ArrayList<>();
            for (List<Choice> some : joint) {
                for (Choice choice : row(layer).choices()) {
                    List<Choice> more = new ArrayList<>(some);
                    more.add(choice);
                    if (allowed(layers, more)) {
                        longer.add(more);
                    }
                }
            }
            if (longer.size() > MOST_CHOICES) {
                return;
            }
            joint = longer;
        }
        String name = String.join(" | ", layers);
        List<Choice> choices = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (List<Choice> some : joint) {
            Map<String, String> attributes = new LinkedHashMap<>();
            for (int at = 0; at < layers.size(); at++) {
                attributes.put(layers.get(at), some.get(at).name());
            }
            String label = String.join(" | ", some.stream().map(Choice::name).toList());
            if (names.add(label)) {
                choices.add(
                        new Choice(
                                label,
                                0,
                                Map.of(TableBuilder.LATENCY, milliseconds(layers, some)),
                                attributes));
            }
        }
        rows.put(name, new LayerChoices(name, choices));
        for (String layer : layers) {
            rows.put(layer, withoutLatency(row(layer)));
            pairs.add(
                    new AllowedPairs(
                            new AllowedPairs.End(layer, Couplings.CHOICE),
                            new AllowedPairs.End(name, layer),
                            row(layer).choices().stream()
                                    .map(choice ->
                                            new AllowedPairs.Pair(choice.name(), choice.name()))
                                    .toList()));
        }
    }

    private LayerChoices row(String layer) {
        return Objects.requireNonNull(rows.get(layer));
    }

    private static LayerChoices withoutLatency(LayerChoices layer) {
        return new LayerChoices(
                layer.name(),
                layer.choices().stream()
                        .map(choice -> {
                            Map<String, Double> costs = new LinkedHashMap<>(choice.costs());
                            costs.remove(TableBuilder.LATENCY);
                            return new Choice(
                                    choice.name(), choice.loss(), costs, choice.attributes());
                        })
                        .toList());
    }

    /// Whether the couplings within these layers allow their choices.
    private boolean allowed(List<String> layers, List<Choice> choices) {
        Map<String, Choice> byLayer = new HashMap<>();
        for (int at = 0; at < choices.size(); at++) {
            byLayer.put(layers.get(at), choices.get(at));
        }
        for (Coupling coupling : table.couplings()) {
            long values =
                    coupling.layers().stream()
                            .filter(byLayer::containsKey)
                            .map(layer ->
                                    Objects.requireNonNull(byLayer.get(layer))
                                            .attributes()
                                            .get(coupling.attribute()))
                            .distinct()
                            .count();
            if (values > 1) {
                return false;
            }
        }
        return true;
    }

    private double milliseconds(List<String> layers, List<Choice> choices) {
        List<SideBySide.Part> parts = new ArrayList<>();
        for (int at = 0; at < layers.size(); at++) {
            String layer = layers.get(at);
            Placement placement = placements.named(layer, choices.get(at).name());
            Contraction contraction =
                    network.contractions().stream()
                            .filter(each -> each.name().equals(layer))
                            .findFirst()
                            .orElseThrow();
            LayerCost cost = costing.mapped(contraction, placement).cost();
            parts.add(
                    new SideBySide.Part(placement.unit().name(), cost.cycles(), cost.busyCycles()));
        }
        return SideBySide.cycles(parts) * 1e3 / costing.accelerator().clockHz();
    }
}
