package bitwright.precision.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.quantizer.ActivationQuantization;
import bitwright.kernels.quantizer.ActivationQuantizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

/// Measures of networks whose Hessians and gradients are known in closed form: soft-max regression,
/// alone and behind another matrix product.
final class ClosedFormTest {
    private static final int IMAGES = 16;
    private static final NumberFormat INT4 = NumberFormat.parse("int4");

    /// Hutchinson's estimate has the trace as its mean; 500 probes for each of 16 images leave a
    /// deviation below 2 %.
    @Test
    void averageTracesOfWeightsAreThoseOfTheHessian() {
        SoftmaxRegression regression = new SoftmaxRegression(1, IMAGES, 4, 3);
        Map<String, List<Double>> found =
                new HessianTrace(regression.subject, false, 500, 3).find(() -> {});
        for (int layer = 0; layer < 2; layer++) {
            RealMatrix hessian = regression.weightHessian(layer);
            double expected = hessian.getTrace() / hessian.getRowDimension();
            assertThat(only(found, layer)).isCloseTo(expected, within(0.06 * expected));
        }
    }

    @Test
    void averageTracesOfActivationsAreThoseOfTheHessian() {
        SoftmaxRegression regression = new SoftmaxRegression(2, IMAGES, 4, 3);
        Map<String, List<Double>> found =
                new HessianTrace(regression.subject, true, 500, 3).find(() -> {});
        for (int layer = 0; layer < 2; layer++) {
            double expected = 0;
            for (int image = 0; image < IMAGES; image++) {
                RealMatrix weights = regression.weights(layer);
                RealMatrix hessian =
                        weights.transpose()
                                .multiply(regression.outputHessian(layer, image, 1))
                                .multiply(weights);
                expected += hessian.getTrace() / hessian.getRowDimension() / IMAGES;
            }
            assertThat(only(found, layer)).isCloseTo(expected, within(0.06 * expected));
        }
    }

    @Test
    void topEigenvaluesAreThoseOfTheHessian() {
        SoftmaxRegression regression = new SoftmaxRegression(3, IMAGES, 4, 3);
        Map<String, List<Double>> found =
                new TopEigenvalue(regression.subject, 30, 5).find(() -> {});
        for (int layer = 0; layer < 2; layer++) {
            double[] all =
                    new EigenDecomposition(regression.weightHessian(layer)).getRealEigenvalues();
            double expected = 0;
            for (double each : all) {
                expected = Math.abs(each) > Math.abs(expected) ? each : expected;
            }
            assertThat(only(found, layer)).isCloseTo(expected, within(0.005 * expected));
        }
    }

    /// `∂/∂W = (p − y) xᵀ`, so that `F = mean (p − y)² (x²)ᵀ`.
    @Test
    void fisherInformationIsTheMeanOfSquaredGradients() {
        SoftmaxRegression regression = new SoftmaxRegression(4, IMAGES, 3);
        FisherSensitivity sensitivity = new FisherSensitivity(regression.subject);
        double[] found = sensitivity.information(regression.layer(0));
        double[] expected = new double[found.length];
        for (int image = 0; image < IMAGES; image++) {
            double[] residual = regression.probabilities(image, 1);
            residual[regression.subject.labels()[image]] -= 1;
            for (int at = 0; at < expected.length; at++) {
                double x = regression.input(0, image).getEntry(at % SoftmaxRegression.INPUTS, 0);
                double gradient = residual[at / SoftmaxRegression.INPUTS] * x;
                expected[at] += gradient * gradient / IMAGES;
            }
        }
        assertThat(found).containsExactly(expected, within(1e-12));
        double weighted = 0;
        float[] error = error(regression, 0);
        for (int at = 0; at < expected.length; at++) {
            weighted += expected[at] * error[at] * error[at];
        }
        assertThat(sensitivity.weightLoss(regression.layer(0), INT4))
                .isCloseTo(weighted, within(1e-9 * weighted));
        assertThat(sensitivity.activationLoss(regression.layer(0), INT4)).isZero();
    }

