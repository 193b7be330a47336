package bitwright.workload.onnx;

import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.View;
import bitwright.workload.onnx.Constant.Floats;
import java.util.ArrayList;
import java.util.List;

/// Lowers `MatMul` and `Gemm`, and the `Add` of a constant for each column after a `MatMul`.
final class MatrixProducts {
    private MatrixProducts() {}

    /// Batches broadcast: an activation that does is expanded by a view before the product. An
    /// operand of one axis is a row on the left and a column on the right, and its axis is gone in
    /// the result.
    static void matrixProduct(Node node, Graph graph) {
        List<Integer> left = graph.shape(node, 0);
        List<Integer> right = graph.shape(node, 1);
        List<Integer> a = left.size() == 1 ? List.of(1, left.getFirst()) : left;
        List<Integer> b = right.size() == 1 ? List.of(right.getFirst(), 1) : right;
        if (a.size() < 2 || b.size() < 2 || !a.getLast().equals(b.get(b.size() - 2))) {
            throw node.error("the shapes " + left + " and " + right + " do not multiply.");
        }
        List<Integer> batch = Shapes.broadcast(matrices(a), matrices(b));
        var output = new ArrayList<>(batch);
        if (left.size() > 1) {
            output.add(a.get(a.size() - 2));
        }
        if (right.size() > 1) {
            output.add(b.getLast());
        }
        if (graph.isConstant(node.input(0))) {
            constantTimes(node, graph, batch, List.copyOf(output));
            return;
        }
        boolean constantRight = graph.isConstant(node.input(1));
        boolean oneRight = Shapes.elements(matrices(b)) == 1 && matrices(a).equals(batch);
        int depth = a.getLast();
        int products = oneRight ? 1 : Math.toIntExact(Shapes.elements(batch));
        long rows = Math.multiplyExact(Shapes.elements(batch), a.get(a.size() - 2)) / products;
        var nest = LoopNest.matrixProduct(products, Math.toIntExact(rows), b.getLast(), depth);
        var inputs = new ArrayList<String>();
        inputs.add(expanded(node, graph, 0, a, oneRight ? matrices(a) : batch));
        String weights = null;
        if (constantRight) {
            Floats constant = expanded(graph.floats(node, 1), b, oneRight ? matrices(b) : batch);
            weights = graph.keep(node.name() + ":weights", transposed(constant, nest));
        } else {
            inputs.add(expanded(node, graph, 1, b, oneRight ? matrices(b) : batch));
        }
        graph.add(
                new Contraction(
                        node.name(), node.op(), inputs, node.output(), nest, weights, null, true),
                List.copyOf(output),
                new ContractionOrigin(
                        node.index(),
                        constantRight ? List.of(0) : List.of(0, 1),
                        constantRight ? 1 : -1,
                        weightShape(right, batch, oneRight),
                        true,
                        -1,
                        false));
    }

    /// A constant times an activation: the rows of the constant are the output channels of a 1 x 1
    /// convolution whose positions are the columns of the activation.
    private static void constantTimes(
            Node node, Graph graph, List<Integer> batch, List<Integer> output) {
        Floats constant = graph.floats(node, 0);
        List<Integer> left = constant.shape();
        List<Integer> a = left.size() == 1 ? List.of(1, left.getFirst()) : left;
        List<Integer> right =
                ElementWise.activationShape(node.withInputs(List.of(node.input(1))), graph);
        List<Integer> b = right.size() == 1 ? List.of(right.getFirst(), 1) : right;
        boolean oneLeft = Shapes.elements(matrices(a)) == 1 && matrices(b).equals(batch);
        int products = Math.toIntExact(Shapes.elements(batch));
        int rows = a.get(a.size() - 2);
        int depth = a.getLast();
        int columns = b.getLast();
        var nest =
                new LoopNest(
                        oneLeft ? products : 1,
                        oneLeft ? 1 : products,
                        rows,
                        depth,
                        1,
                        columns,
                        1,
                        1,
                        LoopNest.Window.PLAIN,
                        1,
                        columns);
        Floats matrices = expanded(constant, a, oneLeft ? matrices(a) : batch);
        String weights =
                graph.keep(
                        node.name() + ":weights",
                        matrices.reshaped(List.of(nest.groups() * rows, depth, 1, 1)));
        graph.add(
                new Contraction(
                        node.name(),
                        node.op(),
                        List.of(expanded(node, graph, 1, b, oneLeft ? matrices(b) : batch)),
                        node.output(),
                        nest,
                        weights,
                        null,
                        false),
                output,
                new ContractionOrigin(
                        node.index(),
                        List.of(1),
                        0,
                        weightShape(left, batch, oneLeft),
                        false,
                        -1,
                        false));
    }

    private static List<Integer> weightShape(
            List<Integer> stored, List<Integer> batch, boolean once) {
        if (once || stored.size() < 2) {
            return stored;
        }
        var shape = new ArrayList<>(batch);
        shape.addAll(stored.subList(stored.size() - 2, stored.size()));
        return List.copyOf(shape);
    }

    /// The axes before the last two.
    private static List<Integer> matrices(List<Integer> shape) {
        return shape.subList(0, shape.size() - 2);
    }

    private static List<Integer> withMatrices(List<Integer> shape, List<Integer> batch) {
        var wanted = new ArrayList<>(batch);
        wanted.addAll(shape.subList(shape.size() - 2, shape.size()));
        return List.copyOf(wanted);
    }

