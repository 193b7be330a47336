package bitwright.precision.sensitivity;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Tensor;
import bitwright.workload.onnx.OnnxReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;

/// Networks of matrix products alone, whose class probabilities, gradients and Hessians are known
/// in closed form, with random images and labels.
final class SoftmaxRegression {
    static final int INPUTS = 5;
    static final int CLASSES = 3;

    final Subject subject;
    private final List<RealMatrix> weights = new ArrayList<>();

    /// @param widths of the layers' outputs, from the first to the classes
    SoftmaxRegression(long seed, int images, int... widths) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Layer> layers = new ArrayList<>();
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        Map<String, Tensor> constants = new LinkedHashMap<>();
        shapes.put("t0", List.of(1, INPUTS));
        int depth = INPUTS;
        for (int layer = 0; layer < widths.length; layer++) {
            int columns = widths[layer];
            float[] values = new float[columns * depth];
            RealMatrix matrix = new Array2DRowRealMatrix(columns, depth);
            for (int at = 0; at < values.length; at++) {
                values[at] = (float) random.nextDouble(-1, 1);
                matrix.setEntry(at / depth, at % depth, values[at]);
            }
            weights.add(matrix);
            constants.put("w" + layer, new Tensor(List.of(columns, depth, 1, 1), values));
            String output = "t" + (layer + 1);
            layers.add(
                    new Contraction(
                            "layer" + layer,
                            "Gemm",
                            List.of("t" + layer),
                            output,
                            LoopNest.matrixProduct(1, 1, columns, depth),
                            "w" + layer,
                            null,
                            true));
            shapes.put(output, List.of(1, columns));
            depth = columns;
        }
        float[] pixels = new float[images * INPUTS];
        int[] labels = new int[images];
        for (int at = 0; at < pixels.length; at++) {
            pixels[at] = (float) random.nextDouble(-2, 2);
        }
        for (int image = 0; image < images; image++) {
            labels[image] = random.nextInt(CLASSES);
        }
        Network network =
                new Network(
                        "regression",
                        List.of("t0"),
                        List.of("t" + widths.length),
                        layers,
                        shapes,
                        constants,
                        0);
        subject = new Subject(network, new byte[0], pixels, labels);
    }

    /// The same matrix products read from an ONNX file, with the same images.
    Subject fromFile() {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("regression");
        graph.addInput(value("t0", INPUTS)).addOutput(value("t" + weights.size(), CLASSES));
        for (int layer = 0; layer < weights.size(); layer++) {
            RealMatrix matrix = weights.get(layer);
            TensorProto.Builder constant =
                    TensorProto.newBuilder()
                            .setName("w" + layer)
                            .setDataType(TensorProto.DataType.FLOAT_VALUE)
                            .addDims(matrix.getRowDimension())
                            .addDims(matrix.getColumnDimension());
            for (double[] row : matrix.getData()) {
                Arrays.stream(row).forEach(each -> constant.addFloatData((float) each));
            }
            graph.addInitializer(constant);
            graph.addNode(
                    NodeProto.newBuilder()
                            .setName("layer" + layer)
                            .setOpType("Gemm")
                            .addInput("t" + layer)
                            .addInput("w" + layer)
                            .addOutput("t" + (layer + 1))
                            .addAttribute(
                                    AttributeProto.newBuilder()
                                            .setName("transB")
                                            .setType(AttributeProto.AttributeType.INT)
                                            .setI(1)));
        }
        byte[] file =
                ModelProto.newBuilder()
                        .setIrVersion(9)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                        .setGraph(graph)
                        .build()
                        .toByteArray();
        Network network = OnnxReader.parse(file, "regression", 1);
        return new Subject(network, file, subject.images(), subject.labels());
    }

    private static ValueInfoProto value(String name, int width) {
        TensorShapeProto.Builder shape =
                TensorShapeProto.newBuilder()
                        .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"))
                        .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(width));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(
                        TypeProto.newBuilder()
                                .setTensorType(
                                        TypeProto.Tensor.newBuilder()
                                                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                                                .setShape(shape)))
                .build();
    }

    Contraction layer(int number) {
        return subject.network().contractions().get(number);
    }

    RealMatrix weights(int layer) {
        return weights.get(layer);
    }

    /// What a layer reads for an image, a column.
    RealMatrix input(int layer, int image) {
        RealMatrix input = new Array2DRowRealMatrix(INPUTS, 1);
        for (int at = 0; at < INPUTS; at++) {
            input.setEntry(at, 0, subject.images()[image * INPUTS + at]);
        }
        for (int before = 0; before < layer; before++) {
            input = weights.get(before).multiply(input);
        }
        return input;
    }

    /// The class probabilities of an image at a temperature.
    double[] probabilities(int image, double temperature) {
        double[] logits = input(weights.size(), image).getColumn(0);
        double[] probabilities = new double[logits.length];
        double sum = 0;
        for (int at = 0; at < logits.length; at++) {
            probabilities[at] = Math.exp(logits[at] / temperature);
            sum += probabilities[at];
        }
        for (int at = 0; at < logits.length; at++) {
            probabilities[at] /= sum;
        }
        return probabilities;
    }

    /// The Hessian of an image's cross-entropy with respect to its logits: `(diag(p) − p pᵀ) / T²`.
    RealMatrix logitHessian(int image, double temperature) {
        double[] p = probabilities(image, temperature);
        RealMatrix hessian = new Array2DRowRealMatrix(p.length, p.length);
        for (int row = 0; row < p.length; row++) {
            for (int column = 0; column < p.length; column++) {
                double product = -p[row] * p[column] + (row == column ? p[row] : 0);
                hessian.setEntry(row, column, product / temperature / temperature);
            }
        }
        return hessian;
    }

    /// The Hessian with respect to what a layer gives.
    RealMatrix outputHessian(int layer, int image, double temperature) {
        RealMatrix hessian = logitHessian(image, temperature);
        for (int after = weights.size() - 1; after > layer; after--) {
            RealMatrix matrix = weights.get(after);
            hessian = matrix.transpose().multiply(hessian).multiply(matrix);
        }
        return hessian;
    }

    /// The Hessian of the mean cross-entropy with respect to a layer's weights, row after row: the
    /// mean of `H ⊗ x xᵀ`.
    RealMatrix weightHessian(int layer) {
        int columns = weights.get(layer).getColumnDimension();
        int size = weights.get(layer).getRowDimension() * columns;
        RealMatrix sum = new Array2DRowRealMatrix(size, size);
        for (int image = 0; image < subject.count(); image++) {
            RealMatrix outer = outputHessian(layer, image, 1);
            RealMatrix x = input(layer, image);
            for (int row = 0; row < size; row++) {
                for (int column = 0; column < size; column++) {
                    sum.addToEntry(
                            row,
                            column,
                            outer.getEntry(row / columns, column / columns)
                                    * x.getEntry(row % columns, 0)
                                    * x.getEntry(column % columns, 0)
                                    / subject.count());
                }
            }
        }
        return sum;
    }
}
