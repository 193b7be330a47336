package bitwright.precision.solver;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.plan.PrecisionPlan.Status;
import bitwright.precision.solver.SolverOptions.Method;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Tables of as many layers as real networks have, where nobody can try all plans: two methods
/// agree, and what is claimed is consistent.
final class ManyLayersTest {
    /// Like HAWQ-V3's ResNet50: 52 layers of 4 or 8 bits, four pairs that share their input.
    private static CostTable fiftyTwoLayers() {
        SplittableRandom random = new SplittableRandom(50);
        List<LayerChoices> layers = new ArrayList<>();
        for (int layer = 0; layer < 52; layer++) {
            double parameters = Math.round(Math.exp(9 + 5 * random.nextDouble()));
            double milliseconds = 0.05 + 0.4 * random.nextDouble();
            double loss = 1e-2 * random.nextDouble() * random.nextDouble();
            List<Choice> choices = new ArrayList<>();
            for (int bits : new int[] {4, 8}) {
                Map<String, Double> costs = new LinkedHashMap<>();
                costs.put("size", parameters * bits / 8e6);
                costs.put(
                        "latency",
                        bits == 8 ? milliseconds : milliseconds * (0.5 + random.nextDouble() / 2));
                choices.add(
                        new Choice(
                                "w" + bits,
                                bits == 8 ? loss / 300 : loss,
                                costs,
                                Map.of("input", "a" + bits)));
            }
            layers.add(new LayerChoices("l" + layer, choices));
        }
        List<Coupling> couplings = new ArrayList<>();
        for (int[] pair : new int[][] {{0, 3}, {10, 13}, {23, 26}, {42, 45}}) {
            couplings.add(new Coupling("input", List.of("l" + pair[0], "l" + pair[1])));
        }
        return new CostTable("fifty-two", layers, couplings);
    }

    private static Map<String, Double> budgets(CostTable table, double level, String... names) {
        Map<String, Double> budgets = new LinkedHashMap<>();
        for (String name : names) {
            double low = 0;
            double high = 0;
            for (LayerChoices layer : table.layers()) {
                double[] costs =
                        layer.choices().stream()
                                .mapToDouble(choice -> choice.costs().getOrDefault(name, 0.0))
                                .sorted()
                                .toArray();
                low += costs[0];
                high += costs[costs.length - 1];
            }
            budgets.put(name, low + level * (high - low));
        }
        return budgets;
    }

    @Test
    void fiftyTwoLayersAreProvenUnderOneBudgetAndUnderTwo() {
        CostTable table = fiftyTwoLayers();
        double last = 0;
        for (double level : new double[] {0.75, 0.5, 0.25}) {
            for (String[] names : new String[][] {{"size"}, {"latency"}, {"size", "latency"}}) {
                Map<String, Double> budgets = budgets(table, level, names);
                PrecisionPlan plan = PlanSolver.minimizeLoss(table, budgets, SolverOptions.DEFAULT);
                PrecisionPlan other =
                        PlanSolver.minimizeLoss(
                                table, budgets, SolverOptions.DEFAULT.with(Method.CP_SAT));
                assertThat(plan.status()).isEqualTo(Status.OPTIMAL);
                assertThat(plan.gap()).isZero();
                assertThat(plan.proof().justifiedBound()).isEqualTo(plan.loss());
                assertThat(plan.loss()).isEqualTo(other.loss());
            }
            double now =
                    PlanSolver.minimizeLoss(
                                    table, budgets(table, level, "size"), SolverOptions.DEFAULT)
                            .loss();
            assertThat(now).isGreaterThan(last);
            last = now;
        }
    }

    /// Sixty groups of twenty, three budgets: too many labels for a proof in no time, so that the
    /// gap that was asked for has to do.
    @Test
    void aGapThatWillDoIsKeptAndNoBoundIsAboveAPlan() {
        CostTable table = random(60, 20, List.of());
        Map<String, Double> budgets = budgets(table, 0.35, "size", "latency", "energy");
        PrecisionPlan plan =
                PlanSolver.minimizeLoss(table, budgets, SolverOptions.DEFAULT.withGap(0.02));
        PrecisionPlan better =
                PlanSolver.minimizeLoss(table, budgets, SolverOptions.DEFAULT.withGap(0.002));
        assertThat(plan.gap()).isLessThanOrEqualTo(0.02);
        assertThat(better.gap()).isLessThanOrEqualTo(0.002);
        assertThat(plan.bound()).isLessThanOrEqualTo(better.loss());
        assertThat(better.bound()).isLessThanOrEqualTo(plan.loss());
        budgets.forEach((name, most) ->
                assertThat(Objects.requireNonNull(plan.costs().get(name)))
                        .isLessThanOrEqualTo(most));
    }

    private static CostTable random(int groups, int options, List<Coupling> couplings) {
        SplittableRandom random = new SplittableRandom(60);
        List<LayerChoices> layers = new ArrayList<>();
        for (int layer = 0; layer < groups; layer++) {
            List<Choice> choices = new ArrayList<>();
            for (int choice = 0; choice < options; choice++) {
                Map<String, Double> costs = new LinkedHashMap<>();
                for (String name : List.of("size", "latency", "energy")) {
                    costs.put(name, random.nextDouble());
                }
                choices.add(
                        new Choice(
                                "c" + choice, random.nextDouble(), costs, Map.of("input", "int8")));
            }
            layers.add(new LayerChoices("l" + layer, choices));
        }
        return new CostTable("random", layers, couplings);
    }

    /// A coupling of an attribute that has one value only forbids nothing, but the solver cannot
    /// fuse so many layers and leaves it to CP-SAT.
    @Test
    void couplingsThatCannotBeFusedAreSolvedAllTheSame() {
        List<String> names = new ArrayList<>();
        for (int layer = 0; layer < 24; layer++) {
            names.add("l" + layer);
        }
        CostTable coupled = random(24, 4, List.of(new Coupling("input", names)));
        CostTable free = random(24, 4, List.of());
        Map<String, Double> budgets = budgets(free, 0.4, "size", "latency");
        PrecisionPlan plan = PlanSolver.minimizeLoss(coupled, budgets, SolverOptions.DEFAULT);
        PrecisionPlan same = PlanSolver.minimizeLoss(free, budgets, SolverOptions.DEFAULT);
        assertThat(plan.status()).isEqualTo(Status.OPTIMAL);
        assertThat(plan.solver()).contains("CP-SAT");
        assertThat(plan.loss()).isEqualTo(same.loss());
        assertThat(Objects.requireNonNull(plan.proof().justifiedBound()).doubleValue())
                .isLessThan(plan.bound());
        assertThat(same.proof().justifiedBound()).isEqualTo(same.loss());
    }

    @Test
    void aSolverThatStopsAtItsLimitSaysWhatItHasAndHowGoodThatIs() {
        CostTable table = random(60, 20, List.of());
        Map<String, Double> budgets = budgets(table, 0.35, "size", "latency", "energy");
        PrecisionPlan plan =
                PlanSolver.minimizeLoss(
                        table, budgets, new SolverOptions(1, 0.3).with(Method.CP_SAT));
        assertThat(plan.status()).isEqualTo(Status.FEASIBLE);
        assertThat(plan.gap()).isPositive();
        assertThat(plan.bound()).isLessThan(plan.loss());
        assertThat(plan.choices()).hasSize(60);
    }
}
