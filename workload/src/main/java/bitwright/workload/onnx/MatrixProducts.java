package bitwright.workload.onnx;

import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.onnx.Constant.Floats;
import java.util.ArrayList;
import java.util.List;

/// Lowers `MatMul` and `Gemm`, and the `Add` of a constant for each column after a `MatMul`.
final class MatrixProducts {
    private MatrixProducts() {}

    static void matrixProduct(Node node, Graph graph) {
        List<Integer> left = graph.shape(node, 0);
        List<Integer> right = graph.shape(node, 1);
        if (left.size() < 2
                || right.size() < 2
                || !left.getLast().equals(right.get(right.size() - 2))) {
            throw node.error("the shapes " + left + " and " + right + " do not multiply.");
        }
        boolean constantLeft = graph.isConstant(node.input(0));
        boolean constantRight = graph.isConstant(node.input(1));
        if (constantLeft) {
            throw node.error("multiplies a constant from the left. Maybe transpose the product?");
        }
        List<Integer> batch = left.subList(0, left.size() - 2);
        List<Integer> rightBatch = right.subList(0, right.size() - 2);
        boolean oneRight = Shapes.elements(rightBatch) == 1;
        if (!oneRight && !batch.equals(rightBatch)) {
            throw node.error(
                    "batches of the shapes "
                            + left
                            + " and "
                            + right
                            + " that broadcast are not read.");
        }
        int depth = left.getLast();
        int columns = right.getLast();
        int products = oneRight ? 1 : Math.toIntExact(Shapes.elements(rightBatch));
        int rows = Math.toIntExact(Shapes.elements(left) / depth / products);
        var nest = LoopNest.matrixProduct(products, rows, columns, depth);
        var inputs = new ArrayList<String>(List.of(graph.resolve(node.input(0))));
        String weights = null;
        if (constantRight) {
            Floats constant = graph.floats(node, 1);
            weights = graph.keep(node.name() + ":weights", transposed(constant, nest));
        } else {
            inputs.add(graph.resolve(node.input(1)));
        }
        var output = new ArrayList<>(left);
        output.set(left.size() - 1, columns);
        if (output.size() < right.size()) {
            throw node.error("the shapes " + left + " and " + right + " are not read together.");
        }
        graph.add(
                new Contraction(
                        node.name(), node.op(), inputs, node.output(), nest, weights, null, true),
                List.copyOf(output),
                new ContractionOrigin(
                        node.index(),
                        constantRight ? List.of(0) : List.of(0, 1),
                        constantRight ? 1 : -1,
                        right,
                        true,
                        -1,
                        false));
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
                || !product.op().equals("MatMul")
                || product.weights() == null
                || product.bias() != null) {
            return false;
        }
        LoopNest nest = product.nest();
        Floats constant = graph.floats(node, 1 - productInput);
        boolean perColumn =
                nest.groups() == 1
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
