package bitwright.workload;

/// The loop nest of a contraction: `out[b, g, k, oy, ox] += in[b, g, c, strideY·oy + dilationY·fy −
/// padTop, strideX·ox + dilationX·fx − padLeft] · weight[g, k, c, fy, fx]`.
///
/// Operand layouts as flat arrays, last index fastest: input `[b][g·C+c][iy][ix]`, weight
/// `[g·K+k][c][fy][fx]`, output `[b][g·K+k][oy][ox]`. A matrix product of `rows × depth` by `depth
/// × columns` is `ox = rows, c = depth, k = columns` with filters of 1 x 1. Reads outside the input
/// are zero (padding).
///
/// @param batch extent of b
/// @param groups extent of g
/// @param outputChannels extent of k: output channels of one group
/// @param inputChannels extent of c: input channels of one group
/// @param outputHeight extent of oy
/// @param outputWidth extent of ox
/// @param filterHeight extent of fy
/// @param filterWidth extent of fx
/// @param window strides, dilations and padding
/// @param inputHeight rows of the input without padding
/// @param inputWidth columns of the input without padding
public record LoopNest(
        int batch,
        int groups,
        int outputChannels,
        int inputChannels,
        int outputHeight,
        int outputWidth,
        int filterHeight,
        int filterWidth,
        Window window,
        int inputHeight,
        int inputWidth) {
    /// How a window steps over the input.
    public record Window(
            int strideY, int strideX, int dilationY, int dilationX, int padTop, int padLeft) {
        /// Step one, no dilation, no padding.
        public static final Window PLAIN = new Window(1, 1, 1, 1, 0, 0);

        public Window {
            if (strideY < 1
                    || strideX < 1
                    || dilationY < 1
                    || dilationX < 1
                    || padTop < 0
                    || padLeft < 0) {
                throw new IllegalArgumentException(
                        "window strides and dilations must be at least 1 and padding at least 0.");
            }
        }
    }

    public LoopNest {
        if (Math.min(
                        Math.min(Math.min(batch, groups), Math.min(outputChannels, inputChannels)),
                        Math.min(
                                Math.min(outputHeight, outputWidth),
                                Math.min(filterHeight, filterWidth)))
                < 1) {
            throw new IllegalArgumentException("every extent of a loop nest must be at least 1.");
        }
        if (inputHeight < 1 || inputWidth < 1) {
            throw new IllegalArgumentException("the input of a loop nest must be at least 1 x 1.");
        }
    }

    /// A matrix product of `rows × depth` by `depth × columns`, `products` times independently.
    public static LoopNest matrixProduct(int products, int rows, int columns, int depth) {
        return new LoopNest(1, products, columns, depth, 1, rows, 1, 1, Window.PLAIN, 1, rows);
    }

    /// Extent of a dimension.
    public int extent(Dim dim) {
        return switch (dim) {
            case B -> batch;
            case G -> groups;
            case K -> outputChannels;
            case C -> inputChannels;
            case OY -> outputHeight;
            case OX -> outputWidth;
            case FY -> filterHeight;
            case FX -> filterWidth;
        };
    }

    /// Multiply-accumulates, padding taps included (the field's usual count).
    ///
    /// @throws ArithmeticException beyond 64 bits
    public long macs() {
        long product = 1;
        for (Dim dim : Dim.values()) {
            product = Math.multiplyExact(product, extent(dim));
        }
        return product;
    }

    /// Elements of a whole operand.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public long elements(Operand operand) {
        long groupsOnly = groups;
        return switch (operand) {
            case INPUT -> product(batch, groupsOnly * inputChannels, inputHeight, inputWidth);
            case WEIGHT ->
                    product(groupsOnly * outputChannels, inputChannels, filterHeight, filterWidth);
            case OUTPUT -> product(batch, groupsOnly * outputChannels, outputHeight, outputWidth);
        };
    }

    private static long product(long... factors) {
        long product = 1;
        for (long factor : factors) {
            product = Math.multiplyExact(product, factor);
        }
        return product;
    }
}
