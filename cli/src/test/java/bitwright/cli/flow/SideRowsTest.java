package bitwright.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import bitwright.arch.format.Precision;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.Couplings;
import bitwright.precision.table.Measure;
import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Layers on two units, against all placements one by one.
final class SideRowsTest {
    private static final Path MACHINE =
            Path.of(System.getProperty("bitwright.root"), "hw-configs/int8-and-pot4-arrays.yaml");

    @Test
    void contractionsOfOneDepthNeverNeedEachOther() {
        assertThat(SideBySide.of(branching(new SplittableRandom(1))))
                .containsExactly(List.of("first", "shortcut"));
    }

    @Test
    void theSlowestUnitOrTheSharedMemoryDecides() {
        SideBySide.Part one = new SideBySide.Part("one", 100, Map.of("dram", 30L));
        SideBySide.Part other = new SideBySide.Part("other", 70, Map.of("dram", 40L));
        SideBySide.Part again = new SideBySide.Part("other", 60, Map.of("dram", 65L));
        assertThat(SideBySide.cycles(List.of(one))).isEqualTo(100);
        assertThat(SideBySide.cycles(List.of(one, other))).isEqualTo(100);
        assertThat(SideBySide.cycles(List.of(one, other, again))).isEqualTo(135);
        assertThat(SideBySide.cycles(List.of(other, again))).isEqualTo(130);
    }

