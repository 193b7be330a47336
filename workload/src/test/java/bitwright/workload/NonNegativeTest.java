package bitwright.workload;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.workload.Pointwise.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NonNegativeTest {
    private static final List<Integer> SHAPE = List.of(4);

    /// Networks of shapes do not name their constants: an addition that shows one operand may add
    /// anything, and so may a concatenation place anything beside the one part that it shows.
    @Test
    void anOperandThatIsNotShownMayBeNegative() {
        for (Kind kind : List.of(Kind.ADD, Kind.MULTIPLY, Kind.DIVIDE)) {
            assertThat(found(Map.of(), pointwise(kind, List.of("relu"), List.of())))
                    .containsExactly("relu");
        }
        assertThat(found(Map.of(), concat(List.of("relu"), List.of()))).containsExactly("relu");
    }

    /// Where constants are named, a concatenation of one part is just that part.
    @Test
    void aConcatenationOfOnePartIsThatPartInANetworkWithValues() {
        assertThat(found(Map.of("c", constant(-1, 0, 0, 0)), concat(List.of("relu"), List.of())))
                .containsExactly("relu", "y");
    }

    @Test
    void twoOperandsThatAreNeverNegativeGiveSuchAResult() {
        assertThat(found(Map.of(), pointwise(Kind.ADD, List.of("relu", "relu"), List.of())))
                .containsExactly("relu", "y");
        assertThat(found(Map.of(), concat(List.of("relu", "relu"), List.of())))
                .containsExactly("relu", "y");
        assertThat(found(Map.of(), pointwise(Kind.ADD, List.of("relu", "x"), List.of())))
                .containsExactly("relu");
    }

    @Test
    void theSignOfAConstantDecides() {
        var layer = pointwise(Kind.ADD, List.of("relu"), List.of("c"));
        assertThat(found(Map.of("c", constant(0, 1, 2, 3)), layer)).containsExactly("relu", "y");
        assertThat(found(Map.of("c", constant(0, 1, 2, -3)), layer)).containsExactly("relu");
        assertThat(found(Map.of("c", constant(0, 1, 2, Float.NaN)), layer)).containsExactly("relu");
    }

    private static List<String> found(Map<String, Tensor> constants, Layer layer) {
        var layers = new ArrayList<Layer>();
        layers.add(
                new Pointwise(
                        "relu",
                        "Relu",
                        Kind.RELU,
                        List.of("x"),
                        List.of(),
                        "relu",
                        null,
                        0,
                        0,
                        4,
                        1));
        layers.add(layer);
        var shapes = new LinkedHashMap<String, List<Integer>>();
        List.of("x", "relu", "y").forEach(name -> shapes.put(name, SHAPE));
        var network = new Network("m", List.of("x"), List.of("y"), layers, shapes, constants, 0);
        return List.copyOf(NonNegative.tensors(network));
    }

    private static Pointwise pointwise(Kind kind, List<String> inputs, List<String> constants) {
        return new Pointwise("y", "op", kind, inputs, constants, "y", null, 0, 0, 4, 1);
    }

    private static View concat(List<String> inputs, List<String> constants) {
        return new View("y", "Concat", View.Kind.CONCAT, inputs, constants, "y", List.of(0));
    }

    private static Tensor constant(float... values) {
        return new Tensor(SHAPE, values);
    }
}
