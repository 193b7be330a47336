package bitwright.bench;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// The models that ONNX Runtime runs beside us: a matrix product, and a residual network in floats
/// or in ONNX's quantized operators. Their weights are drawn; scales are such that values neither
/// die out nor saturate everywhere. They say how long the other engine takes for these shapes, and
/// nothing about its results.
final class RuntimeModel {
    private static final String SCALE = "scale";
    private static final String ZERO = "zero";
    private static final String MIDDLE = "middle";

    private final Network network;
    private final boolean quantized;
    private final OnnxGraph graph = new OnnxGraph();
    private final SplittableRandom random = new SplittableRandom(1);

    private final Map<String, Held> held = new HashMap<>();

    /// A tensor's name in the model and the name of its zero point.
    private record Held(String name, String zero) {
        List<String> triple() {
            return List.of(name, SCALE, zero);
        }
    }

    private RuntimeModel(Network network, boolean quantized) {
        this.network = network;
        this.quantized = quantized;
    }

    /// A square product with constant weights: `MatMul` in floats, else `MatMulInteger`.
    static byte[] product(int size, DataType left, DataType right) {
        var graph = new OnnxGraph();
        List<Integer> shape = List.of(size, size);
        boolean isFloat = right == DataType.FLOAT;
        byte[] weights = new byte[size * size * (isFloat ? Float.BYTES : 1)];
        if (!isFloat) {
            new SplittableRandom(1).nextBytes(weights);
        }
        return graph.input("a", left, shape)
                .node(
                        "",
                        isFloat ? "MatMul" : "MatMulInteger",
                        List.of("a", graph.constant("b", right, shape, weights)),
                        "c",
                        Map.of())
                .output("c", isFloat ? DataType.FLOAT : DataType.INT32, shape)
                .model();
    }

    /// A network of convolutions, ReLU, pools, additions and linear layers in floats.
    static byte[] floats(Network network) {
        return new RuntimeModel(network, false).build();
    }

    /// The same in eight bits: `QLinearConv` with unsigned activations and signed weights, a scale
    /// for each channel, ReLU as the zero point of its input.
    static byte[] quantized(Network network) {
        return new RuntimeModel(network, true).build();
    }

    private byte[] build() {
        String image = network.inputs().getFirst();
        graph.input(image, DataType.FLOAT, shape(image));
        graph.floats(SCALE, List.of(), new float[] {0.05f});
        graph.constant(ZERO, DataType.UINT8, List.of(), new byte[1]);
        graph.constant(MIDDLE, DataType.UINT8, List.of(), new byte[] {(byte) 128});
        if (quantized) {
            graph.node("", "QuantizeLinear", List.of(image, SCALE, MIDDLE), "pixels", Map.of());
            held.put(image, new Held("pixels", MIDDLE));
        }
        for (Layer layer : network.layers()) {
            switch (layer) {
                case Contraction contraction -> contract(contraction);
                case Pointwise pointwise -> point(pointwise);
                case View view -> {
                    graph.constant(
                            "extents",
                            DataType.INT64,
                            List.of(2),
                            new byte[] {1, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1});
                    Held in = held(view.inputs().getFirst());
                    graph.node("", "Reshape", List.of(in.name, "extents"), view.output(), Map.of());
                    held.put(view.output(), new Held(view.output(), in.zero));
                }
            }
        }
        String output = network.outputs().getFirst();
        if (quantized) {
            graph.node("", "DequantizeLinear", held(output).triple(), "floats", Map.of());
        }
        return graph.output(quantized ? "floats" : output, DataType.FLOAT, shape(output)).model();
    }

