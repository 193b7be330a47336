package bitwright.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.reader.MachineReader;
import bitwright.sim.cost.LayerCost;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.Pointwise.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TensorWidthsTest {
    private static final Path ARRAY =
            Path.of(System.getProperty("bitwright.root"), "hw-configs/pot-array-16x16.yaml");

    /// `x → first → a; a + x → s; s → second → y`, the second product at 4 bits.
    @Test
    void pointwiseLayersReadAndWriteAtTheWidthsOfThePlan() throws IOException {
        Network network =
                network(
                        List.of("y"),
                        List.of(
                                product("first", "x", "a"),
                                sum("sum", "a", "x", "s"),
                                product("second", "s", "y")));
        Accelerator machine = MachineReader.read(ARRAY);
        Precision wide = machine.precision("w8a8");
        Precision narrow = machine.precision("w4a4");
        Map<String, Precision> mixed = Map.of("first", wide, "second", narrow);
        TensorWidths widths = TensorWidths.of(network, mixed);
        assertThat(List.of("x", "a", "s", "y").stream().map(widths::of))
                .containsExactly(8, 4, 4, 8);
        NetworkCosting costing = new NetworkCosting(network, machine);
        costing.map(List.of(wide, narrow), () -> {});
        MemoryLevel outer = machine.memories().getFirst();
        NetworkResult priced = costing.price(mixed);
        // `first` works at 8 bits and writes what `sum` reads, 4; `second` the other way round.
        assertThat(priced.layers().get(0).cost().trafficBits())
                .containsEntry(outer.name() + "/output/write", 16 * 4L);
        assertThat(priced.layers().get(2).cost().trafficBits())
                .containsEntry(outer.name() + "/output/write", 16 * 8L);
        for (LayerResult layer : priced.layers()) {
            assertThat(layer.cost().boundCycles()).isLessThanOrEqualTo(layer.cost().cycles());
        }
        LayerCost cost = sum(priced);
        assertThat(cost.trafficBits())
                .containsEntry(outer.name() + "/input/read", 16 * 4 + 16 * 8L)
                .containsEntry(outer.name() + "/output/write", 16 * 4L);
        for (Precision uniform : List.of(wide, narrow)) {
            long bits = uniform.activations().bits();
            assertThat(
                            sum(costing.price(Map.of("first", uniform, "second", uniform)))
                                    .trafficBits())
                    .containsEntry(outer.name() + "/input/read", 2 * 16 * bits)
                    .containsEntry(outer.name() + "/output/write", 16 * bits);
        }
    }

    /// The oracle follows every path from a tensor to what ends it.
    @Test
    void aTensorIsAsWideAsTheWidestThatItReaches() {
        String[] names = {"w8a8", "w8a6", "w4a4", "w2a2"};
        for (int seed = 0; seed < 200; seed++) {
            var random = new SplittableRandom(seed);
            List<Layer> layers = new ArrayList<>();
            Map<String, Precision> choices = new LinkedHashMap<>();
            int size = 2 + random.nextInt(10);
            for (int i = 1; i <= size; i++) {
                String input = "t" + random.nextInt(i);
                if (i == 1 || random.nextBoolean()) {
                    layers.add(product("l" + i, input, "t" + i));
                    choices.put("l" + i, Precision.parse(names[random.nextInt(names.length)]));
                } else {
                    layers.add(sum("l" + i, input, "t" + random.nextInt(i), "t" + i));
                }
            }
            Network network = network(List.of("t" + size), layers);
            TensorWidths widths = TensorWidths.of(network, choices);
            for (int i = 0; i <= size; i++) {
                String tensor = "t" + i;
                if (i > 0 || layers.stream().anyMatch(layer -> layer.inputs().contains(tensor))) {
                    assertThat(widths.of(tensor))
                            .as("seed %d, tensor %s", seed, tensor)
                            .isEqualTo(reached(tensor, network, choices));
                }
            }
        }
    }

    @Test
    void unknownTensorsAndLayersWithoutAChoiceAreRefused() {
        Network network = network(List.of("y"), List.of(product("first", "x", "y")));
        assertThatThrownBy(() -> TensorWidths.of(network, Map.of()))
                .hasMessageContaining("layer first has no choice");
        TensorWidths widths = TensorWidths.of(network, Map.of("first", Precision.parse("w8a8")));
        assertThatThrownBy(() -> widths.of("z")).hasMessageContaining("tensor z");
    }

    private static int reached(String tensor, Network network, Map<String, Precision> choices) {
        int widest = 0;
        boolean read = false;
        for (Layer layer : network.layers()) {
            if (layer.inputs().contains(tensor)) {
                read = true;
                Precision choice = choices.get(layer.name());
                widest =
                        Math.max(
                                widest,
                                choice == null
                                        ? reached(layer.output(), network, choices)
                                        : choice.activations().bits());
            }
        }
        if (!read || network.outputs().contains(tensor)) {
            for (Precision choice : choices.values()) {
                widest = Math.max(widest, choice.activations().bits());
            }
        }
        return widest;
    }

    private static LayerCost sum(NetworkResult result) {
        return result.layers().stream()
                .filter(layer -> layer.layer().name().equals("sum"))
                .findFirst()
                .orElseThrow()
                .cost();
    }

    private static Contraction product(String name, String input, String output) {
        return new Contraction(
                name,
                "MatMul",
                List.of(input),
                output,
                LoopNest.matrixProduct(1, 4, 4, 4),
                "w",
                null,
                true);
    }

    private static Pointwise sum(String name, String left, String right, String output) {
        return new Pointwise(
                name,
                "Add",
                Kind.ADD,
                List.of(left, right),
                List.of(),
                output,
                null,
                0,
                0,
                List.of(),
                16,
                1);
    }

    private static Network network(List<String> outputs, List<Layer> layers) {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        for (Layer layer : layers) {
            layer.inputs().forEach(input -> shapes.put(input, List.of(4, 4)));
            shapes.put(layer.output(), List.of(4, 4));
        }
        return new Network(
                "small",
                List.of(layers.getFirst().inputs().getFirst()),
                outputs,
                layers,
                shapes,
                Map.of(),
                0);
    }
}
