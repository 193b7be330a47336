package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import bitwright.workload.Pointwise;
import bitwright.workload.Pointwise.Kind;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.List;

/// Lowers `Resize` and `Upsample`. To the nearest neighbour it is one gather for each axis that
/// changes; by interpolation it is arithmetic on every output element.
final class Resizing {
    private Resizing() {}

    /// Scales or sizes are inputs: since opset 11 numbers 2 and 3, before it number 1.
    static void resize(Node node, Graph graph) {
        List<Integer> input = ElementWise.activationShape(node, graph);
        boolean old = graph.opset() < 11;
        if (node.integers("axes").isPresent()
                || !node.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw node.error("resizes chosen axes or keeps the ratio, which is not read.");
        }
        float[] scales = scales(node, graph, old ? 1 : 2, input.size());
        List<Integer> output;
        if (scales.length > 0) {
            var extents = new long[input.size()];
            for (int axis = 0; axis < extents.length; axis++) {
                extents[axis] = (long) Math.floor(input.get(axis) * (double) scales[axis]);
            }
            output = Shapes.of(extents);
        } else {
            output = Shapes.of(graph.integers(node, 3).values());
            scales = new float[output.size()];
            for (int axis = 0; axis < scales.length && scales.length == input.size(); axis++) {
                scales[axis] = output.get(axis) / (float) input.get(axis);
            }
        }
        if (output.size() != input.size()) {
            throw node.error("the shape " + input + " cannot be resized to " + output + ".");
        }
        switch (node.text("mode", "nearest")) {
            case "nearest" -> nearest(node, graph, input, output, scales, old);
            // By halves of the way along two axes: three interpolations of multiply, multiply, add.
            case "linear" -> interpolation(node, graph, output, 9);
            // Four taps along two axes: five interpolations of four multiplies and three adds.
            case "cubic" -> interpolation(node, graph, output, 35);
            default -> throw node.error("its mode '" + node.text("mode", "") + "' is not read.");
        }
    }

    private static float[] scales(Node node, Graph graph, int place, int rank) {
        float[] scales = new float[0];
        if (node.has(place) && graph.isConstant(node.input(place))) {
            scales = graph.floats(node, place).values();
        } else if (node.find("scales", AttributeType.FLOATS).isPresent()) {
            throw node.error("has its scales as an attribute, which is not read.");
        }
        for (float scale : scales) {
            if (!(scale > 0) || scales.length != rank) {
                throw node.error("needs one positive scale for each axis.");
            }
        }
        return scales;
    }

    private static void nearest(
            Node node,
            Graph graph,
            List<Integer> input,
            List<Integer> output,
            float[] scales,
            boolean old) {
        String source = graph.resolve(node.input(0));
        var changed = new ArrayList<Integer>();
        for (int axis = 0; axis < input.size(); axis++) {
            if (scales[axis] != 1 || !input.get(axis).equals(output.get(axis))) {
                changed.add(axis);
            }
        }
        if (changed.isEmpty()) {
            graph.alias(node.output(), node.input(0));
            return;
        }
        List<Integer> shape = input;
        for (int i = 0; i < changed.size(); i++) {
            int axis = changed.get(i);
            boolean last = i == changed.size() - 1;
            shape = Shapes.with(shape, axis, output.get(axis));
            var arguments = new ArrayList<>(List.of(axis));
            for (int o = 0; o < output.get(axis); o++) {
                arguments.add(
                        source(node, o, scales[axis], input.get(axis), output.get(axis), old));
            }
            String name = i == 0 ? node.name() : graph.uniqueName(node.name() + ":" + axis);
            String written = last ? node.output() : graph.uniqueName(node.name() + ":axis" + axis);
            graph.add(
                    new View(
                            name,
                            node.op(),
                            View.Kind.GATHER,
                            List.of(source),
                            List.of(),
                            written,
                            arguments),
                    shape);
            source = written;
        }
    }

    /// The input's index for an output's index, by the operator's definition.
    private static int source(Node node, int index, float scale, int from, int to, boolean old) {
        String transformation =
                node.text("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel");
        float place =
                switch (transformation) {
                    case "asymmetric" -> index / scale;
                    case "half_pixel" -> (index + 0.5f) / scale - 0.5f;
                    case "pytorch_half_pixel" -> to > 1 ? (index + 0.5f) / scale - 0.5f : 0;
                    case "align_corners" -> to == 1 ? 0 : index * (from - 1) / (float) (to - 1);
                    default ->
                            throw node.error(
                                    "its places by '" + transformation + "' are not read.");
                };
        double rounded =
                switch (node.text("nearest_mode", old ? "floor" : "round_prefer_floor")) {
                    case "floor" -> Math.floor(place);
                    case "ceil" -> Math.ceil(place);
                    case "round_prefer_floor" -> Math.ceil(place - 0.5);
                    case "round_prefer_ceil" -> Math.floor(place + 0.5);
                    default -> throw node.error("its nearest_mode is not read.");
                };
        return (int) Math.clamp(rounded, 0, from - 1);
    }

    private static void interpolation(
            Node node, Graph graph, List<Integer> output, double operations) {
        graph.add(
                new Pointwise(
                        node.name(),
                        node.op(),
                        Kind.OTHER,
                        List.of(graph.resolve(node.input(0))),
                        List.of(),
                        node.output(),
                        null,
                        0,
                        0,
                        Shapes.elements(output),
                        operations),
                output);
    }
}
