package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.mapper.search.NearestPrecision;
import bitwright.mapper.search.NoScheduleException;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import java.util.List;
import java.util.TreeMap;

/// Whether a machine has instructions for what every layer of a network needs under a choice, asked
/// before anything is mapped.
final class LegalPrecisions {
    private final Network network;
    private final NetworkCosting costing;
    private final Accelerator accelerator;

    private LegalPrecisions(Network network, NetworkCosting costing) {
        this.network = network;
        this.costing = costing;
        accelerator = costing.accelerator();
    }

    /// @throws NoScheduleException naming the first layer that the machine has no instruction for,
    ///   the nearest choice that all layers can take, and what the machine has
    static void require(Network network, NetworkCosting costing, List<Precision> choices) {
        LegalPrecisions legal = new LegalPrecisions(network, costing);
        for (Precision choice : choices) {
            for (Contraction layer : network.contractions()) {
                if (!legal.takes(layer, choice)) {
                    throw new NoScheduleException(legal.complaint(layer, choice));
                }
            }
        }
    }

    private boolean takes(Contraction layer, Precision choice) {
        return costing.takes(layer, choice);
    }

    private String complaint(Contraction layer, Precision choice) {
        TreeMap<String, Precision> offered = new TreeMap<>();
        accelerator.units().stream()
                .flatMap(unit -> unit.instructions().stream())
                .map(row -> row.precision().withSignedActivations())
                .forEach(row -> offered.put(row.name(), accelerator.withOwnAccumulator(row)));
        List<Precision> legal =
                offered.values().stream()
                        .filter(other ->
                                network.contractions().stream()
                                        .allMatch(each -> takes(each, other)))
                        .toList();
        String cure =
                NearestPrecision.of(choice, legal)
                        .map(nearest -> "Maybe " + nearest.name() + "; it has ")
                        .orElse("It has ");
        return "machine '"
                + accelerator.name()
                + "' has no instruction for "
                + need(layer, choice, offered.containsKey(choice.name()))
                + ". "
                + cure
                + String.join(", ", offered.keySet())
                + ".";
    }

    /// What is missing: the choice itself, or what it comes to in a layer.
    private String need(Contraction layer, Precision choice, boolean offered) {
        Precision exact = costing.exact(layer, choice);
        boolean sameName = exact.name().equals(choice.name());
        if (sameName && !offered) {
            return choice.name();
        }
        String formats =
                sameName
                        ? "weights of "
                                + exact.weights().name()
                                + " and activations of "
                                + exact.activations().name()
                        : exact.name();
        return formats
                + ", which layer '"
                + layer.name()
                + "' needs at "
                + choice.name()
                + (layer.inputs().size() == 2 ? secondOperand(exact, choice) : "");
    }

    private static String secondOperand(Precision exact, Precision choice) {
        return exact.weights().equals(choice.activations())
                ? ", as both its operands are activations"
                : ", as its second operand is the cache";
    }
}
