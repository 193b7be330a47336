package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.cli.flow.ChoiceOptions;
import bitwright.cli.flow.Completion;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.NetworkCosting;
import bitwright.cli.flow.Placements;
import bitwright.cli.flow.PlanQuestion;
import bitwright.cli.flow.Planning;
import bitwright.cli.flow.TableBuilder;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.polish.PlanPolish;
import bitwright.precision.sensitivity.MeasuredSensitivity;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.solver.PlanSums;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Measure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// The plan under the size and the latency of a uniform precision, that precision itself, and
/// random plans under the same budgets, all on the same images.
final class PlannerAgainstRandom {
    /// What may be chosen; the machine has more.
    static final List<String> CANDIDATES =
            List.of(
                    "w8a8", "w6a8", "w5a8", "w4a8", "w3a8", "w2a8", "w4a4", "pot5a8", "pot4a8",
                    "pot4a4", "pot3a8");

    private static final Path MACHINE =
            Path.of(System.getProperty("bitwright.root"), "hw-configs/pot-array-16x16.yaml");
    private static final int REPAIRS = 400;

    final PlannedNetworks networks;
    final CostTable table;
    private final Map<Map.Entry<Map<String, String>, Integer>, Integer> known = new HashMap<>();

    /// How plans do under one budget.
    ///
    /// @param plan of the least sum of losses, proven best
    /// @param polished what it was polished to
    /// @param additive right images of the plan of the least sum
    /// @param planned right images of the polished plan
    /// @param uniform right images of the uniform precision
    /// @param random right images of the random plans that were run on all images, best first
    /// @param feasible random plans
    record Row(
            String budget,
            Map<String, Double> bounds,
            PrecisionPlan plan,
            PlanPolish.Polished polished,
            double uniformLoss,
            int additive,
            int planned,
            int uniform,
            List<Integer> random,
            int feasible) {}

    /// @param calibration images that losses are measured on
    PlannerAgainstRandom(String model, List<String> names, int calibration) throws IOException {
        networks = new PlannedNetworks(model, calibration);
        MachineSource machine = MachineSource.load(MACHINE);
        List<Precision> candidates = Planning.candidates(machine, names);
        NetworkCosting costing = new NetworkCosting(networks.network(), machine.accelerator());
        Placements placements = Placements.of(networks.network(), costing, candidates, Map.of());
        costing.map(placements, () -> {});
        Map<String, Map<String, Double>> losses =
                new MeasuredSensitivity(networks.subject, networks.statistics)
                        .losses(candidates, () -> {});
        table =
                TableBuilder.build(
                        networks.network(),
                        costing,
                        placements,
                        losses,
                        ChoiceOptions.of(List.of()),
                        PlanQuestion.leastLoss(Map.of(), 1));
    }

    /// One budget: the size and latency of a uniform precision.
    ///
    /// @param rounds of polishing
    /// @param plansPerRound that are measured on the calibration images
    /// @param count of random plans
    /// @param screened images that all random plans see
    /// @param finalists of them that see all images
    Row row(
            String uniform,
            int rounds,
            int plansPerRound,
            int count,
            int screened,
            int finalists,
            int images,
            long seed) {
        Map<String, Double> costs = TableBuilder.uniform(table, uniform).costs();
        Map<String, Double> bounds = new LinkedHashMap<>();
        for (String cost : List.of(TableBuilder.SIZE, TableBuilder.LATENCY)) {
            bounds.put(cost, costs.getOrDefault(cost, 0.0));
        }
        PlanQuestion question = PlanQuestion.leastLoss(bounds, 1);
        PrecisionPlan plan = PlanSolver.solve(table, question.on(table), question.solver());
        PlanPolish.Polished polished =
                new PlanPolish(table, question.on(table), question.solver(), networks::losses)
                        .run(
                                CANDIDATES.stream()
                                        .map(this::everywhere)
                                        .filter(this::exists)
                                        .toList(),
                                rounds,
                                plansPerRound);
        SplittableRandom random = new SplittableRandom(seed);
        List<Map<String, String>> feasible = new ArrayList<>();
        while (feasible.size() < count) {
            feasible.add(random(bounds, random));
        }
        List<Map<String, String>> best = new ArrayList<>(feasible);
        if (screened < images) {
            Map<Map<String, String>, Integer> screen = new LinkedHashMap<>();
            feasible.forEach(each -> screen.put(each, networks.correct(each, screened)));
            best =
                    screen.keySet().stream()
                            .sorted(Comparator.comparingInt(each -> -screen.getOrDefault(each, 0)))
                            .limit(finalists)
                            .toList();
        }
        return new Row(
                uniform,
                bounds,
                plan,
                polished,
                TableBuilder.uniform(table, uniform).loss(),
                correct(plan.choices(), images),
                correct(polished.choices(), images),
                correct(everywhere(uniform), images),
                best.stream()
                        .map(each -> correct(each, images))
                        .sorted(Comparator.reverseOrder())
                        .toList(),
                feasible.size());
    }

