package bitwright.kernels.network;

import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// A network in plain floats, one image at a time, the way the operators are defined: what the
/// integer network is compared with, and the source of calibration samples.
final class FloatNetwork {
    private FloatNetwork() {}

    /// Every activation tensor of one image.
    static Map<String, float[]> run(Network network, float[] image) {
        Map<String, float[]> tensors = new LinkedHashMap<>();
        tensors.put(network.inputs().getFirst(), image);
        for (Layer layer : network.layers()) {
            float[] input = Objects.requireNonNull(tensors.get(layer.inputs().getFirst()));
            float[] output =
                    switch (layer) {
                        case Contraction contraction -> contract(network, contraction, input);
                        case View _ -> input.clone();
                        case Pointwise point ->
                                switch (point.kind()) {
                                    case RELU -> clip(input, 0, Double.POSITIVE_INFINITY);
                                    case CLIP -> clip(input, point.lower(), point.upper());
                                    case ADD ->
                                            add(
                                                    input,
                                                    Objects.requireNonNull(
                                                            tensors.get(point.inputs().getLast())));
                                    default -> pool(network, point, input);
                                };
                    };
            tensors.put(layer.output(), output);
        }
        return tensors;
    }

    private static float[] contract(Network network, Contraction layer, float[] input) {
        LoopNest n = layer.nest();
        LoopNest.Window w = n.window();
        float[] weights = constant(network, Objects.requireNonNull(layer.weights()));
        int channels = n.groups() * n.outputChannels();
        float[] output = new float[channels * n.outputHeight() * n.outputWidth()];
        float[] bias =
                layer.bias() == null
                        ? new float[channels]
                        : constant(network, Objects.requireNonNull(layer.bias()));
        int plane = n.outputHeight() * n.outputWidth();
        int weight = 0;
        for (int k = 0; k < channels; k++) {
            Arrays.fill(output, k * plane, (k + 1) * plane, bias[k]);
            for (int c = 0; c < n.inputChannels(); c++) {
                int source =
                        (k / n.outputChannels() * n.inputChannels() + c)
                                * n.inputHeight()
                                * n.inputWidth();
                for (int fy = 0; fy < n.filterHeight(); fy++) {
                    for (int fx = 0; fx < n.filterWidth(); fx++) {
                        float factor = weights[weight++];
                        for (int oy = 0; oy < n.outputHeight(); oy++) {
                            int iy = w.strideY() * oy + w.dilationY() * fy - w.padTop();
                            if (iy < 0 || iy >= n.inputHeight()) {
                                continue;
                            }
                            for (int ox = 0; ox < n.outputWidth(); ox++) {
                                int ix = w.strideX() * ox + w.dilationX() * fx - w.padLeft();
                                if (ix >= 0 && ix < n.inputWidth()) {
                                    output[k * plane + oy * n.outputWidth() + ox] +=
                                            factor * input[source + iy * n.inputWidth() + ix];
                                }
                            }
                        }
                    }
                }
            }
        }
        return output;
    }

    private static float[] clip(float[] input, double lower, double upper) {
        float[] output = new float[input.length];
        for (int i = 0; i < input.length; i++) {
            output[i] = (float) Math.clamp((double) input[i], lower, upper);
        }
        return output;
    }

    private static float[] add(float[] left, float[] right) {
        float[] output = new float[left.length];
        for (int i = 0; i < left.length; i++) {
            output[i] = left[i] + right[i];
        }
        return output;
    }

    private static float[] pool(Network network, Pointwise layer, float[] input) {
        Pointwise.Pool pool = Objects.requireNonNull(layer.pool());
        LoopNest.Window w = pool.window();
        var in = Objects.requireNonNull(network.shapes().get(layer.inputs().getFirst()));
        var out = Objects.requireNonNull(network.shapes().get(layer.output()));
        float[] output = new float[out.get(1) * out.get(2) * out.get(3)];
        boolean isMaximum = layer.kind() == Pointwise.Kind.MAX_POOL;
        int index = 0;
        for (int c = 0; c < out.get(1); c++) {
            for (int oy = 0; oy < out.get(2); oy++) {
                for (int ox = 0; ox < out.get(3); ox++) {
                    float greatest = Float.NEGATIVE_INFINITY;
                    float sum = 0;
                    int taps = 0;
                    for (int fy = 0; fy < pool.height(); fy++) {
                        int iy = oy * w.strideY() + fy - w.padTop();
                        for (int fx = 0; fx < pool.width(); fx++) {
                            int ix = ox * w.strideX() + fx - w.padLeft();
                            if (iy >= 0 && iy < in.get(2) && ix >= 0 && ix < in.get(3)) {
                                float value = input[(c * in.get(2) + iy) * in.get(3) + ix];
                                greatest = Math.max(greatest, value);
                                sum += value;
                                taps++;
                            }
                        }
                    }
                    int divisor = pool.countIncludesPadding() ? pool.height() * pool.width() : taps;
                    output[index++] = isMaximum ? greatest : sum / divisor;
                }
            }
        }
        return output;
    }

    private static float[] constant(Network network, String name) {
        return Objects.requireNonNull(network.constants().get(name)).values();
    }
}
