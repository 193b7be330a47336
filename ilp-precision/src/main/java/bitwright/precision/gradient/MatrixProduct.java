package bitwright.precision.gradient;

/// Products of matrices that lie row after row in arrays.
final class MatrixProduct {
    private MatrixProduct() {}

    /// `c += a · b`, where `a` is rows × depth, `b` depth × columns and `c` rows × columns, each
    /// from its own offset on.
    static void add(
            double[] a,
            int aFrom,
            double[] b,
            int bFrom,
            double[] c,
            int cFrom,
            int rows,
            int depth,
            int columns) {
        for (int row = 0; row < rows; row++) {
            int at = aFrom + row * depth;
            int to = cFrom + row * columns;
            int k = 0;
            for (; k + 4 <= depth; k += 4) {
                fourRows(a, at + k, b, bFrom + k * columns, c, to, columns);
            }
            for (; k < depth; k++) {
                oneRow(a[at + k], b, bFrom + k * columns, c, to, columns);
            }
        }
    }

    private static void fourRows(
            double[] a, int at, double[] b, int from, double[] c, int to, int columns) {
        double first = a[at];
        double second = a[at + 1];
        double third = a[at + 2];
        double fourth = a[at + 3];
        int secondFrom = from + columns;
        int thirdFrom = secondFrom + columns;
        int fourthFrom = thirdFrom + columns;
        for (int j = 0; j < columns; j++) {
            c[to + j] +=
                    first * b[from + j]
                            + second * b[secondFrom + j]
                            + third * b[thirdFrom + j]
                            + fourth * b[fourthFrom + j];
        }
    }

    private static void oneRow(
            double factor, double[] b, int from, double[] c, int to, int columns) {
        for (int j = 0; j < columns; j++) {
            c[to + j] += factor * b[from + j];
        }
    }

    /// Writes the transpose of a rows × columns matrix, columns × rows, from the start of `to`.
    static void transpose(double[] from, int at, int rows, int columns, double[] to) {
        for (int row = 0; row < rows; row++) {
            int start = at + row * columns;
            for (int column = 0; column < columns; column++) {
                to[column * rows + row] = from[start + column];
            }
        }
    }
}
