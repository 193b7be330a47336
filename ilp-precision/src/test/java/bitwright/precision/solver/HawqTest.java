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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The nine published configurations of HAWQ-V3's ResNet18 are the optima of the program that their
/// notebook states.
final class HawqTest {
    private final List<LayerChoices> layers = new ArrayList<>();
    private final List<Coupling> couplings = new ArrayList<>();
    private final List<String[]> solutions = new ArrayList<>();

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

    private PrecisionPlan solve(String[] solution, boolean coupled) {
        CostTable table = new CostTable("resnet18", layers, coupled ? couplings : List.of());
        double low = 0;
        double high = 0;
        for (LayerChoices layer : layers) {
            low += layer.choices().getFirst().costs().getOrDefault(solution[1], 0.0);
            high += layer.choices().getLast().costs().getOrDefault(solution[1], 0.0);
        }
        double budget = low + Double.parseDouble(solution[2]) * (high - low);
        return PlanSolver.minimizeLoss(table, Map.of(solution[1], budget), SolverOptions.DEFAULT);
    }

    @Test
    void allNinePublishedConfigurationsAreProvenOptimal() {
        assertThat(layers).hasSize(19);
        assertThat(solutions).hasSize(9);
        for (String[] solution : solutions) {
            PrecisionPlan plan = solve(solution, true);
            String name = solution[1] + " " + solution[2];
            assertThat(plan.choices().values().stream().collect(Collectors.joining()))
                    .as(name)
                    .isEqualTo(solution[3]);
            assertThat(plan.loss())
                    .as(name)
                    .isCloseTo(Double.parseDouble(solution[4]), within(1e-9));
            assertThat(plan.gap()).as(name).isZero();
            assertThat(plan.status()).as(name).isEqualTo(PrecisionPlan.Status.OPTIMAL);
        }
    }

    @Test
    void withoutTheCouplingsSomeOptimaDiffer() {
        long different =
                solutions.stream()
                        .filter(solution ->
                                !String.join("", solve(solution, false).choices().values())
                                        .equals(solution[3]))
                        .count();
        assertThat(different).isPositive();
    }
}