    /// All elements of the output move by `ε`, so that the gradient moves by `ε H 1`.
    @Test
    void perturbationHessiansAreTheSumsOfTheHessiansRows() {
        SoftmaxRegression regression = new SoftmaxRegression(5, IMAGES, 4, 3);
        double temperature = 20;
        PerturbationSensitivity sensitivity =
                new PerturbationSensitivity(
                        regression.subject, statistics(regression), temperature);
        double[] found = sensitivity.hessian(regression.layer(0));
        double[] expected = new double[found.length];
        for (int image = 0; image < IMAGES; image++) {
            RealMatrix hessian = regression.outputHessian(0, image, temperature);
            for (int row = 0; row < expected.length; row++) {
                double sum = 0;
                for (double entry : hessian.getRow(row)) {
                    sum += entry;
                }
                expected[row] += Math.abs(sum) * temperature * temperature / IMAGES;
            }
        }
        for (int at = 0; at < expected.length; at++) {
            assertThat(found[at]).isCloseTo(expected[at], within(1e-6));
        }
        assertThat(sensitivity.hessian(regression.layer(1)))
                .as("logits that move together")
                .containsExactly(new double[SoftmaxRegression.CLASSES], within(1e-6));
    }

    /// Eight bits of activations err so little that what is left is the error of the weights.
    @Test
    void perturbationLossesAreWeightedOutputErrorsAndTheDivergenceInTheLastLayer() {
        SoftmaxRegression regression = new SoftmaxRegression(6, IMAGES, 4, 3);
        PerturbationSensitivity sensitivity =
                new PerturbationSensitivity(regression.subject, statistics(regression));
        Precision precision = Precision.parse("w4a16");
        double[] hessian = sensitivity.hessian(regression.layer(0));
        double expected = 0;
        double divergence = 0;
        for (int image = 0; image < IMAGES; image++) {
            RealMatrix moved = errorMatrix(regression, 0).multiply(regression.input(0, image));
            for (int at = 0; at < hessian.length; at++) {
                double error = moved.getEntry(at, 0);
                expected += hessian[at] * error * error / 2 / IMAGES;
            }
            double[] p = regression.probabilities(image, 1);
            double[] logits =
                    errorMatrix(regression, 1)
                            .add(regression.weights(1))
                            .multiply(regression.input(1, image))
                            .getColumn(0);
            double sum = 0;
            for (double logit : logits) {
                sum += Math.exp(logit);
            }
            for (int at = 0; at < p.length; at++) {
                divergence += p[at] * (Math.log(p[at]) - logits[at] + Math.log(sum)) / IMAGES;
            }
        }
        assertThat(loss(sensitivity, regression, 0, precision))
                .isCloseTo(expected, within(0.01 * expected));
        assertThat(loss(sensitivity, regression, 1, precision))
                .isCloseTo(divergence, within(0.01 * divergence));
    }

    /// Without a soft-max behind them logits are linear in a layer's weights, so that their squared
    /// error is a quadratic of the weights' errors: `tr(V E C Eᵀ Vᵀ)` over the classes, where `E`
    /// is the error, `C` the mean of the inputs' squares and `V` what lies behind the layer.
    @Test
    void outputErrorsOfALinearNetworkAreAQuadraticOfTheWeightsErrors() {
        SoftmaxRegression regression = new SoftmaxRegression(8, IMAGES, 4, 3);
        Subject file = regression.fromFile();
        MeasuredSensitivity sensitivity =
                new MeasuredSensitivity(file, statistics(regression), OutputChange.OUTPUT_ERROR);
        List<Precision> precisions = List.of(Precision.parse("w4a16"));
        for (int layer = 0; layer < 2; layer++) {
            RealMatrix inputs = regression.input(layer, 0);
            RealMatrix squares = inputs.multiply(inputs.transpose()).scalarMultiply(1.0 / IMAGES);
            for (int image = 1; image < IMAGES; image++) {
                RealMatrix input = regression.input(layer, image);
                squares =
                        squares.add(input.multiply(input.transpose()).scalarMultiply(1.0 / IMAGES));
            }
            RealMatrix error = errorMatrix(regression, layer);
            RealMatrix moved = layer == 0 ? regression.weights(1).multiply(error) : error;
            double expected =
                    moved.multiply(squares).multiply(moved.transpose()).getTrace()
                            / moved.getRowDimension();
            double found =
                    sensitivity
                            .losses(file.network().contractions().get(layer), precisions, () -> {})
                            .getOrDefault("w4a16", Double.NaN);
            assertThat(found).as("layer %d", layer).isCloseTo(expected, within(0.01 * expected));
        }
    }

