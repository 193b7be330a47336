package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.cli.BadInputException;
import bitwright.precision.plan.Candidates;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.solver.NearestFeasible;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.solver.SolverOptions;
import bitwright.precision.table.CostTable;
import bitwright.workload.Network;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// From a network, a machine and losses to a plan.
public final class Planning {
    private Planning() {}

    /// The candidates that a machine offers among those asked for.
    ///
    /// @throws BadInputException if there are none
    public static List<Precision> candidates(MachineSource machine, List<String> wanted) {
        List<Precision> offered = Candidates.of(machine.accelerator());
        List<Precision> chosen =
                offered.stream()
                        .filter(precision -> wanted.isEmpty() || wanted.contains(precision.name()))
                        .toList();
        if (chosen.isEmpty()) {
            throw new BadInputException(
                    machine.file()
                            + ": has no instructions for "
                            + String.join(", ", wanted)
                            + " with signed and with unsigned activations. Maybe one of "
                            + String.join(", ", offered.stream().map(Precision::name).toList())
                            + ".");
        }
        return chosen;
    }

    /// The candidates of several machines together, one of each name: what a candidate loses
    /// depends on its formats alone, not on a machine's accumulators.
    ///
    /// @throws BadInputException if a machine has none, or two mean different formats by a name
    public static List<Precision> candidates(List<MachineSource> machines, List<String> wanted) {
        Map<String, Precision> byName = new LinkedHashMap<>();
        for (MachineSource machine : machines) {
            for (Precision candidate : candidates(machine, wanted)) {
                Precision known = byName.putIfAbsent(candidate.name(), candidate);
                if (known != null && !known.hasFormatsOf(candidate)) {
                    throw new BadInputException(
                            machine.file()
                                    + ": means other formats by "
                                    + candidate.name()
                                    + " than a machine before it. Maybe another name for its"
                                    + " format.");
                }
            }
        }
        return List.copyOf(byName.values());
    }

    /// Refuses names that a machine does not offer.
    ///
    /// @throws BadInputException naming the first and what the machine offers
    public static void requireOffered(MachineSource machine, List<String> wanted) {
        wanted.forEach(name -> candidates(machine, List.of(name)));
    }

    /// Solves one machine; every candidate must have been mapped.
    ///
    /// @throws InfeasibleException if no plan meets the budgets
    public static MachinePlan solve(
            Network network,
            MachineSource machine,
            NetworkCosting costing,
            List<Precision> candidates,
            Map<String, Map<String, Double>> losses,
            PlanOptions options) {
        CostTable table = TableBuilder.build(network, costing, candidates, losses);
        Map<String, Double> maxima =
                options.maxima().isEmpty() ? halfWay(table, candidates) : options.maxima();
        SolverOptions solverOptions =
                new SolverOptions((int) options.seed(), SolverOptions.DEFAULT.limitSeconds());
        PrecisionPlan plan = PlanSolver.minimizeLoss(table, maxima, solverOptions);
        if (plan.status() == PrecisionPlan.Status.INFEASIBLE) {
            throw new InfeasibleException(
                    machine.accelerator().name() + " (costs of contractions alone)",
                    maxima,
                    NearestFeasible.of(table, maxima, solverOptions));
        }
        Map<String, Double> others = new LinkedHashMap<>(maxima);
        others.remove(TableBuilder.LATENCY);
        PrecisionPlan cheapest =
                PlanSolver.minimizeCost(
                        table,
                        TableBuilder.LATENCY,
                        Math.nextUp(plan.loss()),
                        others,
                        solverOptions);
        Map<String, Precision> choices = new LinkedHashMap<>();
        plan.choices()
                .forEach((layer, choice) ->
                        choices.put(layer, machine.accelerator().precision(choice)));
        return new MachinePlan(
                machine,
                costing,
                candidates,
                table,
                maxima,
                plan,
                cheapest,
                choices,
                costing.price(choices));
    }

    /// Half-way between uniform 4 and uniform 8 bits, in size and latency; the narrowest and the
    /// widest candidate stand in where the machine lacks them.
    private static Map<String, Double> halfWay(CostTable table, List<Precision> candidates) {
        List<String> names = candidates.stream().map(Precision::name).toList();
        String wide = names.contains("w8a8") ? "w8a8" : names.getFirst();
        String narrow =
                names.contains("w4a4") ? "w4a4" : names.contains("w4a8") ? "w4a8" : names.getLast();
        Map<String, Double> maxima = new LinkedHashMap<>();
        for (String cost : List.of(TableBuilder.SIZE, TableBuilder.LATENCY)) {
            double low = TableBuilder.uniform(table, narrow).costs().getOrDefault(cost, 0.0);
            double high = TableBuilder.uniform(table, wide).costs().getOrDefault(cost, 0.0);
            maxima.put(cost, (low + high) / 2);
        }
        return maxima;
    }
}
