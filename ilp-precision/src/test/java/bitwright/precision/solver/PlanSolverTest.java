package bitwright.precision.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.precision.plan.PlanDocument;
import bitwright.precision.plan.PlanFile;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.CostTableFile;
import bitwright.precision.table.TableFileException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Law 5: the solver equals brute force on every instance small enough, and a looser budget never
/// raises the loss.
final class PlanSolverTest {
    private static final int INSTANCES = 3000;

    private static CostTable randomTable(SplittableRandom random) {
        List<LayerChoices> layers = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int layer = 0; layer < count; layer++) {
            List<Choice> choices = new ArrayList<>();
            if (layer > 0 && random.nextInt(3) == 0) {
                // An equal layer: the solver counts such together where nothing couples them.
                layers.add(new LayerChoices("l" + layer, layers.getLast().choices()));
                continue;
            }
            int options = 1 + random.nextInt(4);
            for (int option = 0; option < options; option++) {
                Map<String, Double> costs = new LinkedHashMap<>();
                costs.put("size", random.nextInt(100) / 10.0);
                costs.put(
                        "latency",
                        random.nextInt(4) == 0 ? random.nextDouble() : random.nextInt(20));
                double loss = random.nextBoolean() ? random.nextDouble() - 0.1 : random.nextInt(5);
                choices.add(
                        new Choice(
                                "c" + option,
                                loss,
                                costs,
                                Map.of("input", "a" + random.nextInt(2))));
            }
            layers.add(new LayerChoices("l" + layer, choices));
        }
        List<Coupling> couplings = new ArrayList<>();
        if (count > 1 && random.nextInt(3) > 0) {
            couplings.add(new Coupling("input", List.of("l0", "l" + (count - 1))));
        }
        return new CostTable("random", layers, couplings);
    }

    private static Map<String, Double> randomBudgets(SplittableRandom random, CostTable table) {
        Map<String, Double> budgets = new LinkedHashMap<>();
        if (random.nextInt(4) > 0) {
            budgets.put("size", random.nextInt(1 + 90 * table.layers().size()) / 10.0);
        }
        if (random.nextBoolean()) {
            budgets.put("latency", random.nextDouble() * 12 * table.layers().size());
        }
        return budgets;
    }

    /// The least loss over all plans, or null.
    private static @Nullable BigDecimal bruteForce(CostTable table, Map<String, Double> budgets) {
        BigDecimal best = null;
        int[] chosen = new int[table.layers().size()];
        while (true) {
            if (feasible(table, chosen, budgets)) {
                BigDecimal loss = BigDecimal.ZERO;
                for (int layer = 0; layer < chosen.length; layer++) {
                    loss =
                            loss.add(
                                    BigDecimal.valueOf(
                                            table.layers()
                                                    .get(layer)
                                                    .choices()
                                                    .get(chosen[layer])
                                                    .loss()));
                }
                best = best == null || loss.compareTo(best) < 0 ? loss : best;
            }
            int at = chosen.length - 1;
            while (at >= 0 && ++chosen[at] == table.layers().get(at).choices().size()) {
                chosen[at--] = 0;
            }
            if (at < 0) {
                return best;
            }
        }
    }

    private static boolean feasible(CostTable table, int[] chosen, Map<String, Double> budgets) {
        for (Map.Entry<String, Double> budget : budgets.entrySet()) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int layer = 0; layer < chosen.length; layer++) {
                sum =
                        sum.add(
                                BigDecimal.valueOf(
                                        table.layers()
                                                .get(layer)
                                                .choices()
                                                .get(chosen[layer])
                                                .costs()
                                                .getOrDefault(budget.getKey(), 0.0)));
            }
            if (sum.compareTo(BigDecimal.valueOf(budget.getValue())) > 0) {
                return false;
            }
        }
        for (Coupling coupling : table.couplings()) {
            int last = table.layers().size() - 1;
            String first =
                    table.layers()
                            .getFirst()
                            .choices()
                            .get(chosen[0])
                            .attributes()
                            .get(coupling.attribute());
            if (!String.valueOf(first)
                    .equals(
                            table.layers()
                                    .get(last)
                                    .choices()
                                    .get(chosen[last])
                                    .attributes()
                                    .get(coupling.attribute()))) {
                return false;
            }
        }
        return true;
    }

    @Test
    void allBitsOfASeedCount() {
        assertThat(SolverOptions.seeded(7, 60)).isEqualTo(new SolverOptions(7, 60));
        assertThat(SolverOptions.seeded(7 + (3L << 40), 60))
                .isNotEqualTo(SolverOptions.seeded(7, 60));
    }

    @Test
    void equalsBruteForceAndLooserBudgetsNeverLoseMore() {
        SplittableRandom random = new SplittableRandom(5);
        int infeasible = 0;
        for (int instance = 0; instance < INSTANCES; instance++) {
            CostTable table = randomTable(random);
            Map<String, Double> budgets = randomBudgets(random, table);
            BigDecimal best = bruteForce(table, budgets);
            PrecisionPlan plan = PlanSolver.minimizeLoss(table, budgets, SolverOptions.DEFAULT);
            assertThat(CostTableFile.parse(CostTableFile.text(table), "table")).isEqualTo(table);
            assertThat(PlanFile.parse(PlanFile.text(PlanDocument.of(plan)), "plan").plan())
                    .isEqualTo(plan);
            if (best == null) {
                infeasible++;
                assertThat(plan.status()).isEqualTo(PrecisionPlan.Status.INFEASIBLE);
                assertThat(new double[] {plan.loss(), plan.bound(), plan.gap()})
                        .containsOnly(Double.NaN);
                assertThat(PlanFile.text(PlanDocument.of(plan)))
                        .contains("\"loss\" : null", "\"bound\" : null", "\"gap\" : null");
                continue;
            }
            assertThat(plan.status())
                    .as("%s %s", table, budgets)
                    .isEqualTo(PrecisionPlan.Status.OPTIMAL);
            assertThat(plan.loss()).as("%s %s", table, budgets).isEqualTo(best.doubleValue());
            assertThat(plan.gap()).isZero();
            Map<String, Double> looser = new LinkedHashMap<>(budgets);
            looser.replaceAll((name, value) -> value * 1.25);
            if (instance % 4 == 0) {
                assertThat(PlanSolver.minimizeLoss(table, looser, SolverOptions.DEFAULT).loss())
                        .isLessThanOrEqualTo(plan.loss());
            }
        }
        assertThat(infeasible).isBetween(INSTANCES / 10, 2 * INSTANCES / 3);
    }

    @Test
    void theOtherDirectionMeetsTheLossLimit() {
        SplittableRandom random = new SplittableRandom(6);
        for (int instance = 0; instance < 200; instance++) {
            CostTable table = randomTable(random);
            PrecisionPlan least = PlanSolver.minimizeLoss(table, Map.of(), SolverOptions.DEFAULT);
            PrecisionPlan cheapest =
                    PlanSolver.minimizeCost(
                            table,
                            "size",
                            Double.POSITIVE_INFINITY,
                            Map.of(),
                            SolverOptions.DEFAULT);
            if (least.status() == PrecisionPlan.Status.INFEASIBLE) {
                assertThat(cheapest.status()).isEqualTo(PrecisionPlan.Status.INFEASIBLE);
                continue;
            }
            double limit = Math.nextUp((least.loss() + cheapest.loss()) / 2);
            PrecisionPlan between =
                    PlanSolver.minimizeCost(table, "size", limit, Map.of(), SolverOptions.DEFAULT);
            assertThat(between.loss()).isLessThanOrEqualTo(limit);
            assertThat(between.costs().getOrDefault("size", 0.0))
                    .isBetween(
                            cheapest.costs().getOrDefault("size", 0.0),
                            Math.max(
                                    least.costs().getOrDefault("size", 0.0),
                                    cheapest.costs().getOrDefault("size", 0.0)));
        }
    }

    @Test
    void whatIsInfeasibleHasANearestFeasibleValue() {
        CostTable table = randomTable(new SplittableRandom(8));
        PrecisionPlan least =
                PlanSolver.minimizeCost(
                        table, "size", Double.POSITIVE_INFINITY, Map.of(), SolverOptions.DEFAULT);
        NearestFeasible nearest =
                NearestFeasible.of(table, Map.of("size", 0.0), SolverOptions.DEFAULT);
        double alone = least.costs().getOrDefault("size", -1.0);
        assertThat(nearest.leastAlone())
                .containsEntry("size", new NearestFeasible.Least(alone, true));
        double value = Objects.requireNonNull(nearest.leastTogether().get("size")).value();
        assertThat(
                        PlanSolver.minimizeLoss(table, Map.of("size", value), SolverOptions.DEFAULT)
                                .status())
                .isEqualTo(PrecisionPlan.Status.OPTIMAL);
    }

    @Test
    void theLeastOfAPlanThatIsNotProvenIsNotProvenEither() {
        for (PrecisionPlan.Status status :
                List.of(PrecisionPlan.Status.OPTIMAL, PrecisionPlan.Status.FEASIBLE)) {
            PrecisionPlan plan =
                    new PrecisionPlan(
                            Map.of("a", "w8a8"), 0, Map.of("size", 4.0), 3, 0.25, status, "none");
            assertThat(NearestFeasible.Least.of(plan, "size"))
                    .isEqualTo(
                            new NearestFeasible.Least(4, status == PrecisionPlan.Status.OPTIMAL));
        }
    }

    @Test
    void badQuestionsAndTablesAreRefusedInOneLine() {
        CostTable table = randomTable(new SplittableRandom(1));
        assertThatThrownBy(() ->
                        PlanSolver.minimizeLoss(table, Map.of("siez", 1.0), SolverOptions.DEFAULT))
                .isInstanceOf(TableFileException.class)
                .hasMessageContaining("siez")
                .hasMessageContaining("size");
        String good = CostTableFile.text(table);
        for (String[] change :
                new String[][] {
                    {"\"format\"", "\"fromat\""},
                    {"bitwright-cost-table/1", "bitwright-cost-table/9"},
                    {"\"loss\" : ", "\"loss\" : \"x\", \"lost\" : "},
                    {"\"size\" : ", "\"size\" : -"},
                    {"\"name\" : \"c0\"", "\"name\" : \" \""},
                    {
                        "\"couplings\" : [ ",
                        "\"couplings\" : [ {\"attribute\": \"input\", \"layers\": [\"nobody\"]}, "
                    },
                    {"}", ""},
                }) {
            String bad = good.replaceFirst(java.util.regex.Pattern.quote(change[0]), change[1]);
            if (!bad.equals(good)) {
                assertThatThrownBy(() -> CostTableFile.parse(bad, "costs.json"))
                        .as(change[1])
                        .isInstanceOf(TableFileException.class)
                        .hasMessageStartingWith("costs.json: ")
                        .satisfies(problem ->
                                assertThat(String.valueOf(problem.getMessage()).lines())
                                        .hasSize(1));
            }
        }
    }
}
