package bitwright.workload.onnx;

import java.util.Set;

/// Which operators may read quantized activations, and which hand the encoding on: those that move
/// or compare codes without arithmetic.
final class CodePassing {
    private static final Set<String> MOVES =
            Set.of(
                    "Reshape",
                    "Flatten",
                    "Squeeze",
                    "Unsqueeze",
                    "Transpose",
                    "Expand",
                    "Gather",
                    "Concat",
                    "Slice",
                    "Split",
                    "Identity",
                    "Dropout",
                    "MaxPool",
                    "GlobalMaxPool",
                    "Resize",
                    "Upsample");

    private static final Set<String> READS =
            Set.of("Shape", "DequantizeLinear", "MatMulInteger", "ConvInteger", "QGemm");

    private CodePassing() {}

    /// @throws bitwright.workload.ModelFileException if the node would compute with codes as if
    ///   they were the numbers
    static void check(Node node, Graph graph) {
        if (MOVES.contains(node.op())
                || READS.contains(node.op())
                || node.op().startsWith("QLinear")) {
            return;
        }
        for (String input : node.proto().getInputList()) {
            if (graph.encoding(input).isPresent()) {
                throw node.error(
                        "computes with the codes of the quantized tensor '"
                                + input
                                + "'. Maybe dequantize it before?");
            }
        }
    }

    /// Gives the outputs of an operator that moves codes the encoding of its input.
    static void pass(Node node, Graph graph) {
        if (!MOVES.contains(node.op()) || node.inputs() == 0) {
            return;
        }
        Encoding encoding = graph.encoding(node.input(0)).orElse(null);
        for (int i = 1; node.op().equals("Concat") && i < node.inputs(); i++) {
            Encoding other = graph.encoding(node.input(i)).orElse(null);
            boolean agree =
                    encoding == null || other == null ? encoding == other : encoding.agrees(other);
            if (!agree) {
                throw node.error("joins tensors that are quantized in different ways.");
            }
        }
        if (encoding == null) {
            return;
        }
        for (String output : node.proto().getOutputList()) {
            graph.encode(output, encoding);
        }
    }
}
