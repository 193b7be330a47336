package bitwright.precision.gradient;

import bitwright.workload.LoopNest;
import java.util.Arrays;

/// A matrix product of an activation, rows first, with weights: `rows × depth` by the transpose of
/// `columns × depth`, once for each group.
///
/// @param contraction number among the contractions
/// @param input tensor that is read
/// @param output tensor that is written
/// @param bias one number for each column over all groups; empty for none
record RowsStep(int contraction, int input, int output, LoopNest nest, double[] bias)
        implements ContractionStep {
    @Override
    public int[] inputs() {
        return new int[] {input};
    }

    @Override
    public void compute(double[][] operands, double[] weights, double[] output, Scratch scratch) {
        int rows = nest.outputWidth();
        int columns = nest.outputChannels();
        int depth = nest.inputChannels();
        double[] turned = scratch.first(depth * columns);
        Arrays.fill(output, 0);
        for (int group = 0; group < nest.groups(); group++) {
            int to = group * rows * columns;
            for (int row = 0; row < rows && bias.length > 0; row++) {
                System.arraycopy(bias, group * columns, output, to + row * columns, columns);
            }
            MatrixProduct.transpose(weights, group * columns * depth, columns, depth, turned);
            MatrixProduct.add(
                    operands[0], group * rows * depth, turned, 0, output, to, rows, depth, columns);
        }
    }

    @Override
    public void backward(Pass pass) {
        int rows = nest.outputWidth();
        int columns = nest.outputChannels();
        int depth = nest.inputChannels();
        double[] gradient = pass.gradients[output];
        double[] weights = pass.weights[contraction];
        double[] operand = pass.operands(contraction, inputs())[0];
        double[] operandGradient = pass.gradientOf(contraction, 0, input);
        double[] turned = pass.scratch.first(rows * columns);
        for (int group = 0; group < nest.groups(); group++) {
            int of = group * columns * depth;
            int at = group * rows * depth;
            int from = group * rows * columns;
            MatrixProduct.add(
                    gradient, from, weights, of, operandGradient, at, rows, columns, depth);
            if (pass.wantsWeights) {
                MatrixProduct.transpose(gradient, from, rows, columns, turned);
                MatrixProduct.add(
                        turned,
                        0,
                        operand,
                        at,
                        pass.weightGradients[contraction],
                        of,
                        columns,
                        rows,
                        depth);
            }
        }
        pass.passOn(contraction, 0, input);
    }
}
