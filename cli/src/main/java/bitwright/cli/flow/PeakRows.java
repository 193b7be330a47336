package bitwright.cli.flow;

import bitwright.precision.table.AllowedPairs;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Couplings;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Adds the peak of live activations to a cost table: one cost for each moment, so that a bound on
/// the peak is a bound on each.
///
/// A tensor is as wide as the widest activations that layers ask of it, through pointwise layers
/// and views ([TensorWidths]). Where contractions of one coupling alone decide it, its bits are a
/// cost of their choice; where several decide, a row of its own has the width, at least that of
/// each. What the network puts out, and what nothing reads, counts at the widest candidate, an
/// upper bound of what the network has in the end.
final class PeakRows {
    private static final String BITS = "bits";
    private static final double KIB = 8192;

    private final CostTable table;
    private final Network network;
    private final Map<String, Integer> bitsByInput = new LinkedHashMap<>();
    private final TreeSet<Integer> widths = new TreeSet<>();
    private final Map<String, String> representatives = new LinkedHashMap<>();
    private final Map<String, Set<String>> deciders = new LinkedHashMap<>();
    private final Set<String> widest = new LinkedHashSet<>();

    /// Elements by moment that are as wide as a contraction's activations, by contraction.
    private final Map<String, Map<String, Long>> ofContractions = new LinkedHashMap<>();

    /// Elements by moment of tensors that several contractions decide, by these.
    private final Map<Set<String>, Map<String, Long>> ofSets = new LinkedHashMap<>();

    /// Elements by moment that count at the widest candidate.
    private final Map<String, Long> ofWidest = new LinkedHashMap<>();

    private PeakRows(CostTable table, Network network, Placements placements) {
        this.table = table;
        this.network = network;
        placements.byLayer().values().stream()
                .flatMap(List::stream)
                .map(placement -> placement.precision().activations())
                .forEach(format -> {
                    bitsByInput.put("a" + format.activationLabel(), format.bits());
                    widths.add(format.bits());
                });
        for (Contraction layer : network.contractions()) {
            representatives.put(layer.name(), layer.name());
        }
        for (Coupling coupling : table.couplings()) {
            if (coupling.attribute().equals(Couplings.INPUT)) {
                coupling.layers().forEach(layer -> join(coupling.layers().getFirst(), layer));
            }
        }
        decide();
        count();
    }

    /// The table with the peak's costs.
    static CostTable add(CostTable table, Network network, Placements placements) {
        return new PeakRows(table, network, placements).rows();
    }

    private void join(String one, String other) {
        String kept = representatives.getOrDefault(one, one);
        String gone = representatives.getOrDefault(other, other);
        representatives.replaceAll((_, own) -> own.equals(gone) ? kept : own);
    }

    private void decide() {
        widest.addAll(network.outputs());
        for (Layer layer : network.layers().reversed()) {
            if (!deciders.containsKey(layer.output())) {
                widest.add(layer.output());
            }
            Set<String> own =
                    switch (layer) {
                        case Contraction contraction ->
                                Set.of(
                                        representatives.getOrDefault(
                                                contraction.name(), contraction.name()));
                        case Pointwise pointwise ->
                                deciders.getOrDefault(pointwise.output(), Set.of());
                        case View view -> deciders.getOrDefault(view.output(), Set.of());
                    };
            boolean wide = !(layer instanceof Contraction) && widest.contains(layer.output());
            for (String input : layer.inputs()) {
                deciders.computeIfAbsent(input, _ -> new TreeSet<>()).addAll(own);
                if (wide) {
                    widest.add(input);
                }
            }
        }
    }

    private void count() {
        for (LivingTensors.Moment moment : greatest(LivingTensors.of(network))) {
            String name = TableBuilder.ACTIVATIONS + PlanQuestion.MOMENT_MARK + moment.layer();
            for (String tensor : moment.tensors()) {
                Set<String> own = deciders.getOrDefault(tensor, Set.of());
                Map<String, Long> into =
                        widest.contains(tensor) || own.isEmpty()
                                ? ofWidest
                                : own.size() == 1
                                        ? ofContractions.computeIfAbsent(
                                                own.iterator().next(), _ -> new LinkedHashMap<>())
                                        : ofSets.computeIfAbsent(own, _ -> new LinkedHashMap<>());
                into.merge(name, network.elements(tensor), Math::addExact);
            }
        }
    }