    private static Floats expanded(Floats constant, List<Integer> shape, List<Integer> batch) {
        List<Integer> wanted = withMatrices(shape, batch);
        return Shapes.elements(shape) == Shapes.elements(wanted)
                ? constant.reshaped(wanted)
                : constant.pick(wanted, Shapes.broadcastSources(shape, wanted));
    }

    /// The tensor of an operand with as many matrices as wanted.
    private static String expanded(
            Node node, Graph graph, int input, List<Integer> shape, List<Integer> batch) {
        String tensor = graph.resolve(node.input(input));
        List<Integer> wanted = withMatrices(shape, batch);
        if (Shapes.elements(shape) == Shapes.elements(wanted)) {
            return tensor;
        }
        String output = graph.uniqueName(node.name() + ":expanded" + input);
        graph.add(
                new View(
                        output,
                        "Expand",
                        View.Kind.EXPAND,
                        List.of(tensor),
                        List.of(),
                        output,
                        List.of()),
                wanted);
        return output;
    }

    /// `alpha · A · B + beta · C` with constant B and C.
    static void gemm(Node node, Graph graph) {
        List<Integer> left = graph.shape(node, 0);
        Floats stored = graph.floats(node, 1);
        boolean transposedInFile = node.integer("transB", 0) != 0;
        if (graph.isConstant(node.input(0))
                || node.integer("transA", 0) != 0
                || left.size() != 2
                || stored.shape().size() != 2) {
            throw node.error(
                    "only an activation of two axes, not transposed, times a constant is read.");
        }
        int depth = stored.shape().get(transposedInFile ? 1 : 0);
        int columns = stored.shape().get(transposedInFile ? 0 : 1);
        if (left.get(1) != depth) {
            throw node.error("the shapes " + left + " and " + stored.shape() + " do not multiply.");
        }
        var nest = LoopNest.matrixProduct(1, left.get(0), columns, depth);
        float alpha = node.real("alpha", 1);
        float beta = node.real("beta", 1);
        Floats nestLayout =
                transposedInFile
                        ? stored.reshaped(List.of(columns, depth, 1, 1))
                        : transposed(stored, nest);
        String weights = graph.keep(node.name() + ":weights", scaled(nestLayout, alpha));
        String bias = null;
        if (node.has(2)) {
            Floats constant = graph.floats(node, 2);
            bias =
                    graph.keep(
                            node.name() + ":bias",
                            scaled(columnConstant(node, constant, columns), beta));
        }
        graph.add(
                new Contraction(
                        node.name(),
                        node.op(),
                        List.of(graph.resolve(node.input(0))),
                        node.output(),
                        nest,
                        weights,
                        bias,
                        true),
                List.of(left.get(0), columns),
                new ContractionOrigin(
                        node.index(),
                        List.of(0),
                        1,
                        stored.shape(),
                        !transposedInFile,
                        -1,
                        alpha != 1 || beta != 1));
    }

    /// Whether an addition was folded as the bias of the matrix product before it.
    static boolean absorbBias(Node node, Graph graph, int productInput) {
        Contraction product = graph.onlyReaderOf(node, productInput);
        if (product == null
                || !product.op().startsWith("MatMul")
                || product.weights() == null
                || product.bias() != null) {
            return false;
        }
        LoopNest nest = product.nest();
        Floats constant = graph.floats(node, 1 - productInput);
        boolean perColumn =
                product.rowsFirst()
                        && nest.groups() == 1
                        && !constant.shape().isEmpty()
                        && constant.shape().getLast() == nest.outputChannels()
                        && constant.values().length == nest.outputChannels()
                        && constant.shape().size() <= graph.shape(node, productInput).size();
        if (!perColumn) {
            return false;
        }
        String bias =
                graph.keep(
                        product.name() + ":bias",
                        constant.reshaped(List.of(nest.outputChannels())));
        graph.replace(
                product,
                new Contraction(
                        product.name(),
                        product.op(),
                        product.inputs(),
                        node.output(),
                        nest,
                        product.weights(),
                        bias,
                        true),
                graph.origin(product));
        return true;
    }

    /// `[group][depth][column]` to the loop nest's `[group][column][depth]`.
    private static Floats transposed(Floats stored, LoopNest nest) {
        float[] values =
                MatrixLayout.exchanged(
                        stored.values(),
                        nest.groups(),
                        nest.inputChannels(),
                        nest.outputChannels());
        return new Floats(
                List.of(nest.groups() * nest.outputChannels(), nest.inputChannels(), 1, 1),
                values,
                stored.parameter());
    }

    private static Floats columnConstant(Node node, Floats constant, int columns) {
        boolean oneRow = constant.shape().size() < 2 || constant.shape().getFirst() == 1;
        if (oneRow && constant.shape().size() <= 2 && constant.values().length == columns) {
            return constant.reshaped(List.of(columns));
        }
        if (constant.values().length == 1) {
            return constant.pick(List.of(columns), new int[columns]);
        }
        throw node.error("a bias of shape " + constant.shape() + " for " + columns + " columns.");
    }

    private static Floats scaled(Floats constant, float factor) {
        if (factor == 1) {
            return constant;
        }
        float[] values = new float[constant.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = constant.values()[i] * factor;
        }
        return new Floats(constant.shape(), values, constant.parameter());
    }
}
