package bitwright.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.solver.PlanSums;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Couplings;
import bitwright.precision.table.Measure;
import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The moments of a table against the liveness of the network itself.
final class PeakRowsTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));
    private static final List<String> CANDIDATES = List.of("w8a8", "w4a8", "w8a4", "w4a4");

    @ParameterizedTest
    @ValueSource(strings = {"fashion-resnet8", "fashion-vit"})
    void theGreatestMomentOfAnyPlanIsThePeakOfTheNetwork(String model) throws IOException {
        Network network = OnnxReader.read(ROOT.resolve("models/" + model + ".onnx"), 1);
        Case subject = new Case(network, new SplittableRandom(1));
        SplittableRandom random = new SplittableRandom(2);
        int checked = 0;
        for (int plan = 0; plan < 40; plan++) {
            Map<String, String> choices = subject.random(random);
            Map<String, String> complete = Completion.of(subject.table, choices).orElseThrow();
            assertThat(subject.greatest(complete)).isEqualTo(subject.peakKib(choices));
            checked++;
        }
        assertThat(checked).isEqualTo(40);
    }

    /// Small networks whose branches join in additions, all plans tried one by one.
    @Test
    void aBoundOnThePeakIsMetByTheBestPlanOfAll() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        int bounded = 0;
        for (int instance = 0; instance < 60; instance++) {
            Case subject = new Case(branching(random), random.split());
            double widest = subject.peakKib(subject.everywhere("w8a8"));
            double narrowest = subject.peakKib(subject.everywhere("w4a4"));
            double budget = narrowest + random.nextDouble() * (widest - narrowest);
            double best = Double.POSITIVE_INFINITY;
            double free = Double.POSITIVE_INFINITY;
            for (Map<String, String> choices : subject.all()) {
                if (Completion.of(subject.table, choices).isPresent()) {
                    free = Math.min(free, subject.loss(choices));
                    if (subject.peakKib(choices) <= budget) {
                        best = Math.min(best, subject.loss(choices));
                    }
                }
            }
            PlanQuestion question =
                    PlanQuestion.leastLoss(Map.of(TableBuilder.ACTIVATIONS, budget), 1);
            PrecisionPlan plan =
                    PlanSolver.solve(subject.table, question.on(subject.table), question.solver());
            assertThat(plan.gap()).isZero();
            assertThat(plan.loss()).isEqualTo(best);
            bounded += best > free ? 1 : 0;
        }
        assertThat(bounded).isGreaterThan(10);
    }

    /// A stem, a branch of two products beside the skipped tensor, an addition, a head.
    private static Network branching(SplittableRandom random) {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        List<Integer> wide = List.of(1 + random.nextInt(4), 8);
        for (String tensor : List.of("x", "s", "a", "b", "sum", "y")) {
            shapes.put(tensor, wide);
        }
        return new Network(
                "branching",
                List.of("x"),
                List.of("y"),
                List.of(
                        product("stem", "x", "s"),
                        product("first", "s", "a"),
                        product("second", "a", "b"),
                        new Pointwise(
                                "add",
                                "Add",
                                Pointwise.Kind.ADD,
                                List.of("s", "b"),
                                List.of(),
                                "sum",
                                null,
                                0,
                                0,
                                8L * wide.getFirst(),
                                1),
                        product("head", "sum", "y")),
                shapes,
                Map.of(),
                0);
    }

    private static Contraction product(String name, String input, String output) {
        return new Contraction(
                name,
                "MatMul",
                List.of(input),
                output,
                LoopNest.matrixProduct(1, 4, 8, 8),
                "w",
                null,
                true);
    }

    /// A network's table with random losses and the moments of its peak.
    private static final class Case {
        private final Network network;
        private final Accelerator machine;
        private final CostTable table;
        private final Map<String, Precision> precisions = new LinkedHashMap<>();

        Case(Network network, SplittableRandom random) throws IOException {
            this.network = network;
            machine = MachineReader.read(ROOT.resolve("hw-configs/pot-array-16x16.yaml"));
            CANDIDATES.forEach(name -> precisions.put(name, machine.precision(name)));
            Placements placements =
                    Placements.of(
                            network,
                            new NetworkCosting(network, machine),
                            List.copyOf(precisions.values()),
                            Map.of());
            List<LayerChoices> layers = new ArrayList<>();
            for (Contraction layer : network.contractions()) {
                List<Choice> choices = new ArrayList<>();
                for (Placement placement :
                        placements.byLayer().getOrDefault(layer.name(), List.of())) {
                    choices.add(
                            new Choice(
                                    placement.name(),
                                    random.nextInt(1000) / 8.0,
                                    Map.of(),
                                    Map.of(
                                            Couplings.INPUT,
                                            "a"
                                                    + placement
                                                            .precision()
                                                            .activations()
                                                            .activationLabel())));
                }
                layers.add(new LayerChoices(layer.name(), choices));
            }
            table =
                    PeakRows.add(
                            new CostTable(network.name(), layers, Couplings.sharedInputs(network)),
                            network,
                            placements);
        }

        Map<String, String> everywhere(String choice) {
            Map<String, String> choices = new LinkedHashMap<>();
            network.contractions().forEach(layer -> choices.put(layer.name(), choice));
            return choices;
        }

        /// Any choices that the couplings allow; the classifier's is the widest, as the network's
        /// outputs count at the widest candidate.
        Map<String, String> random(SplittableRandom random) {
            Map<String, String> choices = everywhere("w8a8");
            network.contractions().reversed().stream()
                    .skip(1)
                    .forEach(layer -> {
                        String choice = CANDIDATES.get(random.nextInt(CANDIDATES.size()));
                        String before = choices.put(layer.name(), choice);
                        if (Completion.of(table, choices).isEmpty()) {
                            choices.put(layer.name(), String.valueOf(before));
                        }
                    });
            return choices;
        }

        List<Map<String, String>> all() {
            List<Map<String, String>> all = List.of(Map.of());
            for (Contraction layer : network.contractions()) {
                List<Map<String, String>> longer = new ArrayList<>();
                for (Map<String, String> some : all) {
                    for (String choice : CANDIDATES) {
                        Map<String, String> more = new LinkedHashMap<>(some);
                        more.put(layer.name(), choice);
                        longer.add(more);
                    }
                }
                all = longer;
            }
            return all;
        }

        double loss(Map<String, String> choices) {
            return new PlanSums(table).exact(choices, Measure.LOSS).doubleValue();
        }

        double greatest(Map<String, String> complete) {
            PlanSums sums = new PlanSums(table);
            return table.costNames().stream()
                    .mapToDouble(cost -> sums.exact(complete, Measure.named(cost)).doubleValue())
                    .max()
                    .orElseThrow();
        }

        /// The liveness of the network, outputs at the widest candidate.
        double peakKib(Map<String, String> choices) {
            Map<String, Precision> byLayer = new LinkedHashMap<>();
            choices.forEach((layer, choice) -> byLayer.put(layer, machine.precision(choice)));
            byLayer.put("(widest)", machine.precision("w8a8"));
            return MemoryNeed.of(network, byLayer, null, machine).activationBits() / 8192.0;
        }
    }
}
