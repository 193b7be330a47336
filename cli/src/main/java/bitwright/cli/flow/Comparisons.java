package bitwright.cli.flow;

import bitwright.reports.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What uniform plans and other machines cost beside a report's plan.
final class Comparisons {
    private Comparisons() {}

    /// Uniform plans first, then the machines after the first.
    ///
    /// @param machines the report's own first
    static List<Report.Comparison> of(Report.Plan plan, List<Report.MachineRow> machines) {
        List<Report.Comparison> rows = new ArrayList<>();
        for (Report.UniformRow uniform : plan.uniform()) {
            rows.add(
                    new Report.Comparison(
                            "all " + uniform.precision(), ratios(uniform.costs(), plan.costs())));
        }
        Map<String, Double> own = costs(machines.getFirst());
        for (Report.MachineRow machine : machines.subList(1, machines.size())) {
            rows.add(new Report.Comparison(machine.machine(), ratios(costs(machine), own)));
        }
        return rows;
    }

    private static Map<String, Double> costs(Report.MachineRow machine) {
        Map<String, Double> costs = new LinkedHashMap<>();
        costs.put(TableBuilder.LATENCY, machine.latencySeconds());
        costs.put(TableBuilder.ENERGY, machine.energyJoules());
        costs.put(TableBuilder.SIZE, (double) machine.weightBits());
        return costs;
    }

    /// What a cost of 0 is compared with is left out.
    private static Map<String, Double> ratios(Map<String, Double> costs, Map<String, Double> own) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        own.forEach((name, cost) -> {
            Double other = costs.get(name);
            if (cost > 0 && other != null) {
                ratios.put(name, other / cost);
            }
        });
        return ratios;
    }
}
