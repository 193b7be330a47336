package bitwright.workload;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.workload.Pointwise.Kind;
import bitwright.workload.onnx.OnnxReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Which chains are a layer norm or a GELU, and which are not.
final class CompositesTest {
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();

    private CompositesTest point(String name, String op, Kind kind, String constant, String... in) {
        boolean reduced =
                List.of("mean", "variance", "safe", "root").contains(name) || name.equals("m");
        shapes.put(name, List.of(1, 3, reduced ? 1 : 4));
        layers.add(
                new Pointwise(
                        name,
                        op,
                        kind,
                        List.of(in),
                        constant.isEmpty() ? List.of() : List.of(constant),
                        name,
                        null,
                        0,
                        0,
                        kind == Kind.MEAN ? List.of(2) : List.of(),
                        12,
                        1));
        return this;
    }

    private CompositesTest constant(String name, float... values) {
        constants.put(
                name, new Tensor(values.length == 1 ? List.of() : List.of(values.length), values));
        return this;
    }

    private Network network(String output) {
        shapes.put("x", List.of(1, 3, 4));
        return new Network("n", List.of("x"), List.of(output), layers, shapes, constants, 0);
    }

    private CompositesTest norm(float power) {
        return constant("power", power)
                .constant("epsilon", 1e-5f)
                .point("mean", "ReduceMean", Kind.MEAN, "", "x")
                .point("centred", "Sub", Kind.SUBTRACT, "", "x", "mean")
                .point("square", "Pow", Kind.OTHER, "power", "centred")
                .point("variance", "ReduceMean", Kind.MEAN, "", "square")
                .point("safe", "Add", Kind.ADD, "epsilon", "variance")
                .point("root", "Sqrt", Kind.OTHER, "", "safe")
                .point("normed", "Div", Kind.DIVIDE, "", "centred", "root");
    }

    private CompositesTest gate(float root) {
        return constant("sqrt2", root)
                .constant("one", 1)
                .constant("half", 0.5f)
                .point("divided", "Div", Kind.DIVIDE, "sqrt2", "x")
                .point("erf", "Erf", Kind.OTHER, "", "divided")
                .point("gate", "Add", Kind.ADD, "one", "erf");
    }

    private static Pointwise only(Network network) {
        assertThat(network.layers()).hasSize(1);
        return (Pointwise) network.layers().getFirst();
    }

    @Test
    void aNormTakesItsGainAndBiasAlong() {
        Network found =
                Composites.of(
                        norm(2).constant("gain", 1, 2, 3, 4)
                                .constant("bias", 5, 6, 7, 8)
                                .point("gained", "Mul", Kind.MULTIPLY, "gain", "normed")
                                .point("y", "Add", Kind.ADD, "bias", "gained")
                                .network("y"));
        Pointwise norm = only(found);
        assertThat(norm.kind()).isEqualTo(Kind.LAYER_NORM);
        assertThat(norm.name()).isEqualTo("y");
        assertThat(norm.inputs()).containsExactly("x");
        assertThat(norm.constants()).containsExactly("gain", "bias", "epsilon");
        assertThat(norm.axes()).containsExactly(2);
        assertThat(found.shapes().keySet()).containsExactlyInAnyOrder("x", "y");
    }

    @Test
    void aBareNormHasGainsOfOneAndNoBias() {
        Network found = Composites.of(norm(2).network("normed"));
        List<String> own = only(found).constants();
        assertThat(values(found, own.get(0))).containsExactly(1, 1, 1, 1);
        assertThat(values(found, own.get(1))).containsExactly(0, 0, 0, 0);
    }

