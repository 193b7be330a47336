package bitwright.precision.gradient;

import bitwright.workload.LoopNest;

/// The windows of a convolution as a matrix: a row for each (input channel, filter row, filter
/// column) of one group, a column for each output position.
final class Windows {
    private Windows() {}

    /// Rows of the matrix.
    static int rows(LoopNest nest) {
        return nest.inputChannels() * nest.filterHeight() * nest.filterWidth();
    }

    /// Columns of the matrix.
    static int columns(LoopNest nest) {
        return nest.outputHeight() * nest.outputWidth();
    }

    /// Fills the matrix from an input whose group begins at an offset; zeros beyond the input.
    static void gather(LoopNest nest, double[] input, int from, double[] matrix) {
        int at = 0;
        LoopNest.Window window = nest.window();
        for (int c = 0; c < nest.inputChannels(); c++) {
            for (int fy = 0; fy < nest.filterHeight(); fy++) {
                for (int fx = 0; fx < nest.filterWidth(); fx++) {
                    for (int oy = 0; oy < nest.outputHeight(); oy++) {
                        int iy = oy * window.strideY() + fy * window.dilationY() - window.padTop();
                        boolean inside = iy >= 0 && iy < nest.inputHeight();
                        int row = from + (c * nest.inputHeight() + iy) * nest.inputWidth();
                        int ix = fx * window.dilationX() - window.padLeft();
                        for (int ox = 0; ox < nest.outputWidth(); ox++) {
                            matrix[at++] =
                                    inside && ix >= 0 && ix < nest.inputWidth()
                                            ? input[row + ix]
                                            : 0;
                            ix += window.strideX();
                        }
                    }
                }
            }
        }
    }

    /// Adds the matrix back to where its elements came from.
    static void scatter(LoopNest nest, double[] matrix, double[] input, int from) {
        int at = 0;
        LoopNest.Window window = nest.window();
        for (int c = 0; c < nest.inputChannels(); c++) {
            for (int fy = 0; fy < nest.filterHeight(); fy++) {
                for (int fx = 0; fx < nest.filterWidth(); fx++) {
                    for (int oy = 0; oy < nest.outputHeight(); oy++) {
                        int iy = oy * window.strideY() + fy * window.dilationY() - window.padTop();
                        boolean inside = iy >= 0 && iy < nest.inputHeight();
                        int row = from + (c * nest.inputHeight() + iy) * nest.inputWidth();
                        int ix = fx * window.dilationX() - window.padLeft();
                        for (int ox = 0; ox < nest.outputWidth(); ox++, at++) {
                            if (inside && ix >= 0 && ix < nest.inputWidth()) {
                                input[row + ix] += matrix[at];
                            }
                            ix += window.strideX();
                        }
                    }
                }
            }
        }
    }
}