    private void contract(Contraction layer) {
        LoopNest nest = layer.nest();
        int taps = nest.inputChannels() * nest.filterHeight() * nest.filterWidth();
        int channels = nest.groups() * nest.outputChannels();
        boolean isLinear = layer.op().equals("Gemm");
        List<Integer> shape =
                isLinear
                        ? List.of(taps, channels)
                        : List.of(
                                channels,
                                nest.inputChannels(),
                                nest.filterHeight(),
                                nest.filterWidth());
        Map<String, ?> attributes = isLinear ? Map.of() : attributes(nest);
        String name = layer.name();
        Held in = held(layer.inputs().getFirst());
        if (!quantized) {
            String weights = graph.floats(name + ":weights", shape, drawn(taps * channels, taps));
            String bias = graph.floats(name + ":bias", List.of(channels), new float[channels]);
            graph.node(
                    "",
                    isLinear ? "Gemm" : "Conv",
                    List.of(in.name, weights, bias),
                    layer.output(),
                    attributes);
            held.put(layer.output(), new Held(layer.output(), ZERO));
            return;
        }
        byte[] codes = new byte[taps * channels];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) random.nextInt(-127, 128);
        }
        float[] scales = new float[channels];
        Arrays.fill(scales, (float) (0.01 / Math.sqrt(taps)));
        String zero = isRectified(layer.output()) ? ZERO : MIDDLE;
        List<String> inputs = new ArrayList<>(in.triple());
        inputs.add(graph.constant(name + ":weights", DataType.INT8, shape, codes));
        inputs.add(graph.floats(name + ":scales", List.of(channels), scales));
        inputs.add(
                graph.constant(
                        name + ":zeros", DataType.INT8, List.of(channels), new byte[channels]));
        inputs.addAll(List.of(SCALE, zero));
        if (!isLinear) {
            inputs.add(graph.integers(name + ":bias", List.of(channels), new int[channels]));
        }
        graph.node(
                "", isLinear ? "QLinearMatMul" : "QLinearConv", inputs, layer.output(), attributes);
        held.put(layer.output(), new Held(layer.output(), zero));
    }

    private void point(Pointwise layer) {
        Held in = held(layer.inputs().getFirst());
        String output = layer.output();
        List<String> names = layer.inputs().stream().map(input -> held(input).name).toList();
        switch (layer.kind()) {
            case RELU -> {
                if (quantized) {
                    held.put(output, in);
                    return;
                }
                graph.node("", "Relu", names, output, Map.of());
            }
            case ADD -> {
                String zero = isRectified(output) ? ZERO : MIDDLE;
                if (quantized) {
                    List<String> inputs = new ArrayList<>(in.triple());
                    inputs.addAll(held(layer.inputs().getLast()).triple());
                    inputs.addAll(List.of(SCALE, zero));
                    graph.node(OnnxGraph.RUNTIME, "QLinearAdd", inputs, output, Map.of());
                } else {
                    graph.node("", "Add", names, output, Map.of());
                }
                held.put(output, new Held(output, zero));
                return;
            }
            case MAX_POOL -> {
                Pointwise.Pool pool = Objects.requireNonNull(layer.pool());
                int padding = pool.window().padTop();
                graph.node(
                        "",
                        "MaxPool",
                        names,
                        output,
                        Map.of(
                                "kernel_shape",
                                List.of(pool.height(), pool.width()),
                                "strides",
                                List.of(pool.window().strideY(), pool.window().strideX()),
                                "pads",
                                List.of(padding, padding, padding, padding)));
            }
            case AVERAGE_POOL -> {
                if (quantized) {
                    List<String> inputs = new ArrayList<>(in.triple());
                    inputs.addAll(List.of(SCALE, in.zero));
                    graph.node(
                            OnnxGraph.RUNTIME,
                            "QLinearGlobalAveragePool",
                            inputs,
                            output,
                            Map.of());
                } else {
                    graph.node("", "GlobalAveragePool", names, output, Map.of());
                }
            }
            case CLIP,
                    SUBTRACT,
                    MULTIPLY,
                    DIVIDE,
                    SIGMOID,
                    GELU,
                    SOFTMAX,
                    LAYER_NORM,
                    BATCH_NORM,
                    MEAN,
                    OTHER ->
                    throw new IllegalArgumentException(
                            "layer " + layer.name() + " is not part of a residual network.");
        }
        held.put(output, new Held(output, in.zero));
    }

    private static Map<String, ?> attributes(LoopNest nest) {
        LoopNest.Window window = nest.window();
        int bottom =
                (nest.outputHeight() - 1) * window.strideY()
                        + nest.filterHeight()
                        - nest.inputHeight()
                        - window.padTop();
        int right =
                (nest.outputWidth() - 1) * window.strideX()
                        + nest.filterWidth()
                        - nest.inputWidth()
                        - window.padLeft();
        return Map.of(
                "group",
                nest.groups(),
                "strides",
                List.of(window.strideY(), window.strideX()),
                "pads",
                List.of(
                        window.padTop(),
                        window.padLeft(),
                        Math.max(bottom, 0),
                        Math.max(right, 0)));
    }

    private float[] drawn(int count, int taps) {
        float[] values = new float[count];
        float bound = (float) Math.sqrt(6.0 / taps);
        for (int i = 0; i < count; i++) {
            values[i] = bound * (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private boolean isRectified(String tensor) {
        return network.layers().stream()
                .filter(layer -> layer.inputs().contains(tensor))
                .allMatch(layer -> layer instanceof Pointwise p && p.kind() == Pointwise.Kind.RELU);
    }

    private Held held(String tensor) {
        return Objects.requireNonNullElse(held.get(tensor), new Held(tensor, ZERO));
    }

    private List<Integer> shape(String tensor) {
        return Objects.requireNonNull(network.shapes().get(tensor), tensor);
    }
}
