package bitwright.precision.polish;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.plan.PrecisionPlan.Status;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.solver.PlanSums;
import bitwright.precision.solver.Question;
import bitwright.precision.solver.SolverOptions;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Measure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Chooses among near-optimal plans by what each of them, measured as a whole, loses.
///
/// A sum of losses that were measured one layer at a time misses what quantized layers lose
/// together. So in each round the best plan by the sum is found, and for every layer and each of
/// its choices the best plan that has it, each proven best of its kind unless the solver stopped at
/// its limit. Those of the least sums that are not known yet are measured. Then the losses are
/// corrected so that the sums of the measured plans come nearer to what was measured
/// ([LossCorrection]), and the next round starts from the corrected table. The plan of the least
/// measured loss wins. Everything is deterministic if the measurement is.
public final class PlanPolish {
    private final CostTable table;
    private final Question question;
    private final SolverOptions solver;
    private final Function<List<Map<String, String>>, List<Double>> measurement;
    private final Map<Map<String, String>, Double> known = new LinkedHashMap<>();

    /// @param table whose losses add up
    /// @param question the least loss under budgets
    /// @param solver how each program is solved
    /// @param measurement what whole plans lose, on data that nothing is judged by later
    /// @throws IllegalArgumentException if the question is not about the loss
    public PlanPolish(
            CostTable table,
            Question question,
            SolverOptions solver,
            Function<List<Map<String, String>>, List<Double>> measurement) {
        if (!question.objective().equals(Measure.LOSS)) {
            throw new IllegalArgumentException(
                    "a plan is polished for its loss, not for '"
                            + question.objective().name()
                            + "'.");
        }
        this.table = table;
        this.question = question;
        this.solver = solver;
        this.measurement = measurement;
    }

    /// What was measured.
    ///
    /// @param choices the plan of the least measured loss; of equal ones the one measured first
    /// @param loss its measured loss
    /// @param additive the measured loss of the plan that has the least sum of the table's losses
    /// @param leastSum that plan, with its bound and gap: they are of the sum, not of what is
    ///   measured
    /// @param measured plans that were measured, with their losses, in order
    public record Polished(
            Map<String, String> choices,
            double loss,
            double additive,
            PrecisionPlan leastSum,
            Map<Map<String, String>, Double> measured) {}

    /// Measures and chooses.
    ///
    /// @param others further plans to measure first, such as uniform precisions; those that break a
    ///   bound of the question or a coupling, or that the table does not have, are left out
    /// @param rounds at least 1
    /// @param plansPerRound most plans that a round measures beside the others
    /// @throws IllegalArgumentException if no plan is feasible
    public Polished run(List<Map<String, String>> others, int rounds, int plansPerRound) {
        PrecisionPlan best = PlanSolver.solve(table, question, solver);
        if (best.status() == Status.INFEASIBLE) {
            throw new IllegalArgumentException("no plan meets the budgets.");
        }
        List<Map<String, String>> first = new ArrayList<>(List.of(best.choices()));
        others.stream().filter(this::isFeasible).forEach(first::add);
        measure(first);
        CostTable corrected = table;
        for (int round = 0; round < rounds; round++) {
            measure(near(corrected).stream().limit(plansPerRound).toList());
            corrected = LossCorrection.of(table, known);
        }
        Map.Entry<Map<String, String>, Double> least =
                known.entrySet().stream()
                        .min(Comparator.comparingDouble(Map.Entry::getValue))
                        .orElseThrow();
        return new Polished(
                least.getKey(),
                least.getValue(),
                known.getOrDefault(best.choices(), Double.NaN),
                best,
                new LinkedHashMap<>(known));
    }

    private void measure(List<Map<String, String>> plans) {
        List<Map<String, String>> fresh =
                plans.stream().distinct().filter(plan -> !known.containsKey(plan)).toList();
        List<Double> losses = measurement.apply(fresh);
        for (int i = 0; i < fresh.size(); i++) {
            known.put(fresh.get(i), losses.get(i));
        }
    }

    /// Whether the table has a plan, its couplings allow it and it keeps to the bounds: then it is
    /// what the solver finds where nothing else may be chosen.
    private boolean isFeasible(Map<String, String> choices) {
        List<LayerChoices> layers = new ArrayList<>();
        for (LayerChoices layer : table.layers()) {
            List<Choice> own =
                    layer.choices().stream()
                            .filter(choice -> choice.name().equals(choices.get(layer.name())))
                            .toList();
            if (own.isEmpty()) {
                return false;
            }
            layers.add(new LayerChoices(layer.name(), own));
        }
        CostTable alone = new CostTable(table.network(), layers, table.couplings(), table.pairs());
        return choices.size() == layers.size()
                && PlanSolver.solve(alone, question, solver).status() != Status.INFEASIBLE;
    }

    /// Unknown plans near the best one of a table: the best, and the best with each choice of each
    /// layer; the least sums first.
    private List<Map<String, String>> near(CostTable corrected) {
        Set<Map<String, String>> found = new LinkedHashSet<>();
        add(found, corrected);
        for (int layer = 0; layer < corrected.layers().size(); layer++) {
            for (Choice choice : corrected.layers().get(layer).choices()) {
                add(found, with(corrected, layer, choice));
            }
        }
        PlanSums sums = new PlanSums(corrected);
        Map<Map<String, String>, BigDecimal> bySum = new LinkedHashMap<>();
        found.stream()
                .filter(plan -> !known.containsKey(plan))
                .forEach(plan -> bySum.put(plan, sums.exact(plan, Measure.LOSS)));
        return bySum.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private void add(Set<Map<String, String>> found, CostTable restricted) {
        PrecisionPlan plan = PlanSolver.solve(restricted, question, solver);
        if (plan.status() != Status.INFEASIBLE) {
            found.add(plan.choices());
        }
    }

    /// The table with one choice of a layer only.
    private static CostTable with(CostTable table, int layer, Choice choice) {
        List<LayerChoices> layers = new ArrayList<>(table.layers());
        layers.set(layer, new LayerChoices(layers.get(layer).name(), List.of(choice)));
        return new CostTable(table.network(), layers, table.couplings(), table.pairs());
    }
}
