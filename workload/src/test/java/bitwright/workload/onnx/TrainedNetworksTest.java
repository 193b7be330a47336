package bitwright.workload.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.NonNegative;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The two trained networks of the repository.
final class TrainedNetworksTest {
    static final Path MODELS = Path.of(System.getProperty("bitwright.root"), "models");

    @Test
    void theResidualNetworkHasItsPublishedCounts() {
        Network network = OnnxReader.read(MODELS.resolve("fashion-resnet8.onnx"), 1);
        assertThat(network.name()).isEqualTo("fashion-resnet8");
        // Stem; two convolutions of the first block; then twice a strided one, a plain one and a
        // projection; the classifier.
        long block = 196L * 32 * 16 * 9 + 196L * 32 * 32 * 9 + 196L * 32 * 16;
        assertThat(network.macs())
                .isEqualTo(784L * 16 * 9 + 2 * 784L * 16 * 16 * 9 + 2 * block + 640)
                .isEqualTo(9_345_920);
        // 77,754 in training; folding 336 channels of batch norm leaves one bias for scale and
        // shift.
        assertThat(network.parameters()).isEqualTo(77_754 - 336);
        assertThat(network.contractions()).hasSize(10);
        assertThat(network.inputs()).containsExactly("image");
        assertThat(network.outputs()).containsExactly("logits");
        assertThat(network.shapes()).containsEntry("logits", List.of(1, 10));
        Contraction strided = contraction(network, "/block2/conv1/Conv");
        assertThat(strided.nest())
                .isEqualTo(
                        new LoopNest(
                                1,
                                1,
                                32,
                                16,
                                14,
                                14,
                                3,
                                3,
                                new LoopNest.Window(2, 2, 1, 1, 1, 1),
                                28,
                                28));
        assertConsistent(network);
    }

    @Test
    void theTransformerHasItsPublishedCounts() {
        Network network = OnnxReader.read(MODELS.resolve("fashion-vit.onnx"), 1);
        // Patches, then for each layer four projections, scores and context, two of the perceptron.
        long layer = 4L * 49 * 64 * 64 + 2L * 49 * 49 * 64 + 2L * 49 * 64 * 128;
        assertThat(network.macs()).isEqualTo(49L * 64 * 16 + 3 * layer + 640);
        assertThat(network.parameters()).isEqualTo(105_418);
        assertThat(network.contractions()).hasSize(26);
        Contraction query = contraction(network, "/layers.0/query/MatMul");
        assertThat(query.bias()).isNotNull();
        assertThat(query.output()).isEqualTo("/layers.0/query/Add_output_0");
        Contraction scores = contraction(network, "/layers.0/MatMul");
        assertThat(scores.inputs()).hasSize(2);
        assertThat(scores.weights()).isNull();
        assertThat(scores.nest()).isEqualTo(LoopNest.matrixProduct(4, 49, 49, 16));
        assertConsistent(network);
    }

    @Test
    void theBatchScalesWorkAndNotParameters() {
        for (String file : List.of("fashion-resnet8.onnx", "fashion-vit.onnx")) {
            Network one = OnnxReader.read(MODELS.resolve(file), 1);
            Network five = OnnxReader.read(MODELS.resolve(file), 5);
            assertThat(five.macs()).isEqualTo(5 * one.macs());
            assertThat(five.parameters()).isEqualTo(one.parameters());
            assertConsistent(five);
        }
    }

    @Test
    void reluOutputsAreKnownToBeNonNegative() {
        Network network = OnnxReader.read(MODELS.resolve("fashion-resnet8.onnx"), 1);
        assertThat(NonNegative.tensors(network))
                .contains("/Relu_output_0", "/Flatten_output_0")
                .doesNotContain("image", "logits", "/block1/Add_output_0");
    }

    /// What every network must fulfil, whatever it was read from.
    static void assertConsistent(Network network) {
        var written = new HashSet<>(network.inputs());
        var names = new HashSet<String>();
        for (Layer layer : network.layers()) {
            assertThat(names.add(layer.name())).as(layer.name()).isTrue();
            assertThat(layer.name()).isNotEmpty();
            assertThat(written).as(layer.name()).containsAll(layer.inputs());
            assertThat(written.add(layer.output())).as(layer.name()).isTrue();
            if (layer instanceof Contraction contraction) {
                assertFits(network, contraction);
            }
        }
        assertThat(network.shapes().keySet()).isEqualTo(written);
        assertThat(written).containsAll(network.outputs());
        assertThat(network.graph().vertexSet()).hasSameSizeAs(network.layers());
    }

    private static void assertFits(Network network, Contraction contraction) {
        LoopNest nest = contraction.nest();
        assertThat(elements(shape(network, contraction.inputs().getFirst())))
                .as(contraction.name())
                .isEqualTo(nest.elements(Operand.INPUT));
        assertThat(elements(shape(network, contraction.output())))
                .as(contraction.name())
                .isEqualTo(nest.elements(Operand.OUTPUT));
        long weights =
                contraction.weights() == null
                        ? elements(shape(network, contraction.inputs().get(1)))
                        : elements(constant(network, contraction.weights()).shape());
        assertThat(weights).as(contraction.name()).isEqualTo(nest.elements(Operand.WEIGHT));
        if (contraction.bias() != null) {
            Tensor bias = constant(network, contraction.bias());
            assertThat(bias.shape()).containsExactly(nest.groups() * nest.outputChannels());
        }
    }

    static Contraction contraction(Network network, String name) {
        return network.contractions().stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static List<Integer> shape(Network network, String tensor) {
        return Objects.requireNonNull(network.shapes().get(tensor), tensor);
    }

    static Tensor constant(Network network, @Nullable String name) {
        return Objects.requireNonNull(network.constants().get(name), "constant");
    }

    private static long elements(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
}
