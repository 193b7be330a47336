package bitwright.kernels.network;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.codec.Integers;
import bitwright.kernels.codec.WeightCodec;
import bitwright.kernels.quantizer.QuantizedWeights;
import bitwright.kernels.quantizer.WeightQuantizer;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The weights and biases of one contraction as integers.
///
/// @param weights codes and a scale for each channel
/// @param stepScales the real value of one accumulator step of each channel: `weight scale *
///   2^-exponent * input scale`
/// @param biases the bias of each channel in accumulator steps, 32 bits
record ContractionWeights(QuantizedWeights weights, List<Double> stepScales, List<Integer> biases) {
    /// Biases stay within this, so that every bias and every sum with an accumulator is exact.
    private static final double GREATEST_BIAS = 1 << 30;

    static ContractionWeights of(
            Contraction layer, Network network, NumberFormat format, double inputScale) {
        Tensor constant = constant(network, Objects.requireNonNull(layer.weights()));
        int channels = layer.nest().groups() * layer.nest().outputChannels();
        QuantizedWeights quantized;
        try {
            quantized = WeightQuantizer.perChannel(constant.values(), channels, format);
        } catch (IllegalArgumentException problem) {
            throw new IllegalArgumentException(
                    "layer "
                            + layer.name()
                            + ", weights "
                            + layer.weights()
                            + ": "
                            + problem.getMessage(),
                    problem);
        }
        String biasName = layer.bias();
        float[] bias =
                biasName == null ? new float[channels] : constant(network, biasName).values();
        if (bias.length != channels) {
            throw new IllegalArgumentException(
                    "layer "
                            + layer.name()
                            + ": bias "
                            + biasName
                            + " has "
                            + bias.length
                            + " elements for "
                            + channels
                            + " channels.");
        }
        double unit = Math.scalb(inputScale, -Integers.exponent(format));
        QuantizedWeights fitted = fitBiases(quantized, constant.values(), bias, unit);
        List<Double> steps = new ArrayList<>();
        List<Integer> integers = new ArrayList<>();
        for (int channel = 0; channel < channels; channel++) {
            double step = fitted.scales()[channel] * unit;
            steps.add(step);
            integers.add((int) Math.rint(bias[channel] / step));
        }
        return new ContractionWeights(fitted, List.copyOf(steps), List.copyOf(integers));
    }

    /// Coarsens the weights of channels whose bias, in accumulator steps, would leave 32 bits: a
    /// channel of almost-zero weights beside a large bias, as folded batch norms leave behind.
    private static QuantizedWeights fitBiases(
            QuantizedWeights quantized, float[] weights, float[] bias, double unit) {
        double[] scales = quantized.scales().clone();
        int[] codes = quantized.codes().clone();
        int perChannel = codes.length / scales.length;
        for (int channel = 0; channel < scales.length; channel++) {
            double least = Math.abs(bias[channel]) / GREATEST_BIAS / unit;
            if (scales[channel] < least) {
                scales[channel] = least;
                for (int i = channel * perChannel; i < (channel + 1) * perChannel; i++) {
                    codes[i] = WeightCodec.encode(quantized.format(), weights[i] / least);
                }
            }
        }
        return new QuantizedWeights(quantized.format(), scales.length, codes, scales);
    }

    private static Tensor constant(Network network, String name) {
        Tensor tensor = network.constants().get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("constant " + name + " is missing.");
        }
        return tensor;
    }
}
