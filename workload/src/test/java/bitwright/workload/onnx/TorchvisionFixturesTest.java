package bitwright.workload.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import bitwright.workload.zoo.Zoo;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Graphs as the common exporter writes them: two independent counts of the same networks must
/// agree.
final class TorchvisionFixturesTest {
    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50", "mobilenet_v2", "vit_b_16"})
    void countsEqualTheZoo(String name) throws IOException {
        Network network = OnnxReader.parse(fixture(name), name + ".onnx", 2);
        Network zoo = Zoo.network(name, 2);
        assertThat(network.name()).isEqualTo(zoo.name());
        assertThat(network.macs()).isEqualTo(zoo.macs());
        assertThat(network.parameters()).isEqualTo(zoo.parameters());
        assertThat(network.shapes().get(network.outputs().getFirst()))
                .isEqualTo(zoo.shapes().get(zoo.outputs().getFirst()));
        TrainedNetworksTest.assertConsistent(network);
        assertThat(network.layers())
                .noneMatch(layer ->
                        layer instanceof Pointwise pointwise
                                && pointwise.kind() == Pointwise.Kind.BATCH_NORM);
    }

    /// The convolutional networks of the zoo are the exported ones layer by layer. (The transformer
    /// is not: the exporter writes layer norm and GELU in pieces, and one product for query, key
    /// and value together, where the zoo has three.)
    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50", "mobilenet_v2"})
    void layersEqualTheZoo(String name) throws IOException {
        Network network = OnnxReader.parse(fixture(name), name + ".onnx", 2);
        assertThat(described(network)).isEqualTo(described(Zoo.network(name, 2)));
    }

    private static List<String> described(Network network) {
        return network.layers().stream()
                .map(layer ->
                        network.shapes().get(layer.output())
                                + switch (layer) {
                                    case Contraction contraction -> " " + contraction.nest();
                                    case Pointwise pointwise ->
                                            " "
                                                    + pointwise.kind()
                                                    + pointwise.pool()
                                                    + pointwise.lower()
                                                    + pointwise.upper()
                                                    + pointwise.elements()
                                                    + pointwise.operationsPerElement();
                                    case View view -> " " + view.kind();
                                })
                .toList();
    }

    static byte[] fixture(String name) throws IOException {
        String resource = "/torchvision/" + name + ".onnx.gz";
        try (InputStream packed =
                        Objects.requireNonNull(
                                TorchvisionFixturesTest.class.getResourceAsStream(resource),
                                resource);
                var stream = new GZIPInputStream(packed)) {
            return stream.readAllBytes();
        }
    }
}
