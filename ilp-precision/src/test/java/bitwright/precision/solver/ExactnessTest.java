package bitwright.precision.solver;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.plan.PrecisionPlan.Status;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.LayerChoices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Digits beyond a 64-bit integer: the solver must neither lose plans nor proofs to rounding.
final class ExactnessTest {
    private static LayerChoices layer(int index, Choice... choices) {
        return new LayerChoices("l" + index, List.of(choices));
    }

    private static CostTable equalLayers(int count, Choice... choices) {
        List<LayerChoices> layers = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            layers.add(layer(index, choices));
        }
        return new CostTable("equal", layers, List.of());
    }

    private static Choice choice(String name, double loss, double size) {
        return new Choice(name, loss, Map.of("size", size), Map.of());
    }

    /// The blocks of a transformer are equal layers: thousands of plans tie exactly.
    @Test
    void equalLayersAreProvenOptimal() {
        CostTable table =
                equalLayers(
                        14,
                        choice("w8", 0.1234567890123456, 8),
                        choice("w4", 0.98765432109876543, 4));
        PrecisionPlan plan =
                PlanSolver.minimizeLoss(table, Map.of("size", 84.0), SolverOptions.DEFAULT);
        assertThat(plan.status()).isEqualTo(Status.OPTIMAL);
        assertThat(plan.gap()).isZero();
        assertThat(plan.costs()).containsEntry("size", 84.0);
    }

    /// Half the layers at 8 bits exceed this budget by one in the 16th digit, in thousands of ways.
    @Test
    void aBudgetMissedInTheLastDigitIsMissedAndAPlanIsFound() {
        CostTable table = equalLayers(14, choice("w8", 0, 1.000000000000001), choice("w4", 1, 0));
        PrecisionPlan plan =
                PlanSolver.minimizeLoss(
                        table, Map.of("size", 7.000000000000006), SolverOptions.DEFAULT);
        assertThat(plan.status()).isEqualTo(Status.OPTIMAL);
        assertThat(plan.loss()).isEqualTo(8);
    }

    /// As many equal layers as a large transformer has, three formats each, two budgets.
    @Test
    void fortyEightEqualLayersAreProvenOptimal() {
        List<LayerChoices> layers = new ArrayList<>();
        for (int index = 0; index < 48; index++) {
            layers.add(
                    layer(
                            index,
                            new Choice("w8", 1.0 / 3, Map.of("size", 8.0, "time", 1.7), Map.of()),
                            new Choice("w6", 5.0 / 7, Map.of("size", 6.0, "time", 1.3), Map.of()),
                            new Choice(
                                    "w4", 13.0 / 9, Map.of("size", 4.0, "time", 1.1), Map.of())));
        }
        PrecisionPlan plan =
                PlanSolver.minimizeLoss(
                        new CostTable("equal", layers, List.of()),
                        Map.of("size", 301.0, "time", 66.65),
                        SolverOptions.DEFAULT);
        // 301 is odd and sizes are even: 300 = 8a + 6b + 4c with a + b + c = 48, so that a - c = 6
        // and b = 42 - 2c; time = 1.7 (c + 6) + 1.3 (42 - 2c) + 1.1c = 64.8 + 0.2c; loss rises by
        // 1/3 + 13/9 - 2 * 5/7 > 0 with c, so c = 0.
        assertThat(plan.status()).isEqualTo(Status.OPTIMAL);
        assertThat(plan.gap()).isZero();
        assertThat(plan.choices().values().stream().filter("w8"::equals)).hasSize(6);
        assertThat(plan.choices().values().stream().filter("w6"::equals)).hasSize(42);
    }

    /// Losses forty digits apart: the small ones decide among plans that the great ones leave
    /// equal.
    @Test
    void theLeastDigitsDecideAmongEqualPlans() {
        CostTable table =
                new CostTable(
                        "wide",
                        List.of(
                                layer(0, choice("a", 1e20, 1), choice("b", 1e20, 2)),
                                layer(1, choice("a", 3e-20, 1), choice("b", 2e-20, 1)),
                                layer(2, choice("a", 7e-21, 1), choice("b", 0, 2))),
                        List.of());
        PrecisionPlan plan =
                PlanSolver.minimizeLoss(table, Map.of("size", 3.0), SolverOptions.DEFAULT);
        assertThat(plan.status()).isEqualTo(Status.OPTIMAL);
        assertThat(plan.choices())
                .containsEntry("l0", "a")
                .containsEntry("l1", "b")
                .containsEntry("l2", "a");
    }
}
