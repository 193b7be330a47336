package bitwright.workload.onnx;

/// Exchanges the last two axes of a stack of matrices.
final class MatrixLayout {
    private MatrixLayout() {}

    /// `[count][rows][columns]` to `[count][columns][rows]`; the same array if all values are
    /// equal.
    static float[] exchanged(float[] values, int count, int rows, int columns) {
        if (isUniform(values)) {
            return values;
        }
        float[] exchanged = new float[values.length];
        int size = Math.multiplyExact(rows, columns);
        for (int matrix = 0; matrix < count; matrix++) {
            int start = matrix * size;
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    exchanged[start + column * rows + row] = values[start + row * columns + column];
                }
            }
        }
        return exchanged;
    }

    private static boolean isUniform(float[] values) {
        for (float value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }
}
