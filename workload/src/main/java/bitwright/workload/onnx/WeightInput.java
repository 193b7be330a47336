package bitwright.workload.onnx;

import java.util.Arrays;

/// A graph input of a [FloatVariant] that takes the weights of one contraction.
///
/// @param layer the contraction's name, as the reader gives it
/// @param inputName the graph input's name
/// @param shape the shape to feed; treat the array as read-only
/// @param transposed whether that shape has the last two axes in the other order than the loop nest
public record WeightInput(String layer, String inputName, long[] shape, boolean transposed) {
    /// Weights as the loop nest lays them out, `[g·K+k][c][fy][fx]`, in the order to feed. The same
    /// array where the two orders agree.
    ///
    /// @throws IllegalArgumentException if the number of weights does not fit the shape
    public float[] toOnnxLayout(float[] nestLayout) {
        long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (elements != nestLayout.length) {
            throw new IllegalArgumentException(
                    "layer "
                            + layer
                            + " takes "
                            + elements
                            + " weights, not "
                            + nestLayout.length
                            + ".");
        }
        if (!transposed) {
            return nestLayout;
        }
        int depth = Math.toIntExact(shape[shape.length - 2]);
        int columns = Math.toIntExact(shape[shape.length - 1]);
        int count = nestLayout.length / depth / columns;
        return MatrixLayout.exchanged(nestLayout, count, columns, depth);
    }

    /// Integer weights in the order to feed, as for floats.
    ///
    /// @throws IllegalArgumentException if the number of weights does not fit the shape
    int[] toOnnxLayout(int[] nestLayout) {
        // Integers of up to 24 bits are floats exactly; weights have at most 16.
        float[] floats = new float[nestLayout.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = nestLayout[i];
        }
        float[] ordered = toOnnxLayout(floats);
        int[] integers = new int[ordered.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (int) ordered[i];
        }
        return integers;
    }
}
