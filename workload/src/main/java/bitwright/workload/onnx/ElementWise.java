package bitwright.workload.onnx;

import bitwright.workload.Contraction;
import bitwright.workload.Pointwise;
import bitwright.workload.Pointwise.Kind;
import bitwright.workload.onnx.Constant.Floats;
import java.util.ArrayList;
import java.util.List;

/// Lowers element-wise operators with one or two operands.
final class ElementWise {
    private ElementWise() {}

    /// An operator with one activation and no attribute that changes its values.
    static Operator unary(Kind kind) {
        return (node, graph) -> addUnary(node, graph, kind, List.of());
    }

    /// An operator with one activation whose real attributes become constants of the layer.
    static Operator unary(Kind kind, String attribute, float otherwise) {
        return (node, graph) ->
                addUnary(node, graph, kind, List.of(scalar(node, graph, attribute, otherwise)));
    }

    static void hardSigmoid(Node node, Graph graph) {
        addUnary(
                node,
                graph,
                Kind.OTHER,
                List.of(scalar(node, graph, "alpha", 0.2f), scalar(node, graph, "beta", 0.5f)));
    }

    static void gelu(Node node, Graph graph) {
        if (!node.text("approximate", "none").equals("none")) {
            throw node.error("only the exact form of GELU is read.");
        }
        addUnary(node, graph, Kind.GELU, List.of());
    }

    /// Bounds are attributes before opset 11 and inputs after.
    static void clip(Node node, Graph graph) {
        double lower = node.real("min", Float.NEGATIVE_INFINITY);
        double upper = node.real("max", Float.POSITIVE_INFINITY);
        if (node.has(1)) {
            lower = one(node, graph, 1);
        }
        if (node.has(2)) {
            upper = one(node, graph, 2);
        }
        if (!(lower <= upper)) {
            throw node.error(
                    "the lower bound " + lower + " is above the upper bound " + upper + ".");
        }
        List<Integer> shape = activationShape(node, graph);
        graph.add(
                new Pointwise(
                        node.name(),
                        node.op(),
                        Kind.CLIP,
                        List.of(graph.resolve(node.input(0))),
                        List.of(),
                        node.output(),
                        null,
                        lower,
                        upper,
                        Shapes.elements(shape),
                        Kind.CLIP.operationsPerElement(1)),
                shape);
    }

    /// An operator with two operands that broadcast. Two constants are computed at once; a constant
    /// that comes first and cannot come second leaves the layer an `OTHER` whose operator's name
    /// says so, as in `ConstantSub`.
    static Operator binary(Kind kind, Arithmetic arithmetic) {
        return (node, graph) -> {
            if (node.inputs() != 2) {
                throw node.error("needs two operands, not " + node.inputs() + ".");
            }
            boolean firstConstant = graph.isConstant(node.input(0));
            boolean secondConstant = graph.isConstant(node.input(1));
            if (firstConstant && secondConstant) {
                graph.define(node.output(), arithmetic.fold(node, graph));
                return;
            }
            if (kind == Kind.ADD
                    && firstConstant != secondConstant
                    && MatrixProducts.absorbBias(node, graph, firstConstant ? 1 : 0)) {
                return;
            }
            if (kind == Kind.MULTIPLY
                    && firstConstant != secondConstant
                    && QuantizedOperators.absorbScale(node, graph, firstConstant ? 1 : 0)) {
                return;
            }
            addBinary(node, graph, kind, firstConstant);
        };
    }

    private static void addBinary(Node node, Graph graph, Kind kind, boolean firstConstant) {
        List<Integer> shape = Shapes.broadcast(graph.shape(node, 0), graph.shape(node, 1));
        var inputs = new ArrayList<String>();
        var constants = new ArrayList<String>();
        for (int i = 0; i < 2; i++) {
            if (graph.isConstant(node.input(i))) {
                Floats constant = graph.floats(node, i);
                constants.add(keep(node, graph, i, constant));
            } else {
                inputs.add(graph.resolve(node.input(i)));
            }
        }
        boolean commutes = kind == Kind.ADD || kind == Kind.MULTIPLY;
        boolean reversed = firstConstant && !commutes;
        Kind written = reversed ? Kind.OTHER : kind;
        graph.add(
                new Pointwise(
                        node.name(),
                        reversed ? "Constant" + node.op() : node.op(),
                        written,
                        inputs,
                        constants,
                        node.output(),
                        null,
                        0,
                        0,
                        Shapes.elements(shape),
                        written.operationsPerElement(1)),
                shape);
    }

