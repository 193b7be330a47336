package bitwright.sim.schedule;

import bitwright.workload.Dim;
import bitwright.workload.LoopNest;

/// Which input rows and columns a tile of output and filter positions touches, clipped to the
/// input.
public final class Spans {
    private Spans() {}

    /// Input rows from the first to the last that output rows `[output, output + outputs)` and
    /// filter rows `[filter, filter + filters)` touch, clipped; `first` may be any value where the
    /// count is 0.
    public static int rows(LoopNest nest, int output, int outputs, int filter, int filters) {
        LoopNest.Window window = nest.window();
        return count(
                output,
                outputs,
                window.strideY(),
                filter,
                filters,
                window.dilationY(),
                window.padTop(),
                nest.inputHeight());
    }

    /// As `rows`, for columns.
    public static int columns(LoopNest nest, int output, int outputs, int filter, int filters) {
        LoopNest.Window window = nest.window();
        return count(
                output,
                outputs,
                window.strideX(),
                filter,
                filters,
                window.dilationX(),
                window.padLeft(),
                nest.inputWidth());
    }

    /// The first input index of such a range before clipping.
    public static int first(int output, int stride, int filter, int dilation, int pad) {
        return output * stride + filter * dilation - pad;
    }

    private static int count(
            int output,
            int outputs,
            int stride,
            int filter,
            int filters,
            int dilation,
            int pad,
            int size) {
        if (outputs <= 0 || filters <= 0) {
            return 0;
        }
        int first = Math.max(0, first(output, stride, filter, dilation, pad));
        int last =
                Math.min(
                        size - 1,
                        first(output + outputs - 1, stride, filter + filters - 1, dilation, pad));
        return Math.max(0, last - first + 1);
    }

    /// Sum of the clipped row spans over all tiles at a position.
    public static long sumRows(LoopNest nest, Loops loops, int position) {
        int outputs = tile(nest, loops, Dim.OY, position);
        int filters = tile(nest, loops, Dim.FY, position);
        long sum = 0;
        for (int output = 0; output < nest.outputHeight(); output += outputs) {
            for (int filter = 0; filter < nest.filterHeight(); filter += filters) {
                sum +=
                        rows(
                                nest,
                                output,
                                Math.min(outputs, nest.outputHeight() - output),
                                filter,
                                Math.min(filters, nest.filterHeight() - filter));
            }
        }
        return sum;
    }

    /// Sum of the clipped column spans over all tiles at a position.
    public static long sumColumns(LoopNest nest, Loops loops, int position) {
        int outputs = tile(nest, loops, Dim.OX, position);
        int filters = tile(nest, loops, Dim.FX, position);
        long sum = 0;
        for (int output = 0; output < nest.outputWidth(); output += outputs) {
            for (int filter = 0; filter < nest.filterWidth(); filter += filters) {
                sum +=
                        columns(
                                nest,
                                output,
                                Math.min(outputs, nest.outputWidth() - output),
                                filter,
                                Math.min(filters, nest.filterWidth() - filter));
            }
        }
        return sum;
    }

    static long largestRows(LoopNest nest, Loops loops, int position) {
        LoopNest.Window window = nest.window();
        long span =
                (tile(nest, loops, Dim.OY, position) - 1L) * window.strideY()
                        + (tile(nest, loops, Dim.FY, position) - 1L) * window.dilationY()
                        + 1;
        return Math.min(span, nest.inputHeight());
    }

    static long largestColumns(LoopNest nest, Loops loops, int position) {
        LoopNest.Window window = nest.window();
        long span =
                (tile(nest, loops, Dim.OX, position) - 1L) * window.strideX()
                        + (tile(nest, loops, Dim.FX, position) - 1L) * window.dilationX()
                        + 1;
        return Math.min(span, nest.inputWidth());
    }

    private static int tile(LoopNest nest, Loops loops, Dim dim, int position) {
        return (int) Math.min(loops.reach(dim, position), nest.extent(dim));
    }
}
