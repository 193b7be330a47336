package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.cli.BadInputException;
import bitwright.mapper.search.NoScheduleException;
import bitwright.precision.plan.Candidates;
import bitwright.precision.plan.PlanDocument;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What each layer may choose among on a machine, and what was left out.
///
/// @param byLayer contraction to its choices, the widest formats first
/// @param notes what fixed layers and lacking formats leave out, a line each
public record Placements(Map<String, List<Placement>> byLayer, List<String> notes) {
    public Placements {
        byLayer = Collections.unmodifiableMap(new LinkedHashMap<>(byLayer));
        notes = List.copyOf(notes);
    }

    /// The choices of every contraction: each candidate on each unit that has instructions for it
    /// and for what the layer makes of it; the one choice of layers that are fixed.
    ///
    /// @param fixed layer to the name of its only choice
    /// @throws NoScheduleException if the machine has no instruction for a layer
    /// @throws BadInputException if a fixed layer or its choice is unknown
    public static Placements of(
            Network network,
            NetworkCosting costing,
            List<Precision> candidates,
            Map<String, String> fixed) {
        List<Placement> offered = offered(costing.accelerator(), candidates);
        requireKnown(network, fixed);
        Map<String, List<Placement>> byLayer = new LinkedHashMap<>();
        Map<String, List<String>> lacking = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            List<Placement> takes =
                    offered.stream()
                            .filter(placement ->
                                    costing.on(placement.unit())
                                            .takes(layer, placement.precision()))
                            .toList();
            if (takes.isEmpty()) {
                LegalPrecisions.require(network, costing, candidates);
            }
            for (Placement placement : offered) {
                if (!takes.contains(placement)) {
                    lacking.computeIfAbsent(placement.name(), _ -> new ArrayList<>())
                            .add(layer.name());
                }
            }
            byLayer.put(layer.name(), takes);
        }
        List<String> notes = new ArrayList<>();
        lacking.forEach((choice, layers) ->
                notes.add(
                        "the machine has no instructions for "
                                + choice
                                + " in "
                                + String.join(", ", layers)));
        fixed.forEach((layer, choice) -> {
            byLayer.computeIfPresent(layer, (_, all) -> only(layer, choice, all));
            notes.add(layer + " is fixed to " + choice);
        });
        return new Placements(byLayer, notes);
    }

    private static List<Placement> offered(Accelerator machine, List<Precision> candidates) {
        List<Placement> offered = new ArrayList<>();
        for (Precision candidate : candidates) {
            List<Placement> same = new ArrayList<>();
            for (ComputeUnit unit : machine.units()) {
                Accelerator alone = machine.withUnits(List.of(unit));
                Candidates.of(alone).stream()
                        .filter(candidate::hasFormatsOf)
                        .forEach(precision ->
                                same.add(new Placement(candidate.name(), precision, unit)));
            }
            if (same.size() > 1) {
                same.replaceAll(placement ->
                        new Placement(
                                placement.name() + PlanDocument.UNIT_MARK + placement.unit().name(),
                                placement.precision(),
                                placement.unit()));
            }
            offered.addAll(same);
        }
        return offered;
    }

    private static void requireKnown(Network network, Map<String, String> fixed) {
        List<String> names = network.contractions().stream().map(Contraction::name).toList();
        for (String layer : fixed.keySet()) {
            if (!names.contains(layer)) {
                throw new BadInputException(
                        "--fix "
                                + layer
                                + ": is no contraction of "
                                + network.name()
                                + ". Maybe one of "
                                + String.join(", ", names)
                                + ".");
            }
        }
    }

    private static List<Placement> only(String layer, String choice, List<Placement> all) {
        List<Placement> same =
                all.stream()
                        .filter(placement ->
                                placement.name().equals(choice)
                                        || placement.precision().name().equals(choice))
                        .toList();
        if (same.isEmpty()) {
            throw new BadInputException(
                    "--fix "
                            + layer
                            + "="
                            + choice
                            + ": is no choice of the layer. Maybe one of "
                            + String.join(", ", all.stream().map(Placement::name).toList())
                            + ".");
        }
        return same;
    }

    /// Names of the choices that every layer has, in order.
    public List<String> everywhere() {
        List<String> names = new ArrayList<>();
        for (List<Placement> choices : byLayer.values()) {
            List<String> own = choices.stream().map(Placement::name).toList();
            if (names.isEmpty()) {
                names.addAll(own);
            }
            names.retainAll(own);
        }
        return names;
    }

    /// The choice of a layer by its name.
    ///
    /// @throws IllegalArgumentException if the layer has none of that name
    public Placement named(String layer, String choice) {
        return byLayer.getOrDefault(layer, List.of()).stream()
                .filter(placement -> placement.name().equals(choice))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "layer " + layer + " has no choice " + choice + "."));
    }

    /// The choices that a plan takes, by contraction.
    public Map<String, Placement> chosen(Map<String, String> choices) {
        Map<String, Placement> chosen = new LinkedHashMap<>();
        for (String layer : byLayer.keySet()) {
            String choice = choices.get(layer);
            if (choice != null) {
                chosen.put(layer, named(layer, choice));
            }
        }
        return chosen;
    }
}
