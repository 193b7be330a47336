package bitwright.bench;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import bitwright.workload.LoopNest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A product or convolution that ONNX Runtime is measured on, in fp32 and in eight bits.
///
/// @param rows of a product; 0 for a convolution
/// @param side of a square image; 1 for a product
/// @param filter side of a square filter; 1 for a product
record RatioShape(
        String name, int groups, int outputs, int inputs, int rows, int side, int filter) {
    private static final float SCALE = 0.05f;

    static final List<RatioShape> ALL =
            List.of(
                    product("product 1024 x 1024 x 1024", 1024, 1024, 1024),
                    product("product 512 x 512 x 512", 512, 512, 512),
                    product("product 256 x 1024 x 4096", 256, 1024, 4096),
                    product("product 128 x 768 x 768", 128, 768, 768),
                    product("product 128 x 3072 x 768", 128, 3072, 768),
                    product("product 3136 x 64 x 576", 3136, 64, 576),
                    convolution("convolution 3 x 3, 64 to 64, 56 x 56", 1, 64, 64, 56, 3),
                    convolution("convolution 3 x 3, 128 to 128, 28 x 28", 1, 128, 128, 28, 3),
                    convolution("convolution 3 x 3, 256 to 256, 14 x 14", 1, 256, 256, 14, 3),
                    convolution("convolution 3 x 3, 512 to 512, 7 x 7", 1, 512, 512, 7, 3),
                    convolution("convolution 1 x 1, 64 to 256, 56 x 56", 1, 256, 64, 56, 1),
                    convolution("convolution 1 x 1, 256 to 1024, 14 x 14", 1, 1024, 256, 14, 1));

    private static RatioShape product(String name, int rows, int columns, int depth) {
        return new RatioShape(name, 1, columns, depth, rows, 1, 1);
    }

    private static RatioShape convolution(
            String name, int groups, int outputs, int inputs, int side, int filter) {
        return new RatioShape(name, groups, outputs, inputs, 0, side, filter);
    }

    private boolean isProduct() {
        return rows > 0;
    }

    /// Extents of the input.
    long[] extents() {
        return isProduct() ? new long[] {rows, inputs} : new long[] {1, inputs, side, side};
    }

    /// The loop nest of the same layer.
    LoopNest nest() {
        return isProduct()
                ? LoopNest.matrixProduct(1, rows, outputs, inputs)
                : new LoopNest(
                        1,
                        groups,
                        outputs / groups,
                        inputs / groups,
                        side,
                        side,
                        filter,
                        filter,
                        new LoopNest.Window(1, 1, 1, 1, filter / 2, filter / 2),
                        side,
                        side);
    }

    /// The model in floats, or with unsigned activations and signed weights of eight bits and
    /// requantized outputs.
    byte[] model(boolean real) {
        var graph = new OnnxGraph();
        DataType type = real ? DataType.FLOAT : DataType.UINT8;
        List<Integer> in = Arrays.stream(extents()).mapToObj(Math::toIntExact).toList();
        List<Integer> out = isProduct() ? List.of(rows, outputs) : List.of(1, outputs, side, side);
        List<Integer> weightShape =
                isProduct()
                        ? List.of(inputs, outputs)
                        : List.of(outputs, inputs / groups, filter, filter);
        int count = weightShape.stream().reduce(1, Math::multiplyExact);
        graph.input("x", type, in);
        Map<String, ?> attributes =
                isProduct()
                        ? Map.of()
                        : Map.of(
                                "group",
                                groups,
                                "pads",
                                List.of(filter / 2, filter / 2, filter / 2, filter / 2));
        var random = new SplittableRandom(1);
        if (real) {
            float[] weights = new float[count];
            for (int index = 0; index < count; index++) {
                weights[index] = (float) random.nextDouble(-1, 1);
            }
            graph.node(
                    "",
                    isProduct() ? "MatMul" : "Conv",
                    List.of("x", graph.floats("weights", weightShape, weights)),
                    "y",
                    attributes);
        } else {
            byte[] weights = new byte[count];
            random.nextBytes(weights);
            graph.floats("scale", List.of(), new float[] {SCALE});
            graph.constant("zero", DataType.UINT8, List.of(), new byte[1]);
            graph.constant("weights", DataType.INT8, weightShape, weights);
            graph.constant("middle", DataType.INT8, List.of(), new byte[1]);
            graph.node(
                    "",
                    isProduct() ? "QLinearMatMul" : "QLinearConv",
                    List.of("x", "scale", "zero", "weights", "scale", "middle", "scale", "zero"),
                    "y",
                    attributes);
        }
        return graph.output("y", type, out).model();
    }
}
