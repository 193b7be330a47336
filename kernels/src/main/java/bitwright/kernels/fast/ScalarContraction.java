package bitwright.kernels.fast;

import bitwright.workload.LoopNest;

/// A contraction in 32-bit integer loops over rows: exact for every operand whose accumulators fit
/// 32 bits, slower than the float kernel.
final class ScalarContraction {
    private ScalarContraction() {}

    /// Accumulates images laid out as the nest says, the nest itself being that of one image.
    static void accumulate(LoopNest nest, int[] weights, int[] input, int images, int[] output) {
        int channels = nest.groups() * nest.outputChannels();
        int outputPlane = nest.outputHeight() * nest.outputWidth();
        int taps = nest.inputChannels() * nest.filterHeight() * nest.filterWidth();
        java.util.Arrays.fill(output, 0, images * channels * outputPlane, 0);
        for (int image = 0; image < images; image++) {
            for (int channel = 0; channel < channels; channel++) {
                int group = channel / nest.outputChannels();
                for (int c = 0; c < nest.inputChannels(); c++) {
                    int plane = (image * nest.groups() + group) * nest.inputChannels() + c;
                    addPlane(
                            nest,
                            weights,
                            channel * taps + c * nest.filterHeight() * nest.filterWidth(),
                            input,
                            plane * nest.inputHeight() * nest.inputWidth(),
                            output,
                            (image * channels + channel) * outputPlane);
                }
            }
        }
    }

    private static void addPlane(
            LoopNest nest,
            int[] weights,
            int weight,
            int[] input,
            int source,
            int[] output,
            int target) {
        LoopNest.Window window = nest.window();
        for (int fy = 0; fy < nest.filterHeight(); fy++) {
            for (int fx = 0; fx < nest.filterWidth(); fx++) {
                int factor = weights[weight + fy * nest.filterWidth() + fx];
                int shift = window.dilationX() * fx - window.padLeft();
                int step = window.strideX();
                int from = shift >= 0 ? 0 : (-shift + step - 1) / step;
                int to =
                        Math.min(
                                nest.outputWidth(),
                                Math.floorDiv(nest.inputWidth() - 1 - shift, step) + 1);
                for (int oy = 0; oy < nest.outputHeight(); oy++) {
                    int iy = window.strideY() * oy + window.dilationY() * fy - window.padTop();
                    if (iy >= 0 && iy < nest.inputHeight()) {
                        int in = source + iy * nest.inputWidth() + shift;
                        int out = target + oy * nest.outputWidth();
                        addRow(input, in, step, factor, output, out, from, to);
                    }
                }
            }
        }
    }

    private static void addRow(
            int[] input, int in, int step, int factor, int[] output, int out, int from, int to) {
        if (step == 1) {
            for (int x = from; x < to; x++) {
                output[out + x] += factor * input[in + x];
            }
        } else {
            for (int x = from; x < to; x++) {
                output[out + x] += factor * input[in + x * step];
            }
        }
    }
}
