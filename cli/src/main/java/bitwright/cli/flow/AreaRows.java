package bitwright.cli.flow;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.MemoryLevel;
import bitwright.cli.BadInputException;
import bitwright.precision.table.AllowedPairs;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.LayerChoices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Adds the area that a plan needs to a cost table: memories always, a unit where some layer is on
/// it.
final class AreaRows {
    /// The attribute of a layer's choice that names the unit.
    static final String UNIT = "unit";

    private static final String USED = "used";
    private static final double SQUARE_MILLIMETRE = 1e6;

    private AreaRows() {}

    /// Refuses machines whose files state no unit's area.
    ///
    /// @throws BadInputException naming the machine
    static void requireStated(MachineSource machine) {
        if (machine.accelerator().units().stream()
                .allMatch(unit -> unit.squareMicrometres().isEmpty())) {
            throw new BadInputException(
                    machine.file()
                            + ": states no area of a unit, so that 'area' is no cost of it. Maybe"
                            + " add a processingElement or an area.");
        }
    }

    /// The table with the area; its layers' choices have the attribute [#UNIT].
    static CostTable add(CostTable table, Accelerator machine, List<String> contractions) {
        List<LayerChoices> rows = new ArrayList<>(table.layers());
        List<AllowedPairs> pairs = new ArrayList<>(table.pairs());
        rows.add(new LayerChoices("memories", List.of(choice(USED, memories(machine)))));
        for (ComputeUnit unit : machine.units()) {
            String name = "unit " + unit.name();
            double area = unit.squareMicrometres().orElse(0) / SQUARE_MILLIMETRE;
            rows.add(new LayerChoices(name, List.of(choice("unused", 0), choice(USED, area))));
            List<AllowedPairs.Pair> allowed = new ArrayList<>();
            for (ComputeUnit other : machine.units()) {
                allowed.add(new AllowedPairs.Pair(other.name(), USED));
                if (!other.equals(unit)) {
                    allowed.add(new AllowedPairs.Pair(other.name(), "unused"));
                }
            }
            for (String layer : contractions) {
                pairs.add(
                        new AllowedPairs(
                                new AllowedPairs.End(layer, UNIT),
                                new AllowedPairs.End(name, USED),
                                allowed));
            }
        }
        return new CostTable(table.network(), rows, table.couplings(), pairs);
    }

    private static Choice choice(String name, double squareMillimetres) {
        return new Choice(
                name, 0, Map.of(TableBuilder.AREA, squareMillimetres), Map.of(USED, name));
    }

    /// The greatest of what each unit has of a level, as reports count it.
    private static double memories(Accelerator machine) {
        double sum = 0;
        for (MemoryLevel memory : machine.memories()) {
            sum +=
                    machine.units().stream()
                            .map(memory::squareMicrometres)
                            .filter(OptionalDouble::isPresent)
                            .mapToDouble(OptionalDouble::getAsDouble)
                            .max()
                            .orElse(0);
        }
        return sum / SQUARE_MILLIMETRE;
    }
}
