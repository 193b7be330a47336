package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.mapper.search.NoScheduleException;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a layer takes as long as it does: how long each resource is busy, and what the layer would
/// take on machines that have more of one of them.
///
/// @param result the layer on the machine as it is
/// @param changes on other machines, each mapped anew, fewest cycles first
public record Explanation(LayerResult result, List<Change> changes) {
    private static final int SHOWN = 5;

    public Explanation {
        changes = List.copyOf(changes);
    }

    /// The layer on a machine that differs in one resource.
    ///
    /// @param change what is enlarged, in words
    public record Change(String change, long cycles) {}

    /// Explains one layer.
    ///
    /// @param layer its name; null for the one of most cycles
    /// @param choice the precision of every layer of the network
    /// @param step called after each machine, from any thread
    /// @throws IllegalArgumentException if the network has no such layer; the message is one line
    /// @throws NoScheduleException if the machine cannot do the layer
    public static Explanation of(
            Network network,
            Accelerator machine,
            Precision choice,
            @Nullable String layer,
            Runnable step) {
        Map<String, Precision> choices = new LinkedHashMap<>();
        for (Contraction each : network.contractions()) {
            choices.put(each.name(), choice);
        }
        NetworkCosting costing = new NetworkCosting(network, machine);
        Layer wanted = layer == null ? slowest(network, costing, choices) : named(network, layer);
        LayerResult result = costing.priceAlone(wanted, choices);
        step.run();
        List<Change> changes =
                Variation.of(machine).parallelStream()
                        .map(variation -> {
                            Optional<Change> change =
                                    change(
                                            variation,
                                            new NetworkCosting(network, variation.accelerator()),
                                            wanted,
                                            choices);
                            step.run();
                            return change;
                        })
                        .flatMap(Optional::stream)
                        .sorted(Comparator.comparingLong(Change::cycles))
                        .toList();
        return new Explanation(result, changes);
    }

    /// How many machines `of` looks at.
    public static int machines(Accelerator machine) {
        return Variation.of(machine).size() + 1;
    }

    /// A larger machine may be one that the mapper finds no schedule for, where tiles have to fill
    /// it: then nothing is said of it.
    private static Optional<Change> change(
            Variation variation,
            NetworkCosting costing,
            Layer layer,
            Map<String, Precision> choices) {
        try {
            return Optional.of(
                    new Change(
                            variation.change(),
                            costing.priceAlone(layer, choices).cost().cycles()));
        } catch (NoScheduleException none) {
            return Optional.empty();
        }
    }

    private static Layer slowest(
            Network network, NetworkCosting costing, Map<String, Precision> choices) {
        costing.map(choices.values().stream().distinct().toList(), () -> {});
        return costing.price(choices).layers().stream()
                .max(Comparator.comparingLong(each -> each.cost().cycles()))
                .map(LayerResult::layer)
                .orElseThrow(
                        () -> new IllegalArgumentException(network.name() + " has no layers."));
    }

    private static Layer named(Network network, String name) {
        return network.layers().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "'"
                                        + name
                                        + "' is no layer of "
                                        + network.name()
                                        + ". Maybe "
                                        + nearest(network, name)
                                        + "."));
    }

    /// Layers whose name has the wrong one in it, else the first ones.
    private static String nearest(Network network, String wrong) {
        List<String> names = network.layers().stream().map(Layer::name).toList();
        List<String> near = names.stream().filter(each -> each.contains(wrong)).toList();
        List<String> shown = near.isEmpty() ? names : near;
        return (shown.size() > 1 ? "one of " : "")
                + String.join(", ", shown.subList(0, Math.min(SHOWN, shown.size())))
                + (shown.size() > SHOWN ? ", …" : "");
    }
}