    @Test
    void aGeluIsFoundWhateverTheOrderOfItsFactors() {
        Network last =
                gate(1.4142135f)
                        .point("gated", "Mul", Kind.MULTIPLY, "", "x", "gate")
                        .point("y", "Mul", Kind.MULTIPLY, "half", "gated")
                        .network("y");
        assertThat(only(Composites.of(last)).kind()).isEqualTo(Kind.GELU);
        layers.clear();
        Network first =
                gate(1.4142135f)
                        .point("halved", "Mul", Kind.MULTIPLY, "half", "x")
                        .point("y", "Mul", Kind.MULTIPLY, "", "gate", "halved")
                        .network("y");
        assertThat(only(Composites.of(first)).inputs()).containsExactly("x");
        layers.clear();
        Network middle =
                gate(1.4142135f)
                        .point("halved", "Mul", Kind.MULTIPLY, "half", "gate")
                        .point("y", "Mul", Kind.MULTIPLY, "", "x", "halved")
                        .network("y");
        assertThat(only(Composites.of(middle)).op()).isEqualTo("Gelu");
    }

    @Test
    void whatIsAlmostANormOrAGeluStaysAsItIs() {
        Network cubed = norm(3).network("normed");
        assertThat(Composites.of(cubed)).isEqualTo(cubed);
        layers.clear();
        Network read = norm(2).point("y", "Relu", Kind.RELU, "", "root").network("normed");
        assertThat(Composites.of(read).layers()).isEqualTo(read.layers());
        layers.clear();
        Network output =
                new Network(
                        "n",
                        List.of("x"),
                        List.of("normed", "mean"),
                        norm(2).network("normed").layers(),
                        shapes,
                        constants,
                        0);
        assertThat(Composites.of(output).layers()).isEqualTo(output.layers());
        layers.clear();
        Network other =
                gate(1.5f)
                        .point("gated", "Mul", Kind.MULTIPLY, "", "x", "gate")
                        .point("y", "Mul", Kind.MULTIPLY, "half", "gated")
                        .network("y");
        assertThat(Composites.of(other)).isEqualTo(other);
        layers.clear();
        Network whole =
                gate(1.4142135f).point("y", "Mul", Kind.MULTIPLY, "", "x", "gate").network("y");
        assertThat(Composites.of(whole)).isEqualTo(whole);
        layers.clear();
        Network quotient =
                gate(1.4142135f)
                        .point("halved", "Mul", Kind.MULTIPLY, "half", "x")
                        .point("y", "Div", Kind.DIVIDE, "", "halved", "gate")
                        .network("y");
        assertThat(Composites.of(quotient)).isEqualTo(quotient);
    }

    /// A gain of four elements for four rows is none for the four columns that are normed.
    @Test
    void aGainAlongAnotherAxisIsNotANormsOwn() {
        norm(2).point("y", "Mul", Kind.MULTIPLY, "gain", "normed");
        constants.put("gain", new Tensor(List.of(4, 1), new float[] {1, 2, 3, 4}));
        Composites.of(network("y")).layers().stream()
                .map(Pointwise.class::cast)
                .filter(layer -> layer.kind() == Kind.LAYER_NORM)
                .forEach(layer -> assertThat(layer.constants()).doesNotContain("gain"));
        constants.put("gain", new Tensor(List.of(1, 1, 4), new float[] {1, 2, 3, 4}));
        assertThat(only(Composites.of(network("y"))).constants()).contains("gain");
    }

    @Test
    void theShippedTransformerHasSevenNormsAndThreeGelus() throws Exception {
        Network network =
                OnnxReader.read(
                        Path.of(System.getProperty("bitwright.root"), "models/fashion-vit.onnx"),
                        1);
        Network whole = Composites.of(network);
        assertThat(count(whole, Kind.LAYER_NORM)).isEqualTo(7);
        assertThat(count(whole, Kind.GELU)).isEqualTo(3);
        assertThat(count(whole, Kind.OTHER)).isZero();
        assertThat(whole.contractions()).isEqualTo(network.contractions());
        assertThat(Composites.of(whole)).isEqualTo(whole);
    }

    private static float[] values(Network network, String constant) {
        return Objects.requireNonNull(network.constants().get(constant)).values();
    }

    private static long count(Network network, Kind kind) {
        return network.layers().stream()
                .filter(layer -> layer instanceof Pointwise point && point.kind() == kind)
                .count();
    }
}
