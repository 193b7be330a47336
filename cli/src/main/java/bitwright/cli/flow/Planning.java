package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.cli.BadInputException;
import bitwright.precision.plan.Candidates;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.solver.PlanSums;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.Measure;
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

    /// The candidates that choices may be made of: activations as wide as weights where they are
    /// tied.
    ///
    /// @throws BadInputException if none is left
    public static List<Precision> candidates(MachineSource machine, ChoiceOptions options) {
        List<Precision> all = candidates(machine, options.candidates());
        List<Precision> tied =
                all.stream()
                        .filter(each ->
                                !options.tied()
                                        || each.weights().bits() == each.activations().bits())
                        .toList();
        if (tied.isEmpty()) {
            throw new BadInputException(
                    machine.file()
                            + ": --tied leaves no candidate; it has "
                            + String.join(", ", all.stream().map(Precision::name).toList())
                            + ". Maybe leave --tied out.");
        }
        return tied;
    }

    /// The cost table of one machine; every choice must have been mapped.
    public static PlanningTable table(
            Network network,
            MachineSource machine,
            NetworkCosting costing,
            Placements placements,
            Map<String, Map<String, Double>> losses,
            PlanOptions options) {
        CostTable table =
                TableBuilder.build(
                        network,
                        costing,
                        placements,
                        losses,
                        options.choices(),
                        options.question());
        return new PlanningTable(machine, costing, placements, table);
    }

    /// Solves one machine.
    ///
    /// @throws InfeasibleException if no plan meets the budgets
    public static MachinePlan solve(PlanningTable subject, PlanQuestion asked) {
        CostTable table = subject.table();
        PlanQuestion question =
                asked.isOpen() ? asked.within(halfWay(table, subject.placements())) : asked;
        Answer answer =
                Answer.of(
                        table,
                        question,
                        subject.source().accelerator().name() + " (costs of contractions alone)");
        PrecisionPlan plan = tight(table, answer.plan(), subject.placements());
        Map<String, Double> others = new LinkedHashMap<>(question.bounds(table));
        others.remove(TableBuilder.LATENCY);
        others.remove(Measure.LOSS_NAME);
        PrecisionPlan cheapest =
                PlanSolver.minimizeCost(
                        table,
                        TableBuilder.LATENCY,
                        Math.nextUp(plan.loss()),
                        others,
                        question.solver());
        Map<String, Placement> chosen = subject.placements().chosen(plan.choices());
        return new MachinePlan(
                subject,
                question,
                answer,
                plan,
                tight(table, cheapest, subject.placements()),
                chosen,
                subject.costing().pricePlaced(chosen));
    }

    /// The same choices of the layers, with no more width than they need in the rows that follow
    /// from them, and these left out of the plan.
    private static PrecisionPlan tight(CostTable table, PrecisionPlan plan, Placements placements) {
        Map<String, String> own = new LinkedHashMap<>(plan.choices());
        own.keySet().retainAll(placements.byLayer().keySet());
        Map<String, String> complete = Completion.of(table, own).orElse(plan.choices());
        if (own.isEmpty()) {
            return plan;
        }
        PlanSums sums = new PlanSums(table);
        Map<String, Double> costs = new LinkedHashMap<>();
        for (String cost : table.costNames()) {
            costs.put(cost, sums.exact(complete, Measure.named(cost)).doubleValue());
        }
        return new PrecisionPlan(
                own,
                plan.loss(),
                PlanQuestion.peaks(costs),
                plan.bound(),
                plan.gap(),
                plan.status(),
                plan.solver(),
                plan.proof());
    }

    /// Half-way between uniform 4 and uniform 8 bits, in size and latency; the narrowest and the
    /// widest choice stand in where the machine lacks them. Nothing where no choice is everywhere.
    private static Map<String, Double> halfWay(CostTable table, Placements placements) {
        List<String> names = placements.everywhere();
        Map<String, Double> maxima = new LinkedHashMap<>();
        if (names.isEmpty()) {
            return maxima;
        }
        String wide = names.contains("w8a8") ? "w8a8" : names.getFirst();
        String narrow =
                names.contains("w4a4") ? "w4a4" : names.contains("w4a8") ? "w4a8" : names.getLast();
        for (String cost : List.of(TableBuilder.SIZE, TableBuilder.LATENCY)) {
            double low = TableBuilder.uniform(table, narrow).costs().getOrDefault(cost, 0.0);
            double high = TableBuilder.uniform(table, wide).costs().getOrDefault(cost, 0.0);
            maxima.put(cost, (low + high) / 2);
        }
        return maxima;
    }
}
