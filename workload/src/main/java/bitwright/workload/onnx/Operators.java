package bitwright.workload.onnx;

import bitwright.workload.Pointwise.Kind;
import java.util.Map;

/// The table from operator to lowering.
final class Operators {
    private static final Map<String, Operator> TABLE =
            Map.ofEntries(
                    Map.entry("Conv", Convolutions::convolution),
                    Map.entry("ConvTranspose", TransposedConvolutions::convolution),
                    Map.entry("MatMul", MatrixProducts::matrixProduct),
                    Map.entry("Gemm", MatrixProducts::gemm),
                    Map.entry("BatchNormalization", ElementWise::batchNorm),
                    Map.entry("LayerNormalization", Reductions::layerNorm),
                    Map.entry("Add", ElementWise.binary(Kind.ADD, Arithmetic.ADD)),
                    Map.entry("Sub", ElementWise.binary(Kind.SUBTRACT, Arithmetic.SUBTRACT)),
                    Map.entry("Mul", ElementWise.binary(Kind.MULTIPLY, Arithmetic.MULTIPLY)),
                    Map.entry("Div", ElementWise.binary(Kind.DIVIDE, Arithmetic.DIVIDE)),
                    Map.entry("Pow", ElementWise.binary(Kind.OTHER, Arithmetic.POWER)),
                    Map.entry("Relu", ElementWise.unary(Kind.RELU)),
                    Map.entry("Sigmoid", ElementWise.unary(Kind.SIGMOID)),
                    Map.entry("Clip", ElementWise::clip),
                    Map.entry("Gelu", ElementWise::gelu),
                    Map.entry("HardSigmoid", ElementWise::hardSigmoid),
                    Map.entry("HardSwish", ElementWise.unary(Kind.OTHER)),
                    Map.entry("LeakyRelu", ElementWise.unary(Kind.OTHER, "alpha", 0.01f)),
                    Map.entry("Tanh", ElementWise.unary(Kind.OTHER)),
                    Map.entry("Erf", ElementWise.unary(Kind.OTHER)),
                    Map.entry("Exp", ElementWise.unary(Kind.OTHER)),
                    Map.entry("Sqrt", ElementWise.unary(Kind.OTHER)),
                    Map.entry("Neg", ElementWise.unary(Kind.OTHER)),
                    Map.entry("Reciprocal", ElementWise.unary(Kind.OTHER)),
                    Map.entry("Abs", ElementWise.unary(Kind.OTHER)),
                    Map.entry("Log", ElementWise.unary(Kind.OTHER)),
                    Map.entry("Softplus", ElementWise.unary(Kind.OTHER)),
                    Map.entry("Max", ElementWise::addOther),
                    Map.entry("Min", ElementWise::addOther),
                    Map.entry("And", ElementWise::addOther),
                    Map.entry("Or", ElementWise::addOther),
                    Map.entry("PRelu", ElementWise::addOther),
                    Map.entry("Not", Arithmetic::not),
                    Map.entry("MaxPool", Reductions.pool(Kind.MAX_POOL)),
                    Map.entry("AveragePool", Reductions.pool(Kind.AVERAGE_POOL)),
                    Map.entry("GlobalMaxPool", Reductions.globalPool(Kind.MAX_POOL)),
                    Map.entry("GlobalAveragePool", Reductions.globalPool(Kind.AVERAGE_POOL)),
                    Map.entry("ReduceMean", Reductions::mean),
                    Map.entry("Softmax", Reductions::softmax),
                    Map.entry("Reshape", Views::reshape),
                    Map.entry("Flatten", Views::flatten),
                    Map.entry("Squeeze", Views::squeeze),
                    Map.entry("Unsqueeze", Views::unsqueeze),
                    Map.entry("Transpose", Views::transpose),
                    Map.entry("Expand", Views::expand),
                    Map.entry("Gather", Views::gather),
                    Map.entry("Concat", Pieces::concatenation),
                    Map.entry("Slice", Pieces::slice),
                    Map.entry("Split", Pieces::split),
                    Map.entry("Pad", Pieces::pad),
                    Map.entry("Resize", Resizing::resize),
                    Map.entry("Upsample", Resizing::resize),
                    Map.entry("If", Branches::condition),
                    Map.entry("QuantizeLinear", Quantization::quantize),
                    Map.entry("DequantizeLinear", Quantization::dequantize),
                    Map.entry("DynamicQuantizeLinear", Quantization::dynamicQuantize),
                    Map.entry("MatMulInteger", QuantizedOperators::matrixProductInteger),
                    Map.entry("ConvInteger", QuantizedOperators::convolutionInteger),
                    Map.entry("QLinearMatMul", QuantizedOperators::linearMatrixProduct),
                    Map.entry("QLinearConv", QuantizedOperators::linearConvolution),
                    Map.entry("Constant", KnownValues::constant),
                    Map.entry("Shape", KnownValues::shape),
                    Map.entry("ConstantOfShape", KnownValues::constantOfShape),
                    Map.entry("Range", KnownValues::range),
                    Map.entry("Cast", KnownValues::cast),
                    Map.entry("Identity", KnownValues::identity),
                    Map.entry("Dropout", KnownValues::identity),
                    Map.entry("Where", Arithmetic::where),
                    Map.entry("Equal", Arithmetic.comparison((a, b) -> a == b ? 1 : 0)),
                    Map.entry("Less", Arithmetic.comparison((a, b) -> a < b ? 1 : 0)),
                    Map.entry("Greater", Arithmetic.comparison((a, b) -> a > b ? 1 : 0)));

