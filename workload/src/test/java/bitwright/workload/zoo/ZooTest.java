package bitwright.workload.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.Layer;
import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import bitwright.workload.NonNegative;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ZooTest {
    @ParameterizedTest
    @CsvSource({
        "resnet18, 11689512, 1814073344",
        "resnet50, 25557032, 4089184256",
        "mobilenet_v2, 3504872, 300774272",
        "vit_b_16, 86567656, 17563828224"
    })
    void countsEqualThePublishedOnes(String name, long parameters, long macs) {
        Network network = Zoo.network(name, 1);
        assertThat(network.parameters()).isEqualTo(parameters);
        assertThat(network.macs()).isEqualTo(macs);
        assertThat(Zoo.network(name, 3).macs()).isEqualTo(3 * macs);
        assertThat(Zoo.network(name, 3).parameters()).isEqualTo(parameters);
        assertThat(network.shapes()).containsEntry(network.outputs().getFirst(), List.of(1, 1000));
    }

    @Test
    void everyNetworkIsAGraphWithUniqueNamesAndKnownShapes() {
        for (String name : Zoo.names()) {
            Network network = Zoo.network(name, 2);
            var written = new HashSet<>(network.inputs());
            for (Layer layer : network.layers()) {
                assertThat(written).containsAll(layer.inputs());
                assertThat(written.add(layer.output())).as(layer.name()).isTrue();
                assertThat(network.shapes()).containsKey(layer.output());
            }
            assertThat(network.graph().vertexSet()).hasSameSizeAs(network.layers());
        }
    }

    @Test
    void nonNegativeTensorsFollowReluThroughPoolsAndSums() {
        var found = NonNegative.tensors(Zoo.network("resnet18", 1));
        assertThat(found).contains("relu", "maxpool", "layer1.0.relu", "avgpool", "flatten");
        assertThat(found).doesNotContain("image", "conv1", "layer1.0.add", "fc");
        var mobile = NonNegative.tensors(Zoo.network("mobilenet_v2", 1));
        assertThat(mobile).contains("features.0.relu6").doesNotContain("features.1.project");
        var transformer = NonNegative.tensors(Zoo.network("vit_b_16", 1));
        assertThat(transformer)
                .contains("encoder.0.softmax")
                .doesNotContain("encoder.0.gelu", "encoder.0.ln_1", "encoder.0.context");
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Zoo.network("resnet19", 1))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("resnet19")
                .hasMessageContaining("resnet18");
        assertThatThrownBy(() -> Zoo.network("resnet18", 0))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("batch");
    }
}
