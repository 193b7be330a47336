package bitwright.precision.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Precision;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.workload.Contraction;
import bitwright.workload.NonNegative;
import bitwright.workload.onnx.ActivationFake;
import bitwright.workload.onnx.ActivationOperand;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MeasuredSensitivityTest {
    /// Eight bits over a tensor's whole range err by at most 1/510 of the range: the other layers
    /// lose up to 2e-4. A loss of 2e-3 is an order of magnitude above that, and an order below what
    /// one operand clipped by another's scale costs (0.05 and more).
    @Test
    void eightBitsCostNoLayerOfTheTransformerMuch() throws IOException {
        Subject subject = transformer(64);
        Set<String> nonNegative = NonNegative.tensors(subject.network());
        assertThat(subject.network().contractions())
                .as("a product of unsigned with signed activations")
                .anyMatch(layer ->
                        layer.inputs().size() == 2
                                && nonNegative.contains(layer.inputs().get(0))
                                && !nonNegative.contains(layer.inputs().get(1)));
        Map<String, Map<String, Double>> losses =
                new MeasuredSensitivity(subject, subject.statistics(20_000, 1))
                        .losses(
                                List.of(Precision.parse("w8a8"), Precision.parse("w4a4")),
                                () -> {});
        assertThat(losses.keySet())
                .containsExactlyElementsOf(
                        subject.network().contractions().stream().map(Contraction::name).toList());
        losses.forEach((layer, byName) -> {
            assertThat(byName.get("w8a8")).as(layer).isBetween(0.0, 2e-3);
            assertThat(byName.get("w4a4")).as(layer).isGreaterThan(byName.get("w8a8"));
        });
    }

    /// Law: what calibrates an operand is that operand's own values. Every value of one operand
    /// times 4 makes its fake's scale 4 times as large and leaves the other operand's fake alone.
    @Test
    void aChangedRangeChangesTheFakeOfItsOwnOperandAlone() throws IOException {
        Subject subject = transformer(8);
        Map<String, ActivationStatistics> statistics = subject.statistics(2_000, 1);
        int products = 0;
        for (Contraction layer : subject.network().contractions()) {
            if (layer.inputs().size() < 2 || layer.inputs().get(0).equals(layer.inputs().get(1))) {
                continue;
            }
            products++;
            var before = fakes(subject, statistics, layer);
            for (int changed = 0; changed < 2; changed++) {
                Map<String, ActivationStatistics> wider = new LinkedHashMap<>(statistics);
                wider.computeIfPresent(
                        layer.inputs().get(changed), (name, samples) -> timesFour(samples));
                var after = fakes(subject, wider, layer);
                for (int operand = 0; operand < 2; operand++) {
                    var key = new ActivationOperand(layer.name(), operand);
                    ActivationFake was = Objects.requireNonNull(before.get(key));
                    double factor = operand == changed ? 4 : 1;
                    assertThat(after.get(key))
                            .as(key.toString())
                            .isEqualTo(
                                    new ActivationFake(
                                            was.scale() * factor, was.minimum(), was.maximum()));
                }
            }
        }
        assertThat(products).isGreaterThanOrEqualTo(4);
    }

    private static Map<ActivationOperand, ActivationFake> fakes(
            Subject subject, Map<String, ActivationStatistics> statistics, Contraction layer) {
        return new MeasuredSensitivity(subject, statistics)
                .fakes(layer, Precision.parse("w8a8").activations());
    }

    private static ActivationStatistics timesFour(ActivationStatistics statistics) {
        float[] samples = statistics.samples().clone();
        for (int i = 0; i < samples.length; i++) {
            samples[i] *= 4;
        }
        return new ActivationStatistics(samples);
    }

    @Test
    void whatCannotBeMeasuredIsRefusedByName() throws IOException {
        Subject subject = transformer(1);
        Map<String, ActivationStatistics> statistics = subject.statistics(1_000, 1);
        assertThatThrownBy(() ->
                        new MeasuredSensitivity(subject, statistics)
                                .losses(List.of(Precision.parse("w8afp8e4m3")), () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fp8e4m3")
                .hasMessageContaining("Maybe int8");
        assertThatThrownBy(() ->
                        new MeasuredSensitivity(subject, Map.of())
                                .losses(List.of(Precision.parse("w8a8")), () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no statistics");
    }

    private static Subject transformer(int images) throws IOException {
        return ShippedModels.subject("fashion-vit", images);
    }
}
