package bitwright.workload.onnx;

import static bitwright.workload.onnx.ModelBuilder.number;
import static bitwright.workload.onnx.ModelBuilder.real;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.onnx.FloatEngine.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FloatVariantTest {
    @ParameterizedTest
    @ValueSource(strings = {"fashion-resnet8.onnx", "fashion-vit.onnx"})
    void theTrainedNetworksGiveTheSameLogits(String file) throws IOException, OrtException {
        byte[] model = Files.readAllBytes(TrainedNetworksTest.MODELS.resolve(file));
        Values image = FloatEngine.random(1, 3, 1, 28, 28);
        assertSame(model, "image", image, "logits");
    }

    @Test
    void whatTheReaderFoldsIsFoldedHereToo() throws OrtException {
        byte[] normed = ContractionValuesTest.normed(true).output("y").build();
        assertSame(normed, "x", FloatEngine.random(2, 2, 4, 6, 6), "y");
        byte[] scaled =
                new ModelBuilder(13)
                        .input("x", -1, 5)
                        .weights("w", 5, 7)
                        .weights("b", 1)
                        .node(
                                "Gemm",
                                "x w b",
                                "y",
                                number("transB", 0),
                                real("alpha", 0.5f),
                                real("beta", 3))
                        .output("y")
                        .build();
        assertSame(scaled, "x", FloatEngine.random(3, 2, 5), "y");
    }

    @Test
    void otherWeightsGiveOtherResults() throws OrtException {
        byte[] model =
                new ModelBuilder(13)
                        .input("x", 1, 2)
                        .weights("w", 2, 3)
                        .node("MatMul", "x w", "y")
                        .output("y")
                        .build();
        FloatVariant variant = FloatVariant.of(model);
        WeightInput input = variant.weightInputs().getFirst();
        assertThat(input.layer()).isEqualTo("n.y");
        assertThat(input.shape()).containsExactly(2, 3);
        assertThat(input.transposed()).isTrue();
        // As the nest has it: for each column its two rows.
        float[] fed = input.toOnnxLayout(new float[] {1, 2, 3, 4, 5, 6});
        assertThat(fed).containsExactly(1, 3, 5, 2, 4, 6);
        Values y =
                FloatEngine.run(
                        variant.model(),
                        Map.of(
                                "x",
                                new Values(List.of(1, 2), new float[] {1, 10}),
                                input.inputName(),
                                new Values(List.of(2, 3), fed)),
                        "y");
        assertThat(y.values()).containsExactly(21, 43, 65);
        assertThatThrownBy(() -> input.toOnnxLayout(new float[5]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// Two products read the same tensor; only the named one sees the fake, halves go to even and
    /// values beyond the range are clipped.
    @Test
    void fakeQuantizationIsSeenByTheNamedContractionOnly() throws OrtException {
        byte[] model =
                new ModelBuilder(13)
                        .input("x", 4, 1)
                        .reals("w", new long[] {1, 1}, 1)
                        .node("MatMul", "x w", "faked")
                        .node("MatMul", "x w", "plain")
                        .output("faked")
                        .output("plain")
                        .build();
        FloatVariant variant =
                FloatVariant.of(
                        model,
                        Map.of(operand("n.faked", 0), new ActivationFake(0.5, -4, 3)),
                        List.of());
        Map<String, Values> inputs = new LinkedHashMap<>();
        float[] x = {0.25f, 0.75f, 9, -9};
        inputs.put("x", new Values(List.of(4, 1), x));
        for (WeightInput weights : variant.weightInputs()) {
            inputs.put(weights.inputName(), new Values(List.of(1, 1), new float[] {1}));
        }
        assertThat(FloatEngine.run(variant.model(), inputs, "faked").values())
                .containsExactly(0, 1, 1.5f, -2);
        assertThat(FloatEngine.run(variant.model(), inputs, "plain").values()).containsExactly(x);
    }

    @Test
    void eachOperandOfAnAttentionProductHasItsOwnFake() throws OrtException {
        byte[] model =
                new ModelBuilder(13)
                        .input("x", 1, 2, 1)
                        .input("z", 1, 1, 2)
                        .node("MatMul", "x z", "y")
                        .output("y")
                        .build();
        FloatVariant variant =
                FloatVariant.of(
                        model,
                        Map.of(
                                operand("n.y", 0), new ActivationFake(1, 0, 2),
                                operand("n.y", 1), new ActivationFake(0.5, -8, 7)),
                        List.of());
        assertThat(variant.weightInputs()).isEmpty();
        Values y =
                FloatEngine.run(
                        variant.model(),
                        Map.of(
                                "x", new Values(List.of(1, 2, 1), new float[] {1.2f, 2.9f}),
                                "z", new Values(List.of(1, 1, 2), new float[] {2.2f, -20f})),
                        "y");
        // The first operand becomes 1 and 2, clipped; the second 2 and -4, clipped.
        assertThat(y.values()).containsExactly(2, -4, 4, -8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fashion-resnet8.onnx", "fashion-vit.onnx"})
    void everyActivationCanBeExposedWithTheReadersShape(String file)
            throws IOException, OrtException {
        byte[] model = Files.readAllBytes(TrainedNetworksTest.MODELS.resolve(file));
        Network network = OnnxReader.parse(model, file, 2);
        FloatVariant variant =
                FloatVariant.of(model, Map.of(), List.copyOf(network.shapes().keySet()));
        Map<String, Values> results =
                FloatEngine.run(
                        variant.model(),
                        fed(model, variant, "image", FloatEngine.random(4, 2, 1, 28, 28)));
        for (Contraction layer : network.contractions()) {
            Values input = results.get(layer.inputs().getFirst());
            Values output = present(results, layer.output());
            assertThat(output.shape()).isEqualTo(network.shapes().get(layer.output()));
            if (input != null) {
                float @Nullable [] second =
                        layer.inputs().size() == 1
                                ? null
                                : present(results, layer.inputs().get(1)).values();
                float[] found = PlainLoops.compute(network, layer, input.values(), second);
                assertThat(found).as(layer.name()).containsExactly(output.values(), within(1e-3f));
            }
        }
        network.shapes()
                .forEach((tensor, shape) -> {
                    Values found = results.get(tensor);
                    assertThat(found == null ? shape : found.shape()).as(tensor).isEqualTo(shape);
                });
        assertThat(results).hasSize(network.shapes().size() - 1);
    }

    @Test
    void unknownNamesAreRefused() throws IOException {
        byte[] model =
                Files.readAllBytes(TrainedNetworksTest.MODELS.resolve("fashion-resnet8.onnx"));
        assertThatThrownBy(() ->
                        FloatVariant.of(
                                model,
                                Map.of(operand("x", 0), new ActivationFake(1, 0, 1)),
                                List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'x'");
        String first = OnnxReader.parse(model, "m", 1).contractions().getFirst().name();
        assertThatThrownBy(() ->
                        FloatVariant.of(
                                model,
                                Map.of(operand(first, 1), new ActivationFake(1, 0, 1)),
                                List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(first)
                .hasMessageContaining("none of number 1");
        assertThatThrownBy(() -> FloatVariant.of(model, Map.of(), List.of("nowhere")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere");
    }

    private static ActivationOperand operand(String contraction, int operand) {
        return new ActivationOperand(contraction, operand);
    }

    private static void assertSame(byte[] model, String input, Values x, String output)
            throws OrtException {
        Values before = FloatEngine.run(model, Map.of(input, x), output);
        FloatVariant variant = FloatVariant.of(model);
        Values after = FloatEngine.run(variant.model(), fed(model, variant, input, x), output);
        assertThat(after.shape()).isEqualTo(before.shape());
        assertThat(after.values()).containsExactly(before.values(), within(1e-4f));
        Network network = OnnxReader.parse(model, "m", 1);
        assertThat(variant.weightInputs().stream().map(WeightInput::layer))
                .containsExactlyElementsOf(
                        network.contractions().stream()
                                .filter(layer -> layer.weights() != null)
                                .map(Contraction::name)
                                .toList());
    }

    private static Values present(Map<String, Values> results, String tensor) {
        return Objects.requireNonNull(results.get(tensor), tensor);
    }

    /// The reader's own weights for every weight input.
    private static Map<String, Values> fed(
            byte[] model, FloatVariant variant, String input, Values x) {
        Network network = OnnxReader.parse(model, "m", x.shape().getFirst());
        Map<String, Values> inputs = new LinkedHashMap<>();
        inputs.put(input, x);
        for (WeightInput weights : variant.weightInputs()) {
            Contraction layer = TrainedNetworksTest.contraction(network, weights.layer());
            float[] values = TrainedNetworksTest.constant(network, layer.weights()).values();
            List<Integer> shape =
                    Arrays.stream(weights.shape()).mapToObj(Math::toIntExact).toList();
            inputs.put(weights.inputName(), new Values(shape, weights.toOnnxLayout(values)));
        }
        return inputs;
    }
}
