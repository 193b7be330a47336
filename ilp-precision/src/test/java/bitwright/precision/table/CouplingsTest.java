package bitwright.precision.table;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.precision.table.CostTable.Coupling;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.Pointwise.Kind;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CouplingsTest {
    /// x -> stem -> s; s -> conv1 -> relu -> conv2 -> b; s -> down -> d; b + d = t; t -> head;
    private static final Network BLOCK =
            network(
                    List.of("x"),
                    convolution("stem", "x", "s"),
                    convolution("conv1", "s", "a"),
                    pointwise("relu", Kind.RELU, List.of("a"), "r"),
                    convolution("conv2", "r", "b"),
                    convolution("down", "s", "d"),
                    pointwise("add", Kind.ADD, List.of("b", "d"), "t"),
                    convolution("head", "t", "y"));

    private static Network network(List<String> inputs, Layer... layers) {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        inputs.forEach(input -> shapes.put(input, List.of(1, 4)));
        for (Layer layer : layers) {
            shapes.put(layer.output(), List.of(1, 4));
        }
        return new Network(
                "net",
                inputs,
                List.of(layers[layers.length - 1].output()),
                List.of(layers),
                shapes,
                Map.of(),
                0);
    }

    private static Contraction convolution(String name, String input, String output) {
        return contraction(name, List.of(input), output, false);
    }

    private static Contraction product(String name, String input, String output) {
        return contraction(name, List.of(input), output, true);
    }

    private static Contraction contraction(
            String name, List<String> inputs, String output, boolean rowsFirst) {
        return new Contraction(
                name,
                "op",
                inputs,
                output,
                LoopNest.matrixProduct(1, 4, 4, 4),
                inputs.size() == 1 ? "w" : null,
                null,
                rowsFirst);
    }

    private static Pointwise pointwise(String name, Kind kind, List<String> inputs, String output) {
        return new Pointwise(name, "op", kind, inputs, List.of(), output, null, 0, 0, 4, 1);
    }

    private static List<Set<String>> sets(List<Coupling> couplings, String attribute) {
        List<Set<String>> sets = new ArrayList<>();
        couplings.stream()
                .filter(coupling -> coupling.attribute().equals(attribute))
                .forEach(coupling -> sets.add(new LinkedHashSet<>(coupling.layers())));
        return sets;
    }

    @Test
    void aProjectionShortcutReadsTheTensorOfItsBlock() {
        List<Coupling> couplings = Couplings.of(BLOCK, false, true);
        assertThat(sets(couplings, Couplings.INPUT)).containsExactly(Set.of("conv1", "down"));
        assertThat(sets(couplings, Couplings.CHOICE)).isEmpty();
        assertThat(couplings.getFirst().reason())
                .contains("one tensor 's'", "'down' is a projection shortcut")
                .doesNotContain("'conv1' is");
        assertThat(Couplings.sharedInputs(BLOCK)).isEqualTo(couplings);
    }

    /// The sum is read by the head alone: without a third reader nothing more is tied, with an
    /// identity shortcut behind it the stream is.
    @Test
    void narrowAdditionsTieOperandsAndSum() {
        Network stream =
                network(
                        List.of("x"),
                        convolution("stem", "x", "s"),
                        convolution("conv1", "s", "a"),
                        pointwise("add", Kind.ADD, List.of("s", "a"), "t"),
                        convolution("conv2", "t", "b"),
                        pointwise("add2", Kind.ADD, List.of("t", "b"), "u"),
                        convolution("head", "u", "y"));
        assertThat(Couplings.of(stream, false, true)).isEmpty();
        List<Coupling> narrow = Couplings.of(stream, true, true);
        assertThat(sets(narrow, Couplings.INPUT)).containsExactly(Set.of("conv1", "conv2", "head"));
        assertThat(narrow.getFirst().reason()).contains("added to it in its own format");
        assertThat(sets(Couplings.of(BLOCK, true, true), Couplings.INPUT))
                .containsExactly(Set.of("conv1", "down"));
    }

    @Test
    void productsOfOneTensorAreOneProductUnlessTheyAreSeparate() {
        Network attention =
                network(
                        List.of("x"),
                        product("query", "x", "q"),
                        product("key", "x", "k"),
                        new View(
                                "reshape",
                                "Reshape",
                                View.Kind.RESHAPE,
                                List.of("x"),
                                List.of(),
                                "x2",
                                List.of()),
                        product("value", "x2", "v"),
                        contraction("scores", List.of("q", "k"), "s", true),
                        contraction("mix", List.of("s", "v"), "y", true));
        List<Coupling> fused = Couplings.of(attention, false, true);
        assertThat(sets(fused, Couplings.INPUT)).containsExactly(Set.of("query", "key", "value"));
        assertThat(sets(fused, Couplings.CHOICE)).containsExactly(Set.of("query", "key", "value"));
        assertThat(sets(Couplings.of(attention, false, false), Couplings.CHOICE)).isEmpty();
        // Two products of activations that read one tensor are two products.
        Network squares =
                network(
                        List.of("x", "z"),
                        contraction("one", List.of("x", "z"), "p", true),
                        contraction("two", List.of("x", "p"), "y", true));
        assertThat(sets(Couplings.of(squares, false, true), Couplings.CHOICE)).isEmpty();
    }
}