    /// Right images of a plan on all images, run once.
    private int correct(Map<String, String> choices, int images) {
        return known.computeIfAbsent(
                Map.entry(choices, images), each -> networks.correct(each.getKey(), images));
    }

    private boolean exists(Map<String, String> choices) {
        return Completion.of(table, choices).filter(choices::equals).isPresent();
    }

    private Map<String, String> everywhere(String choice) {
        Map<String, String> choices = new LinkedHashMap<>();
        table.layers().forEach(layer -> choices.put(layer.name(), choice));
        return choices;
    }

    /// Choices drawn evenly, layer by layer as far as the couplings allow; where they break a
    /// budget, layers drawn evenly are drawn again and kept where that brings the plan nearer.
    private Map<String, String> random(Map<String, Double> bounds, SplittableRandom random) {
        while (true) {
            Map<String, String> choices = everywhere("w8a8");
            for (int draw = 0; draw < 4 * table.layers().size(); draw++) {
                redraw(choices, random);
            }
            double excess = excess(choices, bounds);
            for (int repair = 0; repair < REPAIRS && excess > 0; repair++) {
                Map<String, String> other = new LinkedHashMap<>(choices);
                redraw(other, random);
                double less = excess(other, bounds);
                if (less < excess) {
                    choices = other;
                    excess = less;
                }
            }
            if (excess <= 0) {
                return choices;
            }
        }
    }

    /// A choice of one layer drawn again, and of those that are coupled to it as it asks.
    private void redraw(Map<String, String> choices, SplittableRandom random) {
        LayerChoices layer = table.layers().get(random.nextInt(table.layers().size()));
        String choice = layer.choices().get(random.nextInt(layer.choices().size())).name();
        Map<String, String> other = new LinkedHashMap<>(choices);
        other.put(layer.name(), choice);
        table.couplings().stream()
                .filter(coupling -> coupling.layers().contains(layer.name()))
                .forEach(coupling ->
                        coupling.layers().stream()
                                .filter(each -> !each.equals(layer.name()))
                                .forEach(each ->
                                        other.put(
                                                each,
                                                coupling.attribute().equals("choice")
                                                        ? choice
                                                        : like(each, choice, random))));
        if (Completion.of(table, other).isPresent()) {
            choices.putAll(other);
        }
    }

    /// A choice of a layer with the activations of another choice.
    private String like(String layer, String choice, SplittableRandom random) {
        List<String> same =
                table.layers().stream()
                        .filter(each -> each.name().equals(layer))
                        .flatMap(each -> each.choices().stream())
                        .map(CostTable.Choice::name)
                        .filter(name ->
                                Precision.parse(name)
                                        .activations()
                                        .equals(Precision.parse(choice).activations()))
                        .toList();
        return same.get(random.nextInt(same.size()));
    }

    private double excess(Map<String, String> choices, Map<String, Double> bounds) {
        PlanSums sums = new PlanSums(table);
        double excess = 0;
        for (Map.Entry<String, Double> bound : bounds.entrySet()) {
            double used = sums.exact(choices, Measure.named(bound.getKey())).doubleValue();
            excess = Math.max(excess, used / bound.getValue() - 1);
        }
        return excess;
    }
}
