package bitwright.precision.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.precision.sensitivity.FloatEngine;
import bitwright.precision.sensitivity.ShippedModels;
import bitwright.precision.sensitivity.Subject;
import bitwright.workload.Contraction;
import bitwright.workload.onnx.FloatVariant;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The shipped networks in double precision against ONNX Runtime.
final class GradientEngineTest {
    private static final int IMAGES = 4;

    @ParameterizedTest
    @ValueSource(strings = {"fashion-resnet8", "fashion-vit"})
    void outputsAreThoseOfOnnxRuntime(String model) throws IOException {
        Subject subject = ShippedModels.subject(model, IMAGES);
        GradientNetwork network = GradientNetwork.of(subject.network());
        float[] expected = subject.outputs();
        Pass pass = network.pass(false, false);
        for (int image = 0; image < IMAGES; image++) {
            pass.run(subject.images(), image * network.inputSize());
            for (int at = 0; at < network.outputSize(); at++) {
                assertThat(pass.outputs()[at])
                        .isCloseTo(expected[image * network.outputSize() + at], within(2e-4));
            }
        }
    }

    /// The change of ONNX Runtime's outputs when the weights of a layer move is what the gradient
    /// says, to first order.
    @ParameterizedTest
    @ValueSource(strings = {"fashion-resnet8", "fashion-vit"})
    void gradientsSayWhatOnnxRuntimeLoses(String model) throws IOException {
        Subject subject = ShippedModels.subject(model, 1);
        GradientNetwork network = GradientNetwork.of(subject.network());
        Pass pass = network.pass(true, false);
        pass.run(subject.images(), 0);
        Target target = Target.label((subject.labels()[0] + 1) % 10, 10);
        pass.back(target);
        try (FloatEngine engine =
                new FloatEngine(subject.network(), FloatVariant.of(subject.onnx()), List.of())) {
            for (Contraction layer : subject.network().contractions()) {
                if (layer.weights() == null) {
                    continue;
                }
                int number = network.contraction(layer.name());
                double[] gradient = pass.weightGradient(number);
                double norm = norm(gradient);
                double step = 1e-3 * norm(network.weights(number)) / norm;
                double[] losses = new double[2];
                for (int side = 0; side < 2; side++) {
                    float[] moved = new float[gradient.length];
                    for (int at = 0; at < moved.length; at++) {
                        moved[at] =
                                (float)
                                        (network.weights(number)[at]
                                                + (1 - 2 * side) * step * gradient[at]);
                    }
                    float[] outputs =
                            engine.logits(subject.images(), 1, Map.of(layer.name(), moved));
                    double[] wide = new double[outputs.length];
                    for (int at = 0; at < wide.length; at++) {
                        wide[at] = outputs[at];
                    }
                    losses[side] = target.loss(wide);
                }
                double rise = (losses[0] - losses[1]) / 2;
                assertThat(rise / (step * norm * norm)).as(layer.name()).isBetween(0.9, 1.1);
            }
        }
    }

    private static double norm(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }
}
