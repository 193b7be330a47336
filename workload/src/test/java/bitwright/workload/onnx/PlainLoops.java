package bitwright.workload.onnx;

import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import org.jspecify.annotations.Nullable;

/// A contraction computed as its loop nest says, slowly: what the nest means.
final class PlainLoops {
    private PlainLoops() {}

    /// @param input as the operator lays it out
    /// @param second the second activation of a product of two, as the operator lays it out
    static float[] compute(
            Network network, Contraction layer, float[] input, float @Nullable [] second) {
        LoopNest nest = layer.nest();
        int groups = nest.groups();
        int outputs = nest.outputChannels();
        int channels = nest.inputChannels();
        float[] activations =
                layer.rowsFirst()
                        ? MatrixLayout.exchanged(input, groups, nest.outputWidth(), channels)
                        : input;
        float[] weights =
                second == null
                        ? TrainedNetworksTest.constant(network, layer.weights()).values()
                        : MatrixLayout.exchanged(second, groups, channels, outputs);
        float[] bias =
                layer.bias() == null
                        ? new float[groups * outputs]
                        : TrainedNetworksTest.constant(network, layer.bias()).values();
        int height = nest.outputHeight();
        int width = nest.outputWidth();
        float[] result = new float[nest.batch() * groups * outputs * height * width];
        int next = 0;
        for (int b = 0; b < nest.batch(); b++) {
            for (int k = 0; k < groups * outputs; k++) {
                for (int oy = 0; oy < height; oy++) {
                    for (int ox = 0; ox < width; ox++) {
                        result[next++] =
                                bias[k] + (float) sum(nest, activations, weights, b, k, oy, ox);
                    }
                }
            }
        }
        return layer.rowsFirst() ? MatrixLayout.exchanged(result, groups, outputs, width) : result;
    }

    private static double sum(
            LoopNest nest, float[] input, float[] weights, int b, int k, int oy, int ox) {
        LoopNest.Window window = nest.window();
        int group = k / nest.outputChannels();
        double sum = 0;
        for (int c = 0; c < nest.inputChannels(); c++) {
            int channel = (b * nest.groups() + group) * nest.inputChannels() + c;
            for (int fy = 0; fy < nest.filterHeight(); fy++) {
                int iy = window.strideY() * oy + window.dilationY() * fy - window.padTop();
                for (int fx = 0; fx < nest.filterWidth(); fx++) {
                    int ix = window.strideX() * ox + window.dilationX() * fx - window.padLeft();
                    if (iy >= 0 && iy < nest.inputHeight() && ix >= 0 && ix < nest.inputWidth()) {
                        int weight =
                                ((k * nest.inputChannels() + c) * nest.filterHeight() + fy)
                                                * nest.filterWidth()
                                        + fx;
                        sum +=
                                (double)
                                                input[
                                                        (channel * nest.inputHeight() + iy)
                                                                        * nest.inputWidth()
                                                                + ix]
                                        * weights[weight];
                    }
                }
            }
        }
        return sum;
    }
}