    /// The least loss under a bound on latency, over every placement; the latency is what the end
    /// simulation says of the contractions.
    @Test
    void plansOnTwoUnitsAreTheBestOfAllPlacements() throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        MachineSource machine = MachineSource.load(MACHINE);
        int mixed = 0;
        for (int instance = 0; instance < 8; instance++) {
            Network network = branching(random);
            NetworkCosting costing = new NetworkCosting(network, machine.accelerator());
            List<Precision> candidates =
                    Planning.candidates(machine, List.of("w8a8", "w4a8", "pot4a8"));
            Placements placements = Placements.of(network, costing, candidates, Map.of());
            costing.map(placements, () -> {});
            Map<String, Map<String, Double>> losses = new LinkedHashMap<>();
            for (Contraction layer : network.contractions()) {
                Map<String, Double> own = new HashMap<>();
                candidates.forEach(each -> own.put(each.name(), random.nextInt(64) / 8.0));
                losses.put(layer.name(), own);
            }
            PlanQuestion free = PlanQuestion.leastLoss(Map.of(), 1);
            CostTable table =
                    TableBuilder.build(
                            network,
                            costing,
                            placements,
                            losses,
                            ChoiceOptions.of(List.of()),
                            free);
            PrecisionPlan fastest =
                    PlanSolver.solve(
                            table,
                            PlanQuestion.least(Measure.named(TableBuilder.LATENCY), Map.of(), 1)
                                    .on(table),
                            free.solver());
            double least = Double.POSITIVE_INFINITY;
            List<double[]> all = new ArrayList<>();
            for (Map<String, Placement> placed : all(network, placements, table)) {
                double latency = latency(network, costing, placed);
                double loss = 0;
                for (Map.Entry<String, Placement> entry : placed.entrySet()) {
                    loss +=
                            losses.getOrDefault(entry.getKey(), Map.of())
                                    .getOrDefault(entry.getValue().precision().name(), 0.0);
                }
                all.add(new double[] {latency, loss});
                least = Math.min(least, latency);
            }
            assertThat(fastest.costs().getOrDefault(TableBuilder.LATENCY, 0.0))
                    .isCloseTo(least, offset(1e-12));
            double budget = least * (1 + random.nextDouble() / 2);
            double best =
                    all.stream()
                            .filter(plan -> plan[0] <= budget)
                            .mapToDouble(plan -> plan[1])
                            .min()
                            .orElseThrow();
            PlanQuestion bounded = free.within(Map.of(TableBuilder.LATENCY, budget));
            PrecisionPlan plan = PlanSolver.solve(table, bounded.on(table), bounded.solver());
            assertThat(plan.loss()).isEqualTo(best);
            mixed +=
                    placements.chosen(plan.choices()).values().stream()
                                            .map(Placement::unit)
                                            .distinct()
                                            .count()
                                    > 1
                            ? 1
                            : 0;
        }
        assertThat(mixed).isPositive();
    }

    /// A budget below both units' area leaves one of them out; below the smaller one there is no
    /// plan.
    @Test
    void aBoundOnTheAreaLeavesAUnitOut() throws IOException {
        MachineSource machine = MachineSource.load(MACHINE);
        Network network = branching(new SplittableRandom(5));
        NetworkCosting costing = new NetworkCosting(network, machine.accelerator());
        List<Precision> candidates = Planning.candidates(machine, List.of("w4a8", "pot3a8"));
        Placements placements = Placements.of(network, costing, candidates, Map.of());
        costing.map(placements, () -> {});
        Map<String, Map<String, Double>> losses = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            boolean first = layer.name().equals("first");
            losses.put(layer.name(), Map.of("w4a8", first ? 1.0 : 0, "pot3a8", first ? 0 : 1.0));
        }
        List<Double> units =
                machine.accelerator().units().stream()
                        .map(unit -> unit.squareMicrometres().orElseThrow() * 1e-6)
                        .toList();
        double both = units.stream().mapToDouble(Double::doubleValue).sum();
        for (double[] expected :
                new double[][] {
                    {both * 1.001, 0}, {both * 0.99, 1}, {units.getLast() * 1.001, 3}
                }) {
            PlanQuestion question =
                    PlanQuestion.leastLoss(Map.of(TableBuilder.AREA, expected[0]), 1);
            CostTable table =
                    TableBuilder.build(
                            network,
                            costing,
                            placements,
                            losses,
                            ChoiceOptions.of(List.of()),
                            question);
            PrecisionPlan plan = PlanSolver.solve(table, question.on(table), question.solver());
            assertThat(plan.loss()).isEqualTo(expected[1]);
        }
        PlanQuestion none = PlanQuestion.leastLoss(Map.of(TableBuilder.AREA, 0.001), 1);
        CostTable table =
                TableBuilder.build(
                        network, costing, placements, losses, ChoiceOptions.of(List.of()), none);
        assertThat(PlanSolver.solve(table, none.on(table), none.solver()).status())
                .isEqualTo(PrecisionPlan.Status.INFEASIBLE);
    }

    /// Milliseconds of the contractions, as the end simulation has them.
    private static double latency(
            Network network, NetworkCosting costing, Map<String, Placement> placed) {
        List<LayerResult> layers = new ArrayList<>();
        for (Contraction layer : network.contractions()) {
            Placement placement = placed.get(layer.name());
            if (placement != null) {
                layers.add(
                        new LayerResult(
                                layer,
                                placement.precision(),
                                null,
                                placement.unit().name(),
                                costing.mapped(layer, placement).cost(),
                                0));
            }
        }
        NetworkResult result =
                new NetworkResult(costing.accelerator(), layers, SideBySide.of(network));
        return result.cycles() * 1e3 / costing.accelerator().clockHz();
    }

    private static List<Map<String, Placement>> all(
            Network network, Placements placements, CostTable table) {
        List<Map<String, Placement>> all = List.of(Map.of());
        for (Contraction layer : network.contractions()) {
            List<Map<String, Placement>> longer = new ArrayList<>();
            for (Map<String, Placement> some : all) {
                for (Placement placement :
                        placements.byLayer().getOrDefault(layer.name(), List.of())) {
                    Map<String, Placement> more = new LinkedHashMap<>(some);
                    more.put(layer.name(), placement);
                    longer.add(more);
                }
            }
            all = longer;
        }
        return all.stream().filter(placed -> agrees(placed, table)).toList();
    }

    /// Whether layers that share an input have activations of one format.
    private static boolean agrees(Map<String, Placement> placed, CostTable table) {
        return table.couplings().stream()
                .filter(coupling -> coupling.attribute().equals(Couplings.INPUT))
                .allMatch(coupling ->
                        coupling.layers().stream()
                                        .map(placed::get)
                                        .map(placement ->
                                                placement == null
                                                        ? ""
                                                        : placement
                                                                .precision()
                                                                .activations()
                                                                .name())
                                        .distinct()
                                        .count()
                                == 1);
    }

    /// A stem, two layers that read it, one of them a shortcut, and what comes after.
    private static Network branching(SplittableRandom random) {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        for (String tensor : List.of("x", "s", "a", "b", "c", "sum")) {
            shapes.put(tensor, List.of(1, 64));
        }
        return new Network(
                "branching",
                List.of("x"),
                List.of("sum"),
                List.of(
                        convolution("stem", "x", "s", random),
                        convolution("first", "s", "a", random),
                        convolution("second", "a", "b", random),
                        convolution("shortcut", "s", "c", random),
                        new Pointwise(
                                "add",
                                "Add",
                                Pointwise.Kind.ADD,
                                List.of("b", "c"),
                                List.of(),
                                "sum",
                                null,
                                0,
                                0,
                                64,
                                1)),
                shapes,
                Map.of(),
                0);
    }

    private static Contraction convolution(
            String name, String input, String output, SplittableRandom random) {
        return new Contraction(
                name,
                "Conv",
                List.of(input),
                output,
                LoopNest.matrixProduct(
                        1,
                        32 << random.nextInt(4),
                        16 << random.nextInt(4),
                        64 << random.nextInt(3)),
                "w",
                null,
                false);
    }
}
