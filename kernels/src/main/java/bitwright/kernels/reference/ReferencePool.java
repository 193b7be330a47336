package bitwright.kernels.reference;

/// Pools over integers.
public final class ReferencePool {
    private ReferencePool() {}

    /// The greatest value of each window.
    ///
    /// @throws IllegalArgumentException if the input does not fit the shape
    public static int[] maximum(int[] input, PoolShape shape) {
        long[] maxima = fold(input, shape, Long.MIN_VALUE, Math::max);
        int[] output = new int[maxima.length];
        for (int i = 0; i < maxima.length; i++) {
            // A window that lies in the padding alone has no value; zero, as padding elsewhere.
            output[i] = maxima[i] == Long.MIN_VALUE ? 0 : (int) maxima[i];
        }
        return output;
    }

    /// The sum of each window: an average pool before its division.
    ///
    /// @throws IllegalArgumentException if the input does not fit the shape
    public static long[] sum(int[] input, PoolShape shape) {
        return fold(input, shape, 0, Math::addExact);
    }

    private interface Fold {
        long apply(long left, long right);
    }

    private static long[] fold(int[] input, PoolShape shape, long start, Fold fold) {
        int plane = shape.inputHeight() * shape.inputWidth();
        if (input.length != shape.planes() * plane) {
            throw new IllegalArgumentException(
                    "the input of a pool has "
                            + input.length
                            + " elements; its shape needs "
                            + shape.planes() * plane
                            + ".");
        }
        long[] output = new long[shape.outputElements()];
        int index = 0;
        for (int p = 0; p < shape.planes(); p++) {
            for (int oy = 0; oy < shape.outputHeight(); oy++) {
                for (int ox = 0; ox < shape.outputWidth(); ox++) {
                    output[index++] = foldWindow(input, shape, p * plane, oy, ox, start, fold);
                }
            }
        }
        return output;
    }

    private static long foldWindow(
            int[] input, PoolShape shape, int base, int oy, int ox, long start, Fold fold) {
        long value = start;
        for (int fy = 0; fy < shape.height(); fy++) {
            int iy = shape.firstRow(oy) + fy * shape.window().dilationY();
            for (int fx = 0; fx < shape.width(); fx++) {
                int ix = shape.firstColumn(ox) + fx * shape.window().dilationX();
                if (iy >= 0 && iy < shape.inputHeight() && ix >= 0 && ix < shape.inputWidth()) {
                    value = fold.apply(value, input[base + iy * shape.inputWidth() + ix]);
                }
            }
        }
        return value;
    }
}
