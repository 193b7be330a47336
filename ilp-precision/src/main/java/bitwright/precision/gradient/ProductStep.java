package bitwright.precision.gradient;

import bitwright.workload.LoopNest;
import java.util.Arrays;

/// A matrix product of two activations, `rows × depth` by `depth × columns`, once for each group.
///
/// @param contraction number among the contractions
/// @param left tensor of the rows
/// @param right tensor of the columns
/// @param output tensor that is written
record ProductStep(int contraction, int left, int right, int output, LoopNest nest)
        implements ContractionStep {
    @Override
    public int[] inputs() {
        return new int[] {left, right};
    }

    @Override
    public void compute(double[][] operands, double[] weights, double[] output, Scratch scratch) {
        int rows = nest.outputWidth();
        int columns = nest.outputChannels();
        int depth = nest.inputChannels();
        Arrays.fill(output, 0);
        for (int group = 0; group < nest.groups(); group++) {
            MatrixProduct.add(
                    operands[0],
                    group * rows * depth,
                    operands[1],
                    group * depth * columns,
                    output,
                    group * rows * columns,
                    rows,
                    depth,
                    columns);
        }
    }

    @Override
    public void backward(Pass pass) {
        int rows = nest.outputWidth();
        int columns = nest.outputChannels();
        int depth = nest.inputChannels();
        double[] gradient = pass.gradients[output];
        double[][] operands = pass.operands(contraction, inputs());
        double[] ofLeft = pass.gradientOf(contraction, 0, left);
        double[] ofRight = pass.gradientOf(contraction, 1, right);
        double[] turned = pass.scratch.first(depth * Math.max(rows, columns));
        for (int group = 0; group < nest.groups(); group++) {
            int at = group * rows * depth;
            int of = group * depth * columns;
            int from = group * rows * columns;
            MatrixProduct.transpose(operands[1], of, depth, columns, turned);
            MatrixProduct.add(gradient, from, turned, 0, ofLeft, at, rows, columns, depth);
            MatrixProduct.transpose(operands[0], at, rows, depth, turned);
            MatrixProduct.add(turned, 0, gradient, from, ofRight, of, depth, rows, columns);
        }
        pass.passOn(contraction, 0, left);
        pass.passOn(contraction, 1, right);
    }
}
