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

    /// Sum of the clipped row spans over all tiles at a position, in closed form but for the tiles
    /// that reach over the borders.
    public static long sumRows(LoopNest nest, Loops loops, int position) {
        LoopNest.Window window = nest.window();
        return sum(
                nest.outputHeight(),
                tile(nest, loops, Dim.OY, position),
                window.strideY(),
                nest.filterHeight(),
                tile(nest, loops, Dim.FY, position),
                window.dilationY(),
                window.padTop(),
                nest.inputHeight());
    }

    /// Sum of the clipped column spans over all tiles at a position.
    public static long sumColumns(LoopNest nest, Loops loops, int position) {
        LoopNest.Window window = nest.window();
        return sum(
                nest.outputWidth(),
                tile(nest, loops, Dim.OX, position),
                window.strideX(),
                nest.filterWidth(),
                tile(nest, loops, Dim.FX, position),
                window.dilationX(),
                window.padLeft(),
                nest.inputWidth());
    }

    /// Sum of the clipped spans of one axis over all tiles, in closed form but for the tiles that
    /// reach over the borders.
    ///
    /// @param outputs positions of outputs, cut into tiles of `outputTile`
    /// @param filters taps of the filter, cut into tiles of `filterTile`
    /// @param size rows or columns of the input
    public static long sum(
            int outputs,
            int outputTile,
            int stride,
            int filters,
            int filterTile,
            int dilation,
            int pad,
            int size) {
        long sum = 0;
        for (int filter = 0; filter < filters; filter += filterTile) {
            int taps = Math.min(filterTile, filters - filter);
            int whole = outputs / outputTile;
            long length = (outputTile - 1L) * stride + (taps - 1L) * dilation + 1;
            long offset = (long) filter * dilation - pad;
            long step = (long) outputTile * stride;
            // Tile t spans [offset + t * step, offset + t * step + length): inside from `low` to
            // `high`, over a border elsewhere.
            int low = (int) Math.min(whole, offset < 0 ? Math.ceilDiv(-offset, step) : 0);
            long room = size - length - offset;
            int high = room < 0 ? low : (int) Math.min(whole, room / step + 1);
            high = Math.max(low, high);
            sum += (high - low) * length;
            for (int tile = 0; tile < low; tile++) {
                sum += clipped(offset + tile * step, length, size);
            }
            for (int tile = high; tile < whole; tile++) {
                long first = offset + tile * step;
                if (first >= size) {
                    break;
                }
                sum += clipped(first, length, size);
            }
            int ragged = outputs - whole * outputTile;
            if (ragged > 0) {
                long rest = (ragged - 1L) * stride + (taps - 1L) * dilation + 1;
                sum += clipped(offset + whole * step, rest, size);
            }
        }
        return sum;
    }

    private static long clipped(long first, long length, int size) {
        return Math.max(0, Math.min(size, first + length) - Math.max(0, first));
    }

    /// Rows of the largest tile at a position, not more than there are.
    public static long largestRows(LoopNest nest, Loops loops, int position) {
        LoopNest.Window window = nest.window();
        long span =
                (tile(nest, loops, Dim.OY, position) - 1L) * window.strideY()
                        + (tile(nest, loops, Dim.FY, position) - 1L) * window.dilationY()
                        + 1;
        return Math.min(span, nest.inputHeight());
    }

    /// Columns of the largest tile at a position, not more than there are.
    public static long largestColumns(LoopNest nest, Loops loops, int position) {
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