    /// HAWQ's losses are its curvatures times squared errors, and its two parts add up.
    @Test
    void hawqLossesAreCurvaturesTimesSquaredErrors() {
        SoftmaxRegression regression = new SoftmaxRegression(7, IMAGES, 4, 3);
        Map<String, ActivationStatistics> statistics = statistics(regression);
        HawqSensitivity second = HawqSensitivity.traces(regression.subject, statistics, 9);
        HawqSensitivity third = HawqSensitivity.weightTraces(regression.subject, 9);
        Map<String, List<Double>> weights =
                new HessianTrace(regression.subject, false, 2, 9).find(() -> {});
        Map<String, List<Double>> operands =
                new HessianTrace(regression.subject, true, 2, 9).find(() -> {});
        for (int layer = 0; layer < 2; layer++) {
            double squares = 0;
            for (float error : error(regression, layer)) {
                squares += (double) error * error;
            }
            double ofWeights = only(weights, layer) * squares;
            assertThat(second.weightLoss(regression.layer(layer), INT4))
                    .isEqualTo(third.weightLoss(regression.layer(layer), INT4))
                    .isCloseTo(ofWeights, within(1e-9 * Math.abs(ofWeights)));
            double ofActivations =
                    only(operands, layer)
                            * meanSquares(statistics, layer)
                            * regression.input(layer, 0).getRowDimension();
            assertThat(second.activationLoss(regression.layer(layer), INT4))
                    .isCloseTo(ofActivations, within(1e-6 * Math.abs(ofActivations)));
            assertThat(third.activationLoss(regression.layer(layer), INT4)).isZero();
            assertThat(loss(second, regression, layer, Precision.parse("w4a4")))
                    .isCloseTo(
                            ofWeights + ofActivations,
                            within(1e-6 * Math.abs(ofWeights + ofActivations)));
        }
    }

    /// Mean squared error of the layer's input in the calibrated four bits.
    private static double meanSquares(Map<String, ActivationStatistics> statistics, int layer) {
        float[] samples = Objects.requireNonNull(statistics.get("t" + layer)).samples();
        ActivationQuantization four = ActivationQuantizer.calibrate(samples, INT4, false);
        double sum = 0;
        for (float sample : samples) {
            double step = Math.clamp(Math.rint(sample / four.scale()), -8, 7);
            sum += Math.pow(step * four.scale() - sample, 2);
        }
        return sum / samples.length;
    }

    private static double only(Map<String, List<Double>> found, int layer) {
        List<Double> factors = Objects.requireNonNull(found.get("layer" + layer));
        assertThat(factors).hasSize(1);
        return factors.getFirst();
    }

    private static double loss(
            Sensitivity sensitivity, SoftmaxRegression regression, int layer, Precision precision) {
        Map<String, Double> losses =
                sensitivity.losses(regression.layer(layer), List.of(precision), () -> {});
        return Objects.requireNonNull(losses.get(precision.name()));
    }

    private static float[] error(SoftmaxRegression regression, int layer) {
        float[] exact = WeightError.weights(regression.subject.network(), regression.layer(layer));
        float[] error =
                WeightError.quantized(regression.subject.network(), regression.layer(layer), INT4);
        for (int at = 0; at < error.length; at++) {
            error[at] -= exact[at];
        }
        return error;
    }

    private static RealMatrix errorMatrix(SoftmaxRegression regression, int layer) {
        RealMatrix matrix = regression.weights(layer).copy();
        float[] error = error(regression, layer);
        for (int at = 0; at < error.length; at++) {
            int columns = matrix.getColumnDimension();
            matrix.setEntry(at / columns, at % columns, error[at]);
        }
        return matrix;
    }

    private static Map<String, ActivationStatistics> statistics(SoftmaxRegression regression) {
        Map<String, ActivationStatistics> statistics = new LinkedHashMap<>();
        for (int layer = 0; layer < regression.subject.network().contractions().size(); layer++) {
            int size = regression.input(layer, 0).getRowDimension();
            float[] samples = new float[IMAGES * size];
            for (int at = 0; at < samples.length; at++) {
                samples[at] = (float) regression.input(layer, at / size).getEntry(at % size, 0);
            }
            statistics.put("t" + layer, new ActivationStatistics(samples));
        }
        return statistics;
    }
}
