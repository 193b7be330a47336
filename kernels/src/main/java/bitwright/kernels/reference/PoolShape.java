package bitwright.kernels.reference;

import bitwright.workload.LoopNest;

/// A pool over planes (an image's channels, or those of many images): laid out `[plane][y][x]`.
///
/// Taps outside the input are left out of maxima and sums.
public record PoolShape(
        int planes,
        int inputHeight,
        int inputWidth,
        int outputHeight,
        int outputWidth,
        int height,
        int width,
        LoopNest.Window window) {
    /// The first input row of an output row's window, padding rows being negative.
    int firstRow(int oy) {
        return oy * window.strideY() - window.padTop();
    }

    /// The first input column of an output column's window, padding columns being negative.
    int firstColumn(int ox) {
        return ox * window.strideX() - window.padLeft();
    }

    /// Taps of an output's window that lie inside the input.
    public int tapsInside(int oy, int ox) {
        return inside(firstRow(oy), height, window.dilationY(), inputHeight)
                * inside(firstColumn(ox), width, window.dilationX(), inputWidth);
    }

    private static int inside(int first, int taps, int step, int extent) {
        int count = 0;
        for (int tap = 0; tap < taps; tap++) {
            int position = first + tap * step;
            if (position >= 0 && position < extent) {
                count++;
            }
        }
        return count;
    }

    /// Elements of the pooled output.
    public int outputElements() {
        return Math.multiplyExact(Math.multiplyExact(planes, outputHeight), outputWidth);
    }
}
