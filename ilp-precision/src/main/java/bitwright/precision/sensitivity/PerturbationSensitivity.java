package bitwright.precision.sensitivity;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.quantizer.ActivationQuantization;
import bitwright.precision.gradient.GradientNetwork;
import bitwright.precision.gradient.Pass;
import bitwright.precision.gradient.Target;
import bitwright.workload.Contraction;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Error of a contraction's output, each element weighted by its average perturbation Hessian: `½ Σ
/// H̄ᵢ · (ẑᵢ − zᵢ)²`, in the mean over images, where `ẑ` is the output of quantized weights and
/// operands.
///
/// `H̄ᵢ` is the mean over images of `|gᵢ(z + ε) − gᵢ(z − ε)| / 2ε`: how the loss's gradient with
/// respect to the output moves when all its elements move by the same `ε`. The loss is the
/// divergence from the float network's class probabilities at temperature 20, as in the authors'
/// code; times the temperature squared, the Hessian's scale is that of temperature 1 for logits
/// that hardly differ.
///
/// The contraction that gives the network's outputs has the divergence itself as its loss, as the
/// authors have it: adding one number to all logits changes nothing, so that its perturbation
/// Hessian is 0.
///
/// Weights and activations meet in one output error, so that this measure does not fall into two
/// parts. Source: APHQ-ViT (Wu et al. 2025), section 3.2, which reconstructs blocks by it; its use
/// for single contractions is ours.
public final class PerturbationSensitivity implements Sensitivity {
    private static final int IMAGES = 32;
    private static final double EPSILON = 1e-6;
    private static final double TEMPERATURE = 20;

    private final Subject subject;
    private final OperandScales scales;
    private final double temperature;
    private double @Nullable [][] hessians;
    private @Nullable GradientNetwork network;

    /// @param statistics activations of every tensor, for the scales
    public PerturbationSensitivity(Subject subject, Map<String, ActivationStatistics> statistics) {
        this(subject, statistics, TEMPERATURE);
    }

    PerturbationSensitivity(
            Subject subject, Map<String, ActivationStatistics> statistics, double temperature) {
        this.subject = subject.first(IMAGES);
        this.temperature = temperature;
        scales = new OperandScales(subject.network(), statistics);
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
        if (hessians == null) {
            GradientNetwork found = GradientNetwork.of(subject.network());
            hessians =
                    new ImageAverage(found, subject, step)
                            .of(
                                    () -> found.pass(false, false),
                                    () -> zeros(found),
                                    (pass, image, sums) -> perturb(pass, sums));
            network = found;
        }
    }

    /// The average perturbation Hessian of a contraction's output.
    double[] hessian(Contraction layer) {
        prepare(() -> {});
        int number = Objects.requireNonNull(network).contraction(layer.name());
        return Objects.requireNonNull(hessians)[number];
    }

    private static double[][] zeros(GradientNetwork network) {
        Pass pass = network.pass(false, false);
        double[][] zeros = new double[network.contractions()][];
        for (int contraction = 0; contraction < zeros.length; contraction++) {
            zeros[contraction] = new double[pass.output(contraction).length];
        }
        return zeros;
    }

    private void perturb(Pass pass, double[][] sums) {
        Target target = Target.outputs(pass.outputs(), temperature);
        for (int contraction = 0; contraction < sums.length; contraction++) {
            double[] moved = new double[sums[contraction].length];
            for (int side = 1; side >= -1; side -= 2) {
                double[] offset = new double[moved.length];
                Arrays.fill(offset, side * EPSILON);
                pass.offsetOutput(contraction, offset);
                pass.runAgain(contraction);
                pass.back(target, contraction);
                moved = Vectors.sum(moved, pass.outputGradient(contraction), side);
            }
            pass.offsetOutput(contraction, new double[0]);
            pass.runAgain(contraction);
            double factor = temperature * temperature / (2 * EPSILON);
            for (int at = 0; at < moved.length; at++) {
                sums[contraction][at] += Math.abs(moved[at]) * factor;
            }
        }
    }

    @Override
    public Map<String, Double> losses(
            Contraction layer, List<Precision> candidates, Runnable step) {
        double[] hessian = hessian(layer);
        GradientNetwork found = Objects.requireNonNull(network);
        int number = found.contraction(layer.name());
        boolean isLast = subject.network().outputs().contains(layer.output());
        double[] sums = new double[candidates.size()];
        Pass pass = found.pass(false, false);
        double[][] weights = new double[candidates.size()][];
        for (int at = 0; at < weights.length; at++) {
            weights[at] = quantized(layer, candidates.get(at).weights());
        }
        double[] output = new double[hessian.length];
        for (int image = 0; image < subject.count(); image++) {
            pass.run(subject.images(), image * found.inputSize());
            Map<NumberFormat, double[][]> operands = new LinkedHashMap<>();
            for (int at = 0; at < sums.length; at++) {
                double[][] quantized =
                        operands.computeIfAbsent(
                                candidates.get(at).activations(),
                                format -> operands(layer, number, pass, format));
                pass.compute(number, quantized, weights[at], output);
                sums[at] +=
                        isLast
                                ? Target.outputs(pass.output(number), 1).divergence(output)
                                : error(hessian, pass.output(number), output);
            }
        }
        Map<String, Double> losses = new LinkedHashMap<>();
        for (int at = 0; at < sums.length; at++) {
            losses.put(candidates.get(at).name(), sums[at] / subject.count());
            step.run();
        }
        return losses;
    }

    private double[] quantized(Contraction layer, NumberFormat format) {
        float[] floats = WeightError.quantized(subject.network(), layer, format);
        double[] weights = new double[floats.length];
        for (int at = 0; at < weights.length; at++) {
            weights[at] = floats[at];
        }
        return weights;
    }

    private double[][] operands(Contraction layer, int number, Pass pass, NumberFormat format) {
        double[][] operands = new double[layer.inputs().size()][];
        for (int operand = 0; operand < operands.length; operand++) {
            ActivationQuantization quantization = scales.of(layer, operand, format);
            double[] exact = pass.operand(number, operand);
            operands[operand] = new double[exact.length];
            for (int at = 0; at < exact.length; at++) {
                operands[operand][at] =
                        quantization.quantize((float) exact[at]) * quantization.scale();
            }
        }
        return operands;
    }

    private static double error(double[] hessian, double[] exact, double[] output) {
        double sum = 0;
        for (int at = 0; at < hessian.length; at++) {
            double error = output[at] - exact[at];
            sum += hessian[at] * error * error / 2;
        }
        return sum;
    }
}
