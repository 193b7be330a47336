package bitwright.workload.onnx;

import bitwright.workload.onnx.Constant.Floats;
import java.util.List;
import java.util.Set;

/// QONNX's `Quant`: `(round(clip(x / scale + zero point, least, greatest)) − zero point) · scale`,
/// with the bit width as an input. Of a constant it is done at once; an activation goes on standing
/// for its real numbers, as at `QuantizeLinear`.
final class QuantOperator {
    /// The domain, and those that older exporters wrote.
    static final Set<String> DOMAINS =
            Set.of("qonnx.custom_op.general", "finn.custom_op.general", "onnx.brevitas");

    private QuantOperator() {}

    static void lower(Node node, Graph graph) {
        int bits = bits(node, graph);
        if (!graph.isConstant(node.input(0))) {
            graph.shape(node, 0);
            graph.alias(node.output(), node.input(0));
            return;
        }
        Floats values = graph.floats(node, 0);
        float[] scales = spread(node, graph, 1, values.shape());
        float[] zeros = spread(node, graph, 2, values.shape());
        boolean signed = node.integer("signed", 1) != 0;
        long narrow = node.integer("narrow", 0) != 0 ? 1 : 0;
        double least = signed ? -Math.pow(2, bits - 1) + narrow : 0;
        double greatest = signed ? Math.pow(2, bits - 1) - 1 : Math.pow(2, bits) - 1 - narrow;
        String rounding = node.text("rounding_mode", "ROUND");
        float[] quantized = new float[values.values().length];
        for (int i = 0; i < quantized.length; i++) {
            double steps = Math.clamp(values.values()[i] / scales[i] + zeros[i], least, greatest);
            quantized[i] = (float) ((rounded(node, rounding, steps) - zeros[i]) * scales[i]);
        }
        graph.put(node.output(), new Floats(values.shape(), quantized, values.parameter()));
    }

    private static int bits(Node node, Graph graph) {
        float[] values = graph.floats(node, 3).values();
        if (values.length != 1
                || values[0] != Math.rint(values[0])
                || values[0] < 1
                || values[0] > Integer.SIZE) {
            throw node.error("needs one whole bit width from 1 to 32 in '" + node.input(3) + "'.");
        }
        return (int) values[0];
    }

    private static double rounded(Node node, String rounding, double steps) {
        return switch (rounding) {
            case "ROUND" -> Math.rint(steps);
            case "FLOOR" -> Math.floor(steps);
            case "CEIL" -> Math.ceil(steps);
            case "ROUND_TO_ZERO" -> steps < 0 ? Math.ceil(steps) : Math.floor(steps);
            default ->
                    throw node.error("rounding_mode '" + rounding + "' is not read. Maybe ROUND.");
        };
    }

    private static float[] spread(Node node, Graph graph, int input, List<Integer> shape) {
        Floats operand = graph.floats(node, input);
        if (!Shapes.broadcast(operand.shape(), shape).equals(shape)) {
            throw node.error(
                    "'" + node.input(input) + "' does not broadcast to a tensor of " + shape + ".");
        }
        return operand.pick(shape, Shapes.broadcastSources(operand.shape(), shape)).values();
    }
}
