package bitwright.workload.onnx;

import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.Tensor;
import bitwright.workload.onnx.Constant.Floats;
import java.util.ArrayList;
import java.util.List;

/// Lowers operators on quantized tensors to what the same operators on real numbers become.
///
/// A network has no precision, so every quantized operand is replaced by the real numbers that it
/// encodes: weights by `(code − zero point) · scale`, biases by `code · input scale · weight
/// scale`, activations by the tensor that was quantized. A product of integers and the
/// multiplication by its scale that follows become one contraction.
final class QuantizedOperators {
    private QuantizedOperators() {}

    /// Inputs: A, B, zero point of A, zero point of B (one, or one for each column).
    static void matrixProductInteger(Node node, Graph graph) {
        String left = Quantization.real(node, graph, 0, Encoding.of(node, graph, -1, 2), 0);
        String right = columns(node, graph, 1, Encoding.of(node, graph, -1, 3));
        MatrixProducts.matrixProduct(node.withInputs(List.of(left, right)), graph);
    }

    /// Inputs: X, W, zero point of X, zero point of W (one, or one for each output channel).
    static void convolutionInteger(Node node, Graph graph) {
        String input = Quantization.real(node, graph, 0, Encoding.of(node, graph, -1, 2), 0);
        String weights = Quantization.real(node, graph, 1, Encoding.of(node, graph, -1, 3), 0);
        Convolutions.convolution(node.withInputs(List.of(input, weights)), graph);
    }

    /// Inputs: A, B and Y, each operand with scale and zero point.
    static void linearMatrixProduct(Node node, Graph graph) {
        String left = Quantization.real(node, graph, 0, Encoding.of(node, graph, 1, 2), 0);
        String right = columns(node, graph, 3, Encoding.of(node, graph, 4, 5));
        MatrixProducts.matrixProduct(node.withInputs(List.of(left, right)), graph);
        graph.encode(node.output(), Encoding.of(node, graph, 6, 7));
    }

    /// Inputs: X and W with scale and zero point, scale and zero point of Y, bias.
    static void linearConvolution(Node node, Graph graph) {
        Encoding input = Encoding.of(node, graph, 1, 2);
        Encoding weights = Encoding.of(node, graph, 4, 5);
        var inputs = new ArrayList<String>();
        inputs.add(Quantization.real(node, graph, 0, input, 0));
        inputs.add(Quantization.real(node, graph, 3, weights, 0));
        if (node.has(8)) {
            inputs.add(bias(node, graph, 8, input, weights));
        }
        Convolutions.convolution(node.withInputs(inputs), graph);
        graph.encode(node.output(), Encoding.of(node, graph, 6, 7));
    }

    /// Inputs: A and B with scale and zero point, bias, scale and zero point of Y; without those
    /// two the result is of real numbers.
    static void linearGemm(Node node, Graph graph) {
        Encoding left = Encoding.of(node, graph, 1, 2);
        Encoding right = Encoding.of(node, graph, 4, 5);
        long axis = node.integer("transB", 0) != 0 ? 0 : 1;
        var inputs = new ArrayList<String>();
        inputs.add(Quantization.real(node, graph, 0, left, 0));
        inputs.add(Quantization.real(node, graph, 3, right, axis));
        if (node.has(6)) {
            inputs.add(bias(node, graph, 6, left, right));
        }
        MatrixProducts.gemm(node.withInputs(inputs), graph);
        if (node.has(7)) {
            graph.encode(node.output(), Encoding.of(node, graph, 7, 8));
        }
    }

    /// Inputs: A, B and Y, each operand with scale and zero point.
    static Operator binary(Operator real) {
        return (node, graph) -> {
            String left = Quantization.real(node, graph, 0, Encoding.of(node, graph, 1, 2), 0);
            String right = Quantization.real(node, graph, 3, Encoding.of(node, graph, 4, 5), 0);
            real.lower(node.withInputs(List.of(left, right)), graph);
            graph.encode(node.output(), Encoding.of(node, graph, 6, 7));
        };
    }

    /// Inputs: X with scale and zero point, scale and zero point of Y.
    static Operator unary(Operator real) {
        return (node, graph) -> {
            if (node.integer("channels_last", 0) != 0) {
                throw node.error("has its channels last, which is not read.");
            }
            String input = Quantization.real(node, graph, 0, Encoding.of(node, graph, 1, 2), 0);
            real.lower(node.withInputs(List.of(input)), graph);
            graph.encode(node.output(), Encoding.of(node, graph, 3, 4));
        };
    }

    /// Inputs: scale and zero point of Y, then each operand with scale and zero point.
    static void linearConcatenation(Node node, Graph graph) {
        var inputs = new ArrayList<String>();
        for (int i = 2; i < node.inputs(); i += 3) {
            Encoding encoding = Encoding.of(node, graph, i + 1, i + 2);
            inputs.add(Quantization.real(node, graph, i, encoding, 0));
        }
        Pieces.concatenation(node.withInputs(inputs), graph);
        graph.encode(node.output(), Encoding.of(node, graph, 0, 1));
    }

    /// Whether a multiplication by a constant, one number or one for each output channel, was taken
    /// into the weights of the product of integers before it.
    static boolean absorbScale(Node node, Graph graph, int productInput) {
        Contraction product = graph.onlyReaderOfIntegerProduct(node, productInput);
        if (product == null || product.weights() == null || product.bias() != null) {
            return false;
        }
        LoopNest nest = product.nest();
        Floats constant = graph.floats(node, 1 - productInput);
        float[] factors = constant.values();
        int channels = nest.groups() * nest.outputChannels();
        boolean perColumn =
                product.rowsFirst()
                        && nest.groups() == 1
                        && factors.length == channels
                        && constant.shape().getLast() == channels
                        && constant.shape().size() <= graph.shape(node, productInput).size();
        if (factors.length != 1 && !perColumn) {
            return false;
        }
        Tensor weights = graph.kept(product.weights());
        float[] scaled = new float[weights.values().length];
        int perChannel = scaled.length / channels;
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = weights.values()[i] * factors[factors.length == 1 ? 0 : i / perChannel];
        }
        graph.replaceKept(product.weights(), weights.shape(), scaled);
        graph.replace(
                product,
                new Contraction(
                        product.name(),
                        product.op(),
                        product.inputs(),
                        node.output(),
                        nest,
                        product.weights(),
                        null,
                        product.rowsFirst()),
                graph.origin(product));
        return true;
    }

    private static String columns(Node node, Graph graph, int input, Encoding encoding) {
        int rank = graph.shape(node, input).size();
        return Quantization.real(node, graph, input, encoding, rank - 1);
    }

    private static String bias(
            Node node, Graph graph, int input, Encoding activations, Encoding weights) {
        if (activations.scale().values().length != 1) {
            throw node.error("needs one scale for its activations.");
        }
        float[] scales = weights.scale().values().clone();
        for (int i = 0; i < scales.length; i++) {
            scales[i] *= activations.scale().values()[0];
        }
        var encoding = new Encoding(new Floats(weights.scale().shape(), scales, null), null);
        return Quantization.real(node, graph, input, encoding, 0);
    }
}
