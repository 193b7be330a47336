package bitwright.kernels.network;

import bitwright.workload.LoopNest;

/// Where the elements that a loop nest reads and writes lie in the tensors of a matrix product,
/// which are rows first.
final class NestLayout {
    private NestLayout() {}

    /// For each element of the nest's input, `[product][depth][row]`, its place in the tensor,
    /// `[product][row][depth]`.
    static int[] input(LoopNest nest) {
        return transposed(nest.groups(), positions(nest), nest.inputChannels());
    }

    /// For each element in the place of the weights, `[product][column][depth]`, its place in the
    /// tensor, `[product][depth][column]`.
    static int[] secondInput(LoopNest nest) {
        return transposed(nest.groups(), nest.inputChannels(), nest.outputChannels());
    }

    /// For each element of the output's tensor, `[product][row][column]`, its place in the nest's
    /// output, `[product][column][row]`.
    static int[] output(LoopNest nest) {
        return transposed(nest.groups(), nest.outputChannels(), positions(nest));
    }

    static int positions(LoopNest nest) {
        return nest.outputHeight() * nest.outputWidth();
    }

    /// Sources of `[matrix][column][row]` in `[matrix][row][column]`.
    private static int[] transposed(int matrices, int rows, int columns) {
        int[] sources = new int[matrices * rows * columns];
        int at = 0;
        for (int matrix = 0; matrix < matrices; matrix++) {
            for (int column = 0; column < columns; column++) {
                for (int row = 0; row < rows; row++) {
                    sources[at++] = (matrix * rows + row) * columns + column;
                }
            }
        }
        return sources;
    }
}
