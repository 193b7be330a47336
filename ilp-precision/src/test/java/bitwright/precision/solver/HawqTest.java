package bitwright.precision.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The nine published configurations of HAWQ-V3's ResNet18 are the optima of the program that their
/// notebook states.
final class HawqTest {
    private final List<LayerChoices> layers = new ArrayList<>();
    private final List<Coupling> couplings = new ArrayList<>();
    private final List<String[]> solutions = new ArrayList<>();
    private final Map<String, String> uncoupled = new LinkedHashMap<>();

    HawqTest() throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(
                        HawqTest.class.getResourceAsStream("hawq-v3-resnet18.csv"))) {
            for (String line :
                    new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                String[] cells = line.split(",", -1);
                switch (cells[0]) {
                    case "layer" -> layers.add(layer(cells));
                    case "pair" ->
                            couplings.add(
                                    new Coupling(
                                            "bits",
                                            List.of(
                                                    layers.get(Integer.parseInt(cells[1])).name(),
                                                    layers.get(Integer.parseInt(cells[2]))
                                                            .name())));
                    case "solution" -> solutions.add(cells);
                    case "uncoupled" -> uncoupled.put(cells[1] + cells[2], cells[3]);
                    default -> assertThat(line).startsWith("#");
                }
            }
        }
    }

    private static LayerChoices layer(String[] cells) {
        List<Choice> choices = new ArrayList<>();
        for (int bits : new int[] {4, 8}) {
            double loss =
                    Double.parseDouble(cells[4]) * Double.parseDouble(cells[bits == 4 ? 5 : 6]);
            Map<String, Double> costs =
                    Map.of(
                            "modelsize", Double.parseDouble(cells[2]) * bits / 8 / (1 << 20),
                            "bops", Double.parseDouble(cells[3]) / 1e6 / (bits == 4 ? 64 : 16),
                            "latency", Double.parseDouble(cells[bits == 4 ? 7 : 8]));
            choices.add(
                    new Choice(
                            Integer.toString(bits),
                            loss,
                            costs,
                            Map.of("bits", Integer.toString(bits))));
        }
        return new LayerChoices(cells[1], choices);
    }

    private PrecisionPlan solve(String[] solution, boolean coupled, SolverOptions options) {
        CostTable table = new CostTable("resnet18", layers, coupled ? couplings : List.of());
        double low = 0;
        double high = 0;
        for (LayerChoices layer : layers) {
            low += layer.choices().getFirst().costs().getOrDefault(solution[1], 0.0);
            high += layer.choices().getLast().costs().getOrDefault(solution[1], 0.0);
        }
        double budget = low + Double.parseDouble(solution[2]) * (high - low);
        return PlanSolver.minimizeLoss(table, Map.of(solution[1], budget), options);
    }

    private static String bits(PrecisionPlan plan) {
        return String.join("", plan.choices().values());
    }

    @ParameterizedTest
    @EnumSource(SolverOptions.Method.class)
    void allNinePublishedConfigurationsAreProvenOptimal(SolverOptions.Method method) {
        assertThat(layers).hasSize(19);
        assertThat(solutions).hasSize(9);
        for (String[] solution : solutions) {
            PrecisionPlan plan = solve(solution, true, SolverOptions.DEFAULT.with(method));
            String name = solution[1] + " " + solution[2];
            assertThat(bits(plan)).as(name).isEqualTo(solution[3]);
            assertThat(plan.loss())
                    .as(name)
                    .isCloseTo(Double.parseDouble(solution[4]), within(1e-9));
            assertThat(plan.gap()).as(name).isZero();
            assertThat(plan.status()).as(name).isEqualTo(PrecisionPlan.Status.OPTIMAL);
        }
    }

    /// No solver has to be believed: an exhaustive search proves the same.
    @Test
    void theProofNeedsNoSolver() {
        for (String[] solution : solutions) {
            PrecisionPlan plan = solve(solution, true, SolverOptions.DEFAULT);
            assertThat(plan.proof().justifiedBound()).isEqualTo(plan.bound());
            assertThat(plan.bound()).isEqualTo(plan.loss());
        }
    }

    /// Of HAWQ-V3's eighteen programs nine have another optimum without the couplings; four of
    /// those are among the nine of ResNet18.
    @Test
    void withoutTheCouplingsFourOfNineOptimaAreWrong() {
        assertThat(uncoupled).hasSize(4);
        for (String[] solution : solutions) {
            String expected = uncoupled.getOrDefault(solution[1] + solution[2], solution[3]);
            assertThat(bits(solve(solution, false, SolverOptions.DEFAULT)))
                    .as(solution[1] + " " + solution[2])
                    .isEqualTo(expected);
        }
    }
}