    /// A batch norm: folded into the convolution before it where it is the only reader, else one
    /// scale and one shift for each channel.
    static void batchNorm(Node node, Graph graph) {
        if (node.integer("training_mode", 0) != 0) {
            throw node.error("is in training mode. Maybe export the model for inference?");
        }
        List<Integer> shape = activationShape(node, graph);
        Convolutions.Affine affine = affine(node, graph, shape);
        graph.count(graph.floats(node, 1));
        graph.count(graph.floats(node, 2));
        Contraction before = graph.onlyReaderOf(node, 0);
        if (before != null && before.op().equals("Conv")) {
            Convolutions.absorb(node, graph, before, affine);
            return;
        }
        List<Integer> channels = List.of(affine.scale().length);
        String scale =
                graph.keepUncounted(node.name() + ":scale", channels, floats(affine.scale()));
        String shift =
                graph.keepUncounted(node.name() + ":shift", channels, floats(affine.shift()));
        graph.add(
                new Pointwise(
                        node.name(),
                        node.op(),
                        Kind.BATCH_NORM,
                        List.of(graph.resolve(node.input(0))),
                        List.of(scale, shift),
                        node.output(),
                        null,
                        0,
                        0,
                        Shapes.elements(shape),
                        Kind.BATCH_NORM.operationsPerElement(1)),
                shape);
    }

    /// Any number of operands that broadcast, one operation for each element. Constants follow the
    /// activations in the layer whatever their order in the file: its values are not computed.
    static void addOther(Node node, Graph graph) {
        List<Integer> shape = graph.shape(node, 0);
        var inputs = new ArrayList<String>();
        var constants = new ArrayList<String>();
        for (int i = 0; i < node.inputs(); i++) {
            shape = Shapes.broadcast(shape, graph.shape(node, i));
            Constant constant = graph.constant(node.input(i)).orElse(null);
            if (constant == null) {
                inputs.add(graph.resolve(node.input(i)));
            } else {
                Floats reals =
                        switch (constant) {
                            case Floats floats -> floats;
                            case Constant.Integers integers -> integers.toFloats();
                        };
                constants.add(keep(node, graph, i, reals));
            }
        }
        if (inputs.isEmpty()) {
            throw node.error("works on constants. Maybe simplify the model before?");
        }
        graph.add(
                new Pointwise(
                        node.name(),
                        node.op(),
                        Kind.OTHER,
                        inputs,
                        constants,
                        node.output(),
                        null,
                        0,
                        0,
                        Shapes.elements(shape),
                        Kind.OTHER.operationsPerElement(1)),
                shape);
    }

    static List<Integer> activationShape(Node node, Graph graph) {
        if (graph.isConstant(node.input(0))) {
            throw node.error("works on a constant. Maybe simplify the model before?");
        }
        return graph.shape(node, 0);
    }

    /// Keeps a constant operand under its own name; a single number is not counted as a parameter.
    static String keep(Node node, Graph graph, int input, Floats constant) {
        String name = graph.resolve(node.input(input));
        return constant.values().length == 1
                ? graph.keepUncounted(name, constant.shape(), constant.values())
                : graph.keep(name, constant);
    }

    static void addUnary(Node node, Graph graph, Kind kind, List<String> constants) {
        List<Integer> shape = activationShape(node, graph);
        graph.add(
                new Pointwise(
                        node.name(),
                        node.op(),
                        kind,
                        List.of(graph.resolve(node.input(0))),
                        constants,
                        node.output(),
                        null,
                        0,
                        0,
                        Shapes.elements(shape),
                        kind.operationsPerElement(1)),
                shape);
    }

    private static Convolutions.Affine affine(Node node, Graph graph, List<Integer> shape) {
        int channels = shape.size() < 2 ? 0 : shape.get(1);
        float[][] values = new float[5][];
        for (int i = 1; i < 5; i++) {
            values[i] = graph.floats(node, i).values();
            if (values[i].length != channels) {
                throw node.error(
                        "needs "
                                + channels
                                + " values in '"
                                + node.input(i)
                                + "', not "
                                + values[i].length
                                + ".");
            }
        }
        double epsilon = node.real("epsilon", 1e-5f);
        double[] scale = new double[channels];
        double[] shift = new double[channels];
        for (int k = 0; k < channels; k++) {
            double variance = values[4][k] + epsilon;
            if (!(variance > 0)) {
                throw node.error("the variance of channel " + k + " is not positive.");
            }
            scale[k] = values[1][k] / Math.sqrt(variance);
            shift[k] = values[2][k] - values[3][k] * scale[k];
        }
        return new Convolutions.Affine(scale, shift);
    }

    private static String scalar(Node node, Graph graph, String attribute, float otherwise) {
        float value = node.real(attribute, otherwise);
        return graph.keepUncounted(node.name() + ":" + attribute, List.of(), new float[] {value});
    }

    private static double one(Node node, Graph graph, int input) {
        float[] values = graph.floats(node, input).values();
        if (values.length != 1) {
            throw node.error("needs one number in '" + node.input(input) + "'.");
        }
        return values[0];
    }

    private static float[] floats(double[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return rounded;
    }
}
