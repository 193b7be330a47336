package bitwright.precision.polish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.precision.polish.PlanPolish.Polished;
import bitwright.precision.solver.Question;
import bitwright.precision.solver.SolverOptions;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Measure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// Polished plans on tables whose true losses are known, interactions and all.
final class PlanPolishTest {
    private static final List<String> CHOICES = List.of("two", "four", "eight");

    private static CostTable table(long seed, int layers) {
        var random = new SplittableRandom(seed);
        List<LayerChoices> rows = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            List<Choice> choices = new ArrayList<>();
            for (int i = 0; i < CHOICES.size(); i++) {
                choices.add(
                        new Choice(
                                CHOICES.get(i),
                                random.nextInt(1, 100) / 100.0 / (1 + 9 * i),
                                Map.of("size", (double) (2 << i)),
                                Map.of("input", CHOICES.get(i))));
            }
            rows.add(new LayerChoices("layer" + layer, choices));
        }
        return new CostTable(
                "n", rows, List.of(new Coupling("input", List.of("layer0", "layer1"))));
    }

    /// The sum, and as much again for every two neighbours that both have the narrowest choice.
    private static double truth(CostTable table, Map<String, String> plan) {
        double sum = 0;
        for (int layer = 0; layer < table.layers().size(); layer++) {
            sum += loss(table, layer, plan);
            if (layer > 0 && isTwo(plan, layer) && isTwo(plan, layer - 1)) {
                sum += 2 * (loss(table, layer, plan) + loss(table, layer - 1, plan));
            }
        }
        return sum;
    }

    private static boolean isTwo(Map<String, String> plan, int layer) {
        return "two".equals(plan.get("layer" + layer));
    }

    private static double loss(CostTable table, int layer, Map<String, String> plan) {
        LayerChoices row = table.layers().get(layer);
        return row.choices().stream()
                .filter(choice -> choice.name().equals(plan.get(row.name())))
                .mapToDouble(Choice::loss)
                .sum();
    }

    private static Polished polished(
            CostTable table,
            double size,
            List<Map<String, String>> others,
            ToDoubleFunction<Map<String, String>> truth) {
        Question question = Question.leastLoss(Map.of("size", size));
        return new PlanPolish(
                        table,
                        question,
                        SolverOptions.DEFAULT,
                        plans -> plans.stream().map(truth::applyAsDouble).toList())
                .run(others, 3, 8);
    }

    private static Map<String, String> everywhere(CostTable table, String choice) {
        Map<String, String> plan = new LinkedHashMap<>();
        table.layers().forEach(layer -> plan.put(layer.name(), choice));
        return plan;
    }

    @Test
    void itIsNeverWorseThanThePlanOfTheLeastSumOrThanAnotherThatWasGiven() {
        int better = 0;
        for (long seed = 0; seed < 20; seed++) {
            CostTable table = table(seed, 7);
            var two = everywhere(table, "two");
            Polished polished = polished(table, 22, List.of(two), plan -> truth(table, plan));
            assertThat(polished.loss()).isEqualTo(truth(table, polished.choices()));
            assertThat(polished.loss()).isLessThanOrEqualTo(polished.additive());
            assertThat(polished.loss()).isLessThanOrEqualTo(truth(table, two));
            assertThat(polished.measured().values()).allMatch(loss -> loss >= polished.loss());
            assertThat(polished.measured().size()).isLessThanOrEqualTo(2 + 3 * 8);
            better += polished.loss() < polished.additive() ? 1 : 0;
            for (Map<String, String> plan : polished.measured().keySet()) {
                assertThat(size(table, plan)).isLessThanOrEqualTo(22);
                assertThat(plan.get("layer0")).isEqualTo(plan.get("layer1"));
            }
        }
        assertThat(better).isGreaterThan(5);
    }

    private static double size(CostTable table, Map<String, String> plan) {
        double sum = 0;
        for (LayerChoices layer : table.layers()) {
            for (Choice choice : layer.choices()) {
                if (choice.name().equals(plan.get(layer.name()))) {
                    sum += Measure.named("size").of(choice);
                }
            }
        }
        return sum;
    }

    @Test
    void whereLossesReallyAddUpTheBestSumStaysTheBest() {
        for (long seed = 0; seed < 10; seed++) {
            CostTable table = table(seed, 6);
            ToDoubleFunction<Map<String, String>> sum =
                    plan -> {
                        double total = 0;
                        for (int layer = 0; layer < 6; layer++) {
                            total += loss(table, layer, plan);
                        }
                        return total;
                    };
            Polished polished = polished(table, 24, List.of(), sum);
            assertThat(polished.loss()).isCloseTo(polished.additive(), Offset.offset(1e-12));
        }
    }

    @Test
    void plansThatBreakABudgetAreLeftOutAndCorrectionsBringSumsNearer() {
        CostTable table = table(5, 6);
        var eight = everywhere(table, "eight");
        Polished polished = polished(table, 24, List.of(eight), plan -> truth(table, plan));
        assertThat(polished.measured()).doesNotContainKey(eight);
        CostTable corrected = LossCorrection.of(table, polished.measured());
        double before = 0;
        double after = 0;
        for (Map.Entry<Map<String, String>, Double> entry : polished.measured().entrySet()) {
            before += Math.pow(entry.getValue() - sum(table, entry.getKey()), 2);
            after += Math.pow(entry.getValue() - sum(corrected, entry.getKey()), 2);
        }
        assertThat(after).isLessThan(before / 4);
        assertThat(corrected.couplings()).isEqualTo(table.couplings());
    }

    @Test
    void plansThatNoTableOrCouplingAllowsAreLeftOut() {
        CostTable table = table(5, 6);
        var parted = everywhere(table, "two");
        parted.put("layer0", "eight");
        var unknown = everywhere(table, "two");
        unknown.put("layer2", "seventeen");
        var lacking = everywhere(table, "two");
        lacking.remove("layer3");
        Polished polished =
                polished(table, 30, List.of(parted, unknown, lacking), plan -> truth(table, plan));
        assertThat(polished.measured()).doesNotContainKeys(parted, unknown, lacking);
        assertThat(polished.measured()).containsKey(polished.leastSum().choices());
        assertThat(polished.leastSum().gap()).isZero();
    }

    private static double sum(CostTable table, Map<String, String> plan) {
        double sum = 0;
        for (int layer = 0; layer < table.layers().size(); layer++) {
            sum += loss(table, layer, plan);
        }
        return sum;
    }

    @Test
    void impossibleBudgetsAndOtherObjectivesAreRefused() {
        CostTable table = table(1, 4);
        assertThatThrownBy(() -> polished(table, 1, List.of(), _ -> 0))
                .hasMessageContaining("no plan meets the budgets");
        assertThatThrownBy(() ->
                        new PlanPolish(
                                table,
                                Question.least(Measure.named("size"), Map.of()),
                                SolverOptions.DEFAULT,
                                _ -> List.of()))
                .hasMessageContaining("not for 'size'");
    }
}