    /// Of the domain `com.microsoft`: quantized forms of standard operators.
    private static final Map<String, Operator> CONTRIBUTED =
            Map.ofEntries(
                    Map.entry(
                            "QLinearAdd",
                            QuantizedOperators.binary(
                                    ElementWise.binary(Kind.ADD, Arithmetic.ADD))),
                    Map.entry(
                            "QLinearMul",
                            QuantizedOperators.binary(
                                    ElementWise.binary(Kind.MULTIPLY, Arithmetic.MULTIPLY))),
                    Map.entry(
                            "QLinearSigmoid",
                            QuantizedOperators.unary(ElementWise.unary(Kind.SIGMOID))),
                    Map.entry(
                            "QLinearLeakyRelu",
                            QuantizedOperators.unary(
                                    ElementWise.unary(Kind.OTHER, "alpha", 0.01f))),
                    Map.entry("QLinearSoftmax", QuantizedOperators.unary(Reductions::softmax)),
                    Map.entry(
                            "QLinearAveragePool",
                            QuantizedOperators.unary(Reductions.pool(Kind.AVERAGE_POOL))),
                    Map.entry(
                            "QLinearGlobalAveragePool",
                            QuantizedOperators.unary(Reductions.globalPool(Kind.AVERAGE_POOL))),
                    Map.entry("QLinearConcat", QuantizedOperators::linearConcatenation),
                    Map.entry("QGemm", QuantizedOperators::linearGemm));

    private Operators() {}

    /// Lowers one node.
    ///
    /// @throws bitwright.workload.ModelFileException with the node's name if it cannot be
    static void lower(Node node, Graph graph) {
        Operator operator = of(node);
        for (String input : node.proto().getInputList()) {
            if (!input.isEmpty() && !graph.isKnown(input)) {
                throw node.error(
                        "reads '"
                                + input
                                + "', which nothing before it writes. Maybe the nodes form a cycle or are not in order?");
            }
        }
        for (String output : node.proto().getOutputList()) {
            if (!output.isEmpty() && graph.isWritten(output)) {
                throw node.error("writes '" + output + "', which is written already.");
            }
        }
        try {
            CodePassing.check(node, graph);
            operator.lower(node, graph);
            CodePassing.pass(node, graph);
        } catch (ArithmeticException e) {
            throw node.error("its numbers are out of range (" + e.getMessage() + ").");
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw node.error(e.getMessage() == null ? "cannot be read." : e.getMessage());
        }
    }

    /// @throws bitwright.workload.ModelFileException if the node's operator is not in the table
    static Operator of(Node node) {
        String domain = node.proto().getDomain();
        boolean standard = domain.isEmpty() || domain.equals("ai.onnx");
        Operator operator =
                standard
                        ? TABLE.get(node.op())
                        : domain.equals("com.microsoft")
                                ? CONTRIBUTED.get(node.op())
                                : node.op().equals("Quant")
                                                && QuantOperator.DOMAINS.contains(domain)
                                        ? QuantOperator::lower
                                        : null;
        if (operator == null) {
            throw node.error(
                    "the operator "
                            + (standard ? "" : domain + ".")
                            + node.op()
                            + " is not supported. Maybe export the model with standard operators?");
        }
        return operator;
    }
}
