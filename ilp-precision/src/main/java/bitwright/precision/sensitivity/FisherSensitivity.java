package bitwright.precision.sensitivity;

import bitwright.arch.format.NumberFormat;
import bitwright.precision.gradient.GradientNetwork;
import bitwright.precision.gradient.Target;
import bitwright.workload.Contraction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Error of the quantized weights, each weighted by its empirical Fisher information: `Σ F ∘ (Q(W)
/// − W)²`, where `F` is the mean over images of the squared gradient of the image's cross-entropy
/// against its label. Activations have no say in it.
///
/// Source: LQ-LoRA (Guo et al. 2023), equation 4, without a low-rank part.
public final class FisherSensitivity implements AdditiveSensitivity {
    private final Subject subject;
    private double @Nullable [][] information;
    private @Nullable GradientNetwork network;

    public FisherSensitivity(Subject subject) {
        this.subject = subject;
    }

    @Override
    public Subject subject() {
        return subject;
    }

    @Override
    public long preparationSteps() {
        return subject.count();
    }

    @Override
    public synchronized void prepare(Runnable step) {
        if (information == null) {
            GradientNetwork found = GradientNetwork.of(subject.network());
            information = information(found, step);
            network = found;
        }
    }

    /// The diagonal of the empirical Fisher information of a contraction's weights, as the loop
    /// nest lays them out.
    double[] information(Contraction layer) {
        prepare(() -> {});
        int number = Objects.requireNonNull(network).contraction(layer.name());
        return Objects.requireNonNull(information)[number];
    }

    @Override
    public double weightLoss(Contraction layer, NumberFormat weights) {
        double[] ofWeights = information(layer);
        float[] exact = WeightError.weights(subject.network(), layer);
        float[] quantized = WeightError.quantized(subject.network(), layer, weights);
        double sum = 0;
        for (int at = 0; at < exact.length; at++) {
            double error = (double) quantized[at] - exact[at];
            sum += ofWeights[at] * error * error;
        }
        return sum;
    }

    @Override
    public double activationLoss(Contraction layer, NumberFormat activations) {
        return 0;
    }

    private double[][] information(GradientNetwork found, Runnable step) {
        return new ImageAverage(found, subject, step)
                .of(
                        () -> found.pass(true, false),
                        () -> zeros(found),
                        (pass, image, sums) -> {
                            int label = subject.labels()[image];
                            pass.back(Target.label(label, found.outputSize()));
                            for (int contraction = 0; contraction < sums.length; contraction++) {
                                addSquares(pass.weightGradient(contraction), sums[contraction]);
                            }
                        });
    }

    private static double[][] zeros(GradientNetwork network) {
        double[][] zeros = new double[network.contractions()][];
        for (int contraction = 0; contraction < zeros.length; contraction++) {
            zeros[contraction] = new double[network.weights(contraction).length];
        }
        return zeros;
    }

    private static void addSquares(double[] gradient, double[] sums) {
        for (int at = 0; at < sums.length; at++) {
            sums[at] += gradient[at] * gradient[at];
        }
    }
}
