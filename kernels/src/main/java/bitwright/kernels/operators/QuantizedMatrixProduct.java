package bitwright.kernels.operators;

import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;

/// ONNX's `MatMulInteger` and `QLinearMatMul`: products of the last two axes, the axes before them
/// broadcast, vectors as NumPy's `matmul` has them.
public final class QuantizedMatrixProduct {
    private QuantizedMatrixProduct() {}

    /// `MatMulInteger`: sums of `(a - zeroPoint) * (b - zeroPoint)`; scales are not read.
    ///
    /// @param a zero points for the tensor or for each row
    /// @param b zero points for the tensor or for each column
    /// @throws IllegalArgumentException in one line if shapes or granularities do not fit
    /// @throws ArithmeticException in one line if an accumulator could leave 32 bits
    public static Accumulators matMulInteger(
            QuantizedTensor a, QuantizedTensor b, ContractionKernel kernel) {
        MatrixShapes shapes = MatrixShapes.of(a, b);
        requireGranularity(a, shapes.leftRank() - 2, "rows");
        requireGranularity(b, shapes.rightRank() - 1, "columns");
        int rows = shapes.rows();
        int columns = shapes.columns();
        int depth = shapes.depth();
        int products = shapes.products();
        int[] left = transposed(a.centred(), shapes.leftMatrices(), rows, depth);
        int[] right = transposed(b.centred(), shapes.rightMatrices(), depth, columns);
        var nest = LoopNest.matrixProduct(products, rows, columns, depth);
        int[] sums = kernel.accumulate(nest, left, b.name(), right);
        int[] matrices = new int[products];
        for (int product = 0; product < products; product++) {
            matrices[product] = product;
        }
        return new Accumulators(shapes.output(), transposed(sums, matrices, columns, rows));
    }

    /// `QLinearMatMul`: the accumulator at the scale `a.scale * b.scale`, then the rule.
    ///
    /// @throws IllegalArgumentException in one line if shapes or granularities do not fit
    /// @throws ArithmeticException in one line if an accumulator could leave 32 bits
    public static QuantizedTensor qLinearMatMul(
            QuantizedTensor a,
            QuantizedTensor b,
            QuantizedTarget y,
            ContractionKernel kernel,
            OnnxRequantization rule) {
        Accumulators sums = matMulInteger(a, b, kernel);
        MatrixShapes shapes = MatrixShapes.of(a, b);
        float[] ofRows = a.quantization().scales();
        float[] ofColumns = b.quantization().scales();
        int[] values = new int[sums.values().length];
        for (int i = 0; i < values.length; i++) {
            int column = i % shapes.columns();
            int row = i / shapes.columns() % shapes.rows();
            values[i] =
                    rule.requantize(
                            sums.values()[i],
                            ofRows[ofRows.length == 1 ? 0 : row],
                            ofColumns[ofColumns.length == 1 ? 0 : column],
                            y);
        }
        return new QuantizedTensor(y.name(), y.format(), sums.shape(), values, y.quantization());
    }

    /// The named matrices one after another, each with rows and columns exchanged.
    private static int[] transposed(int[] values, int[] matrices, int rows, int columns) {
        int[] result = new int[Math.multiplyExact(matrices.length, rows * columns)];
        int index = 0;
        for (int matrix : matrices) {
            int first = matrix * rows * columns;
            for (int column = 0; column < columns; column++) {
                for (int row = 0; row < rows; row++) {
                    result[index++] = values[first + row * columns + column];
                }
            }
        }
        return result;
    }

    private static void requireGranularity(QuantizedTensor tensor, int axis, String lines) {
        AffineQuantization quantization = tensor.quantization();
        boolean allowed =
                switch (quantization.granularity()) {
                    case TENSOR -> true;
                    case AXIS -> tensor.shape().size() > 1 && quantization.axis() == axis;
                    case BLOCKS -> false;
                };
        if (!allowed) {
            throw Refusals.refusal(
                    tensor.name(),
                    "a matrix product takes scales of the tensor or its "
                            + lines
                            + " here, not of "
                            + quantization.granularity()
                            + " "
                            + quantization.axis()
                            + ".");
        }
    }

    /// What is multiplied with what.
    ///
    /// @param leftMatrices for each product the matrix of the left operand, counted over its batch
    /// @param rightMatrices for each product that of the right operand
    /// @param output the result's shape
    private record MatrixShapes(
            int leftRank,
            int rightRank,
            int rows,
            int columns,
            int depth,
            int[] leftMatrices,
            int[] rightMatrices,
            List<Integer> output) {
        int products() {
            return leftMatrices.length;
        }

        static MatrixShapes of(QuantizedTensor a, QuantizedTensor b) {
            List<Integer> left = a.shape();
            List<Integer> right = b.shape();
            if (left.isEmpty() || right.isEmpty()) {
                throw Refusals.refusal(
                        left.isEmpty() ? a.name() : b.name(),
                        "a scalar has no place in a matrix product.");
            }
            boolean row = left.size() == 1;
            boolean column = right.size() == 1;
            int depth = left.getLast();
            int rightDepth = column ? right.getFirst() : right.get(right.size() - 2);
            if (depth != rightDepth) {
                throw Refusals.refusal(
                        b.name(),
                        "the shape "
                                + right
                                + " does not fit the depth of "
                                + depth
                                + " of '"
                                + a.name()
                                + "' "
                                + left
                                + ".");
            }
            var broadcast =
                    Broadcast.of(
                            b.name(),
                            row ? List.of() : left.subList(0, left.size() - 2),
                            column ? List.of() : right.subList(0, right.size() - 2));
            var output = new ArrayList<>(broadcast.shape());
            if (!row) {
                output.add(left.get(left.size() - 2));
            }
            if (!column) {
                output.add(right.getLast());
            }
            return new MatrixShapes(
                    left.size(),
                    right.size(),
                    row ? 1 : left.get(left.size() - 2),
                    column ? 1 : right.getLast(),
                    depth,
                    broadcast.left(),
                    broadcast.right(),
                    output);
        }
    }
}
