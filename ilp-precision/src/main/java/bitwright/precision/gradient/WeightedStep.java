package bitwright.precision.gradient;

import bitwright.workload.LoopNest;
import java.util.Arrays;

/// A contraction of an activation with weights, channels first: a convolution.
///
/// @param contraction number among the contractions
/// @param input tensor that is read
/// @param output tensor that is written
/// @param bias one number for each output channel over all groups; empty for none
record WeightedStep(int contraction, int input, int output, LoopNest nest, double[] bias)
        implements ContractionStep {
    @Override
    public int[] inputs() {
        return new int[] {input};
    }

    @Override
    public void compute(double[][] operands, double[] weights, double[] output, Scratch scratch) {
        int depth = Windows.rows(nest);
        int positions = Windows.columns(nest);
        int channels = nest.outputChannels();
        double[] windows = scratch.first(depth * positions);
        Arrays.fill(output, 0);
        for (int part = 0; part < nest.batch() * nest.groups(); part++) {
            int group = part % nest.groups();
            Windows.gather(nest, operands[0], part * inputSize(), windows);
            int to = part * channels * positions;
            for (int k = 0; k < channels && bias.length > 0; k++) {
                int start = to + k * positions;
                Arrays.fill(output, start, start + positions, bias[group * channels + k]);
            }
            MatrixProduct.add(
                    weights,
                    group * channels * depth,
                    windows,
                    0,
                    output,
                    to,
                    channels,
                    depth,
                    positions);
        }
    }

    @Override
    public void backward(Pass pass) {
        int depth = Windows.rows(nest);
        int positions = Windows.columns(nest);
        int channels = nest.outputChannels();
        double[] gradient = pass.gradients[output];
        double[] weights = pass.weights[contraction];
        double[] operand = pass.operands(contraction, inputs())[0];
        double[] operandGradient = pass.gradientOf(contraction, 0, input);
        for (int part = 0; part < nest.batch() * nest.groups(); part++) {
            int group = part % nest.groups();
            int from = part * channels * positions;
            double[] turned = pass.scratch.first(Math.max(positions, channels) * depth);
            MatrixProduct.transpose(weights, group * channels * depth, channels, depth, turned);
            double[] windows = pass.scratch.secondOfZeros(depth * positions);
            MatrixProduct.add(turned, 0, gradient, from, windows, 0, depth, channels, positions);
            Windows.scatter(nest, windows, operandGradient, part * inputSize());
            if (pass.wantsWeights) {
                Windows.gather(nest, operand, part * inputSize(), windows);
                MatrixProduct.transpose(windows, 0, depth, positions, turned);
                MatrixProduct.add(
                        gradient,
                        from,
                        turned,
                        0,
                        pass.weightGradients[contraction],
                        group * channels * depth,
                        channels,
                        positions,
                        depth);
            }
        }
        pass.passOn(contraction, 0, input);
    }

    private int inputSize() {
        return nest.inputChannels() * nest.inputHeight() * nest.inputWidth();
    }
}
