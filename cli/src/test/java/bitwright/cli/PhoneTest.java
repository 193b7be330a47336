package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.workload.LoopNest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Networks on a phone: one constant for each runtime, fitted on one network, the others held to
/// it.
final class PhoneTest {
    @Test
    void networksAreThePublishedSize() {
        Map<String, Double> millions = new LinkedHashMap<>();
        millions.put("Mobilenet_v1_224", 569.0);
        millions.put("Mobilenet_v2_224", 300.0);
        millions.put("Inception_v3", 5710.0);
        millions.put("Resnet_v1_50", 3480.0);
        millions.put("Resnet_v1_152", 10_900.0);
        millions.forEach((network, expected) ->
                assertThat(
                                PhoneNetworks.contractions(network).stream()
                                                .mapToLong(LoopNest::macs)
                                                .sum()
                                        / 1e6)
                        .as(network)
                        .isCloseTo(expected, within(0.005 * expected)));
    }
}
