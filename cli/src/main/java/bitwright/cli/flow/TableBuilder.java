package bitwright.cli.flow;

import bitwright.cli.BadInputException;
import bitwright.mapper.search.MappedLayer;
import bitwright.precision.solver.PlanSums;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Couplings;
import bitwright.precision.table.Measure;
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

    /// Bit operations of the contractions, in millions: multiply-accumulates times the bits of
    /// their two operands (HAWQ-V3).
    public static final String BIT_OPERATIONS = "bit-operations";

    /// The most activations that live at once, in KiB; one cost for each moment.
    public static final String ACTIVATIONS = "activations";

    /// What the machine needs of its area, in square millimetres: its memories, and those of its
    /// units that some layer is on.
    public static final String AREA = "area";

    /// What a table of a model has.
    public static final List<String> COSTS =
            List.of(SIZE, LATENCY, ENERGY, BIT_OPERATIONS, ACTIVATIONS, AREA);

    private TableBuilder() {}

    /// Refuses measures that no table of a model has, and peaks that are to be least, before
    /// anything is measured.
    ///
    /// @throws BadInputException naming the measure
    public static void requireKnown(PlanQuestion question, MachineSource machine) {
        if (question.isAbout(AREA)) {
            AreaRows.requireStated(machine);
        }
        List<Measure> least = new ArrayList<>(List.of(question.objective()));
        if (question.second() != null) {
            least.add(question.second());
        }
        for (Measure measure : least) {
            requireKnown(measure.name());
            if (measure.name().equals(ACTIVATIONS)) {
                throw new BadInputException(
                        "'activations' is a peak, no sum, and cannot be minimised. Maybe bound it:"
                                + " --max activations=KIB.");
            }
        }
        question.bounds().keySet().forEach(TableBuilder::requireKnown);
    }

    private static void requireKnown(String measure) {
        if (!measure.equals(Measure.LOSS_NAME) && !COSTS.contains(measure)) {
            throw new BadInputException(
                    "'"
                            + measure
                            + "' is no cost of a model. Maybe one of "
                            + String.join(", ", COSTS)
                            + ".");
        }
    }

    /// One row for each contraction, one choice for each of its placements, and what the question
    /// needs beside them.
    ///
    /// @param losses contraction to candidate's name to loss
    /// @throws IllegalArgumentException if a loss is missing; none is taken for 0, the best
    ///   possible
    public static CostTable build(
            Network network,
            NetworkCosting costing,
            Placements placements,
            Map<String, Map<String, Double>> losses,
            ChoiceOptions options,
            PlanQuestion question) {
        List<LayerChoices> layers = new ArrayList<>();
        for (Contraction layer : network.contractions()) {
            List<Choice> choices = new ArrayList<>();
            for (Placement placement : placements.byLayer().getOrDefault(layer.name(), List.of())) {
                choices.add(
                        new Choice(
                                placement.name(),
                                loss(losses, layer, placement),
                                costs(layer, placement, costing),
                                attributes(placement)));
            }
            layers.add(new LayerChoices(layer.name(), choices));
        }
        CostTable table =
                new CostTable(
                        network.name(),
                        layers,
                        Couplings.of(
                                network, options.narrowAdditions(), !options.separateProducts()));
        if (costing.accelerator().units().size() > 1) {
            table = SideRows.add(table, network, costing, placements);
        }
        if (question.isAbout(AREA)) {
            table =
                    AreaRows.add(
                            table,
                            costing.accelerator(),
                            List.copyOf(placements.byLayer().keySet()));
        }
        return question.isAbout(ACTIVATIONS) ? PeakRows.add(table, network, placements) : table;
    }

    private static Map<String, Double> costs(
            Contraction layer, Placement placement, NetworkCosting costing) {
        MappedLayer mapped = costing.mapped(layer, placement);
        Map<String, Double> costs = new LinkedHashMap<>();
        costs.put(SIZE, NetworkCosting.weightBits(layer, placement.precision()) / 8192.0);
        costs.put(LATENCY, mapped.cost().cycles() * 1e3 / costing.accelerator().clockHz());
        costs.put(ENERGY, mapped.cost().totalPicojoules() * 1e-9);
        int operandBits =
                mapped.precision().weights().bits() * mapped.precision().activations().bits();
        costs.put(BIT_OPERATIONS, layer.nest().macs() * 1e-6 * operandBits);
        return costs;
    }

    private static Map<String, String> attributes(Placement placement) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put(
                Couplings.INPUT, "a" + placement.precision().activations().activationLabel());
        attributes.put("weights", placement.precision().weights().name());
        attributes.put(Couplings.CHOICE, placement.name());
        attributes.put(AreaRows.UNIT, placement.unit().name());
        return attributes;
    }

    private static double loss(
            Map<String, Map<String, Double>> losses, Contraction layer, Placement placement) {
        String name = placement.precision().name();
        Double loss = losses.getOrDefault(layer.name(), Map.of()).get(name);
        if (loss == null) {
            throw new IllegalArgumentException(
                    "layer "
                            + layer.name()
                            + " has no loss at "
                            + name
                            + ". Maybe it was not measured?");
        }
        return loss;
    }

    /// What one choice everywhere would lose and cost, peaks as their greatest moment; nothing
    /// where some layer lacks the choice or the couplings forbid it.
    public static Uniform uniform(CostTable table, String choice) {
        Map<String, String> everywhere = new LinkedHashMap<>();
        for (LayerChoices layer : table.layers()) {
            if (layer.choices().stream().anyMatch(each -> each.name().equals(choice))) {
                everywhere.put(layer.name(), choice);
            }
        }
        PlanSums sums = new PlanSums(table);
        Map<String, String> complete = Completion.of(table, everywhere).orElse(Map.of());
        if (complete.isEmpty()) {
            return new Uniform(choice, 0, Map.of());
        }
        Map<String, Double> costs = new LinkedHashMap<>();
        for (String cost : table.costNames()) {
            costs.put(cost, sums.exact(complete, Measure.named(cost)).doubleValue());
        }
        return new Uniform(
                choice,
                sums.exact(complete, Measure.LOSS).doubleValue(),
                PlanQuestion.peaks(costs));
    }

    /// One precision everywhere.
    public record Uniform(String choice, double loss, Map<String, Double> costs) {}
}
