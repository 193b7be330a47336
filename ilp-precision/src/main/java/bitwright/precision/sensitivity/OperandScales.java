package bitwright.precision.sensitivity;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.quantizer.ActivationQuantization;
import bitwright.kernels.quantizer.ActivationQuantizer;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.NonNegative;
import java.util.Map;
import java.util.Set;

/// How what contractions read becomes integers: scales from the operand's own sampled values,
/// unsigned where they are never negative. A second activation stands in the place of the weights
/// and is signed, as weights are.
final class OperandScales {
    private final Map<String, ActivationStatistics> statistics;
    private final Set<String> nonNegative;

    /// @param statistics activations of every tensor
    OperandScales(Network network, Map<String, ActivationStatistics> statistics) {
        this.statistics = Map.copyOf(statistics);
        nonNegative = NonNegative.tensors(network);
    }

    /// The quantization of one operand.
    ///
    /// @throws IllegalArgumentException if the operand has no statistics, or activations cannot
    ///   have the format
    ActivationQuantization of(Contraction layer, int operand, NumberFormat format) {
        boolean unsigned = operand == 0 && nonNegative.contains(layer.inputs().getFirst());
        return ActivationQuantizer.calibrate(samples(layer, operand), format, unsigned);
    }

    /// Mean squared error of an operand's elements in a format.
    ///
    /// @throws IllegalArgumentException as `of`
    double meanSquaredError(Contraction layer, int operand, NumberFormat format) {
        ActivationQuantization quantization = of(layer, operand, format);
        float[] samples = samples(layer, operand);
        double sum = 0;
        for (float sample : samples) {
            double error = quantization.quantize(sample) * quantization.scale() - sample;
            sum += error * error;
        }
        return sum / samples.length;
    }

    private float[] samples(Contraction layer, int operand) {
        String input = layer.inputs().get(operand);
        ActivationStatistics known = statistics.get(input);
        if (known == null) {
            throw new IllegalArgumentException(
                    "layer " + layer.name() + ": tensor " + input + " has no statistics.");
        }
        return known.samples();
    }
}
