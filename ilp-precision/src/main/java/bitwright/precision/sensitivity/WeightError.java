package bitwright.precision.sensitivity;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.quantizer.WeightQuantizer;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.Tensor;

/// Weights of a contraction, in floats and quantized.
final class WeightError {
    private WeightError() {}

    /// The weights as the loop nest lays them out; empty where both operands are activations.
    static float[] weights(Network network, Contraction layer) {
        Tensor weights = network.constants().get(String.valueOf(layer.weights()));
        return weights == null ? new float[0] : weights.values();
    }

    /// The values that the quantized weights stand for; empty where there are none.
    ///
    /// @throws IllegalArgumentException if weights cannot have the format
    static float[] quantized(Network network, Contraction layer, NumberFormat format) {
        float[] weights = weights(network, layer);
        if (weights.length == 0) {
            return weights;
        }
        int channels = layer.nest().groups() * layer.nest().outputChannels();
        return WeightQuantizer.perChannel(weights, channels, format).dequantize();
    }

    /// `‖Q(W) − W‖²`; 0 where there are no weights.
    static double squared(Network network, Contraction layer, NumberFormat format) {
        float[] weights = weights(network, layer);
        float[] quantized = quantized(network, layer, format);
        double sum = 0;
        for (int index = 0; index < weights.length; index++) {
            double error = (double) quantized[index] - weights[index];
            sum += error * error;
        }
        return sum;
    }
}
