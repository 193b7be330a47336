package bitwright.sim.cost;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.Pointwise.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which layers ride on the one before them.
final class FusionTest {
    private static Layer product(String input, String output) {
        return new Contraction(
                "make " + output,
                "Gemm",
                List.of(input),
                output,
                LoopNest.matrixProduct(1, 1, 2, 3),
                null,
                null,
                true);
    }

    private static Layer pointwise(Kind kind, String output, String... inputs) {
        return new Pointwise(
                "make " + output,
                kind.name(),
                kind,
                List.of(inputs),
                List.of(),
                output,
                null,
                0,
                6,
                2,
                1);
    }

    private static Network network(List<String> outputs, Layer... layers) {
        return new Network("net", List.of("x"), outputs, List.of(layers), Map.of(), Map.of(), 0);
    }

    private static Network network(Layer... layers) {
        return network(List.of(layers[layers.length - 1].output()), layers);
    }

    @Test
    void reluAndClipRideOnContractionsAndAdditions() {
        assertThat(
                        Fusion.fused(
                                network(
                                        product("x", "a"),
                                        pointwise(Kind.RELU, "b", "a"),
                                        product("b", "c"),
                                        pointwise(Kind.CLIP, "d", "c"),
                                        pointwise(Kind.ADD, "e", "d", "b"),
                                        pointwise(Kind.RELU, "f", "e"))))
                .containsExactly("make b", "make d", "make f");
    }

    @Test
    void noOtherKindRides() {
        for (Kind kind : Kind.values()) {
            boolean rides = kind == Kind.RELU || kind == Kind.CLIP;
            assertThat(Fusion.fused(network(product("x", "a"), pointwise(kind, "b", "a"))))
                    .as(kind.name())
                    .hasSize(rides ? 1 : 0);
        }
    }

    @Test
    void nothingRidesOnAnotherKindThanAddition() {
        for (Kind kind : Kind.values()) {
            assertThat(
                            Fusion.fused(
                                    network(
                                            pointwise(kind, "a", "x"),
                                            pointwise(Kind.SIGMOID, "b", "x"),
                                            pointwise(Kind.RELU, "c", "a"))))
                    .as(kind.name())
                    .hasSize(kind == Kind.ADD ? 1 : 0);
        }
    }

    @Test
    void nothingRidesOnANetworkInput() {
        assertThat(Fusion.fused(network(pointwise(Kind.RELU, "a", "x")))).isEmpty();
    }

    @Test
    void nothingRidesWhereTheTensorIsReadElsewhereToo() {
        assertThat(
                        Fusion.fused(
                                network(
                                        product("x", "a"),
                                        pointwise(Kind.RELU, "b", "a"),
                                        pointwise(Kind.ADD, "c", "a", "b"))))
                .isEmpty();
    }

    @Test
    void nothingRidesWhereTheTensorLeavesTheNetwork() {
        assertThat(
                        Fusion.fused(
                                network(
                                        List.of("a", "b"),
                                        product("x", "a"),
                                        pointwise(Kind.RELU, "b", "a"))))
                .isEmpty();
    }
}
