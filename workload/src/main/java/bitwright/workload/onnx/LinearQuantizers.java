package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `QuantizeLinear` and `DequantizeLinear` of operator set 21: symmetric, zero points 0 of the type
/// of the codes.
final class LinearQuantizers implements OperandQuantizers {
    private final GraphRewriter graph;
    private final Map<Quantized, String> made = new LinkedHashMap<>();

    /// One tensor in one quantization.
    private record Quantized(String tensor, QuantizedContraction.Activations how) {}

    LinearQuantizers(GraphRewriter graph) {
        this.graph = graph;
    }

    @Override
    public String activations(
            int place, String prefix, String tensor, QuantizedContraction.Activations how) {
        StoredTensors.elementType(how.type());
        return made.computeIfAbsent(
                new Quantized(tensor, how),
                _ -> {
                    String scale = graph.free(prefix + ":scale");
                    String zero = graph.free(prefix + ":zero");
                    String codes = graph.free(prefix + ":codes");
                    String real = graph.free(prefix + ":real");
                    graph.add(StoredTensors.floats(scale, List.of(), (float) how.scale()));
                    graph.add(StoredTensors.integers(zero, how.type(), List.of(), 0));
                    graph.add(
                            place,
                            StoredTensors.node("QuantizeLinear", codes, tensor, scale, zero)
                                    .build());
                    graph.add(
                            place,
                            StoredTensors.node("DequantizeLinear", real, codes, scale, zero)
                                    .build());
                    return real;
                });
    }

    @Override
    public String weights(
            int place,
            String prefix,
            IntegerType type,
            int[] integers,
            List<Integer> shape,
            double[] scales,
            int axis) {
        String zero = graph.free(prefix + ":zero");
        List<Integer> scaleShape = scales.length == 1 ? List.of() : List.of(scales.length);
        graph.add(StoredTensors.integers(zero, type, scaleShape, new int[scales.length]));
        return stored(place, prefix, type, integers, shape, scales, axis, zero);
    }

    @Override
    public String biases(int place, String prefix, int[] biases, double[] scales) {
        // Without a zero point: ONNX has none for 32 bits but 0.
        return stored(
                place,
                prefix,
                new IntegerType(Integer.SIZE, true),
                biases,
                List.of(biases.length),
                scales,
                0,
                null);
    }

    private String stored(
            int place,
            String prefix,
            IntegerType type,
            int[] integers,
            List<Integer> shape,
            double[] scales,
            int axis,
            @Nullable String zero) {
        String codes = graph.free(prefix + ":codes");
        String scale = graph.free(prefix + ":scale");
        String real = graph.free(prefix + ":real");
        graph.add(StoredTensors.integers(codes, type, shape, integers));
        List<Integer> scaleShape = scales.length == 1 ? List.of() : List.of(scales.length);
        graph.add(StoredTensors.floats(scale, scaleShape, scales));
        NodeProto.Builder node = StoredTensors.node("DequantizeLinear", real, codes, scale);
        if (zero != null) {
            node.addInput(zero);
        }
        if (scales.length > 1) {
            node.addAttribute(
                    AttributeProto.newBuilder()
                            .setName("axis")
                            .setType(AttributeProto.AttributeType.INT)
                            .setI(axis));
        }
        graph.add(place, node.build());
        return real;
    }

    @Override
    public OnnxMl.ModelProto finish(OnnxMl.ModelProto model) {
        return model;
    }
}
