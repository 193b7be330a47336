package bitwright.cli.flow;

import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Coupling;
import java.util.ArrayList;
import java.util.List;

/// What plans of a network on one machine are chosen from.
///
/// @param source the machine
/// @param costing its mappings
/// @param placements what each layer may choose
/// @param table what the solver sees
public record PlanningTable(
        MachineSource source, NetworkCosting costing, Placements placements, CostTable table) {
    /// Why layers are not free, a line each: couplings of the graph, fixed layers, formats that the
    /// machine lacks.
    public List<String> couplings() {
        List<String> lines = new ArrayList<>();
        for (Coupling coupling : table.couplings()) {
            if (!coupling.reason().isEmpty()) {
                lines.add(
                        "same "
                                + coupling.attribute()
                                + ": "
                                + String.join(", ", coupling.layers())
                                + " ("
                                + coupling.reason()
                                + ")");
            }
        }
        lines.addAll(placements.notes());
        return lines;
    }
}