    /// Moments whose tensors are not all there at another moment.
    private static List<LivingTensors.Moment> greatest(List<LivingTensors.Moment> all) {
        List<LivingTensors.Moment> kept = new ArrayList<>();
        for (int at = 0; at < all.size(); at++) {
            Set<String> own = all.get(at).tensors();
            boolean needed = true;
            for (int other = 0; other < all.size() && needed; other++) {
                Set<String> others = all.get(other).tensors();
                needed =
                        other == at
                                || !others.containsAll(own)
                                || (others.size() == own.size() && other > at);
            }
            if (needed) {
                kept.add(all.get(at));
            }
        }
        return kept;
    }

    private CostTable rows() {
        List<LayerChoices> layers = new ArrayList<>();
        for (LayerChoices layer : table.layers()) {
            boolean first = layers.isEmpty();
            Map<String, Long> own = ofContractions.getOrDefault(layer.name(), Map.of());
            List<Choice> choices = new ArrayList<>();
            for (Choice choice : layer.choices()) {
                Map<String, Double> costs = new LinkedHashMap<>(choice.costs());
                int bits =
                        bitsByInput.getOrDefault(
                                String.valueOf(choice.attributes().get(Couplings.INPUT)), 0);
                own.forEach((moment, elements) ->
                        costs.merge(moment, elements * bits / KIB, Double::sum));
                if (first) {
                    ofWidest.forEach((moment, elements) ->
                            costs.merge(moment, elements * widths.last() / KIB, Double::sum));
                }
                choices.add(new Choice(choice.name(), choice.loss(), costs, choice.attributes()));
            }
            layers.add(new LayerChoices(layer.name(), choices));
        }
        List<AllowedPairs> pairs = new ArrayList<>(table.pairs());
        Map<Set<String>, String> known = new LinkedHashMap<>();
        ofSets.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> entry.getKey().size()))
                .forEach(entry -> {
                    String name = "width " + (known.size() + 1);
                    layers.add(row(name, entry.getValue()));
                    bound(name, entry.getKey(), known, pairs);
                    known.put(entry.getKey(), name);
                });
        return new CostTable(table.network(), layers, table.couplings(), pairs);
    }

    private LayerChoices row(String name, Map<String, Long> elements) {
        List<Choice> choices = new ArrayList<>();
        for (int bits : widths) {
            Map<String, Double> costs = new TreeMap<>();
            elements.forEach((moment, count) -> costs.put(moment, count * bits / KIB));
            choices.add(new Choice(bits + " bits", 0, costs, Map.of(BITS, Integer.toString(bits))));
        }
        return new LayerChoices(name, choices);
    }

    /// At least as wide as every decider; of those that a row before has together, that row.
    private void bound(
            String name,
            Set<String> deciding,
            Map<Set<String>, String> known,
            List<AllowedPairs> pairs) {
        Set<String> left = new TreeSet<>(deciding);
        AllowedPairs.End own = new AllowedPairs.End(name, BITS);
        for (Map.Entry<Set<String>, String> other : known.entrySet().stream().toList().reversed()) {
            if (left.containsAll(other.getKey())) {
                left.removeAll(other.getKey());
                List<AllowedPairs.Pair> allowed = new ArrayList<>();
                for (int narrow : widths) {
                    for (int wide : widths.tailSet(narrow)) {
                        allowed.add(pair(Integer.toString(narrow), wide));
                    }
                }
                pairs.add(
                        new AllowedPairs(
                                new AllowedPairs.End(other.getValue(), BITS), own, allowed));
            }
        }
        for (String layer : left) {
            List<AllowedPairs.Pair> allowed = new ArrayList<>();
            bitsByInput.forEach((input, bits) ->
                    widths.tailSet(bits).forEach(wide -> allowed.add(pair(input, wide))));
            pairs.add(new AllowedPairs(new AllowedPairs.End(layer, Couplings.INPUT), own, allowed));
        }
    }

    private static AllowedPairs.Pair pair(String first, int bits) {
        return new AllowedPairs.Pair(first, Integer.toString(bits));
    }
}
