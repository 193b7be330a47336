package bitwright.workload.onnx;

import bitwright.workload.Pointwise;
import bitwright.workload.Pointwise.Kind;
import bitwright.workload.onnx.Constant.Floats;
import bitwright.workload.onnx.Constant.Integers;
import bitwright.workload.onnx.Constant.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lowers the operators that quantize and dequantize. Of constants they are done at once. An
/// activation that the model quantizes goes on standing for its real numbers, so neither is a
/// layer; one that comes as codes (a graph input, a row of a quantized table) is dequantized by a
/// layer.
final class Quantization {
    private Quantization() {}

    /// `code = clamp(round(x / scale) + zero point)`, halves to even.
    static void quantize(Node node, Graph graph) {
        Encoding encoding = Encoding.of(node, graph, 1, 2);
        Constant known = graph.constant(node.input(0)).orElse(null);
        if (known == null) {
            graph.shape(node, 0);
            graph.alias(node.output(), node.input(0));
            graph.encode(node.output(), encoding);
            return;
        }
        Floats values = graph.floats(node, 0);
        CodeRange range =
                node.has(2)
                        ? graph.codeRange(node.input(2)).orElse(null)
                        : CodeRange.of((int) node.integer("output_dtype", 2)).orElse(null);
        if (range == null) {
            throw node.error("quantizes a constant to a type of codes that is not read.");
        }
        float[] codes =
                encoding.encode(values.shape(), values.values(), range, axis(node), block(node));
        graph.put(node.output(), new Floats(values.shape(), codes, values.parameter()));
    }

    /// `x = (code − zero point) · scale`.
    static void dequantize(Node node, Graph graph) {
        Encoding encoding = Encoding.of(node, graph, 1, 2);
        Floats known = decoded(node, graph, 0, encoding, axis(node), block(node)).orElse(null);
        if (known != null) {
            graph.put(node.output(), known);
            return;
        }
        if (graph.encoding(node.input(0)).isPresent() || encoding.isPlain()) {
            graph.alias(node.output(), real(node, graph, 0, encoding, axis(node)));
            return;
        }
        addDequantization(node, graph, 0, encoding, node.name(), node.output());
    }

    /// Scale and zero point follow from the values at run time. The codes stand for the real
    /// numbers that they were made of, so that the scale reads as 1 and the zero point as 0.
    static void dynamicQuantize(Node node, Graph graph) {
        ElementWise.activationShape(node, graph);
        graph.alias(node.output(), node.input(0));
        graph.encode(node.output(), Encoding.PLAIN);
        if (node.outputs() > 1) {
            graph.put(node.output(1), Encoding.PLAIN.scale());
        }
        if (node.outputs() > 2) {
            graph.put(node.output(2), new Floats(List.of(), new float[1], null));
        }
    }

    /// The real numbers that a constant encodes; empty for an activation.
    static Optional<Floats> decoded(
            Node node, Graph graph, int input, Encoding encoding, long axis, long block) {
        String name = node.input(input);
        Floats codes =
                switch (graph.constant(name).orElse(null)) {
                    case Floats floats -> floats;
                    case Integers integers -> {
                        Floats floats = integers.toFloats();
                        var parameter = new Parameter(graph.resolve(name), floats.values().length);
                        yield new Floats(floats.shape(), floats.values(), parameter);
                    }
                    case null -> null;
                };
        if (codes == null) {
            return Optional.empty();
        }
        return Optional.of(
                encoding.isPlain()
                        ? codes
                        : new Floats(
                                codes.shape(),
                                encoding.decode(codes.shape(), codes.values(), axis, block),
                                codes.parameter()));
    }

    /// The tensor of the real numbers that an input encodes.
    ///
    /// @param axis the axis of a constant along which scales differ
    static String real(Node node, Graph graph, int input, Encoding encoding, long axis) {
        String name = node.input(input);
        Floats known = decoded(node, graph, input, encoding, axis, 0).orElse(null);
        if (known != null) {
            String decoded = tensorName(node, graph, input);
            graph.put(decoded, known);
            return decoded;
        }
        Encoding written = graph.encoding(name).orElse(null);
        if (written == null) {
            if (encoding.isPlain()) {
                return graph.resolve(name);
            }
            String layer = graph.uniqueName(node.name() + ":dequantize");
            String decoded = tensorName(node, graph, input);
            addDequantization(node, graph, input, encoding, layer, decoded);
            return decoded;
        }
        if (written.agrees(encoding)) {
            return graph.resolve(name);
        }
        boolean rescales =
                written.agreesInZero(encoding)
                        && written.scale().values().length == 1
                        && encoding.scale().values().length == 1;
        if (!rescales) {
            throw node.error(
                    "reads '" + name + "' with another zero point or scale than it was written.");
        }
        float factor = encoding.scale().values()[0] / written.scale().values()[0];
        return addFactor(node, graph, input, factor);
    }

    private static String addFactor(Node node, Graph graph, int input, float factor) {
        List<Integer> shape = graph.shape(node, input);
        String output = tensorName(node, graph, input);
        String constant = graph.keepUncounted(output + ":factor", List.of(), new float[] {factor});
        graph.add(
                pointwise(
                        graph.uniqueName(node.name() + ":rescale"),
                        "Mul",
                        Kind.MULTIPLY,
                        graph.resolve(node.input(input)),
                        List.of(constant),
                        output,
                        Shapes.elements(shape),
                        1),
                shape);
        return output;
    }

    private static void addDequantization(
            Node node, Graph graph, int input, Encoding encoding, String layer, String output) {
        List<Integer> shape = graph.shape(node, input);
        var constants = new ArrayList<String>();
        Floats scale = encoding.scale();
        constants.add(graph.keepUncounted(layer + ":scale", scale.shape(), scale.values()));
        Floats zero = encoding.zeroPoint();
        if (zero != null) {
            constants.add(graph.keepUncounted(layer + ":zero", zero.shape(), zero.values()));
        }
        graph.add(
                pointwise(
                        layer,
                        "DequantizeLinear",
                        Kind.OTHER,
                        graph.resolve(node.input(input)),
                        constants,
                        output,
                        Shapes.elements(shape),
                        // Subtract, multiply.
                        2),
                shape);
    }

    private static Pointwise pointwise(
            String layer,
            String op,
            Kind kind,
            String input,
            List<String> constants,
            String output,
            long elements,
            double operations) {
        return new Pointwise(
                layer,
                op,
                kind,
                List.of(input),
                constants,
                output,
                null,
                0,
                0,
                elements,
                operations);
    }

    private static String tensorName(Node node, Graph graph, int input) {
        return graph.uniqueName(node.name() + ":real" + input);
    }

    private static long axis(Node node) {
        return node.integer("axis", 1);
    }

    private static long block(Node node) {
        return node.integer("block_size", 0);
    }
}
