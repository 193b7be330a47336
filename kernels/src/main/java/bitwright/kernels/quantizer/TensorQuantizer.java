package bitwright.kernels.quantizer;

/// Quantizes tensors, weights and activations alike, as options say.
public final class TensorQuantizer {
    private TensorQuantizer() {}

    /// Chooses the grids and takes every value to its nearest level.
    ///
    /// @param name of the tensor, for messages
    /// @param values laid out channel by channel
    /// @throws IllegalArgumentException in one line that names the tensor, if the values do not
    ///   divide into the channels, one is not finite, or the format cannot hold them
    public static QuantizedValues quantize(
            String name, float[] values, int channels, QuantizationOptions options) {
        Grid[] grids = grids(name, values, channels, options);
        int[] boundaries = options.granularity().boundaries(channels, values.length / channels);
        int[] codes = new int[values.length];
        double[] scales = new double[grids.length];
        int[] zeroPoints = new int[grids.length];
        for (int run = 0; run < grids.length; run++) {
            Grid grid = grids[run];
            scales[run] = grid.scale();
            zeroPoints[run] = grid.zeroPoint();
            for (int i = boundaries[run]; i < boundaries[run + 1]; i++) {
                codes[i] = grid.encode(values[i], options.rule());
            }
        }
        return new QuantizedValues(
                options.format(), channels, options.granularity(), codes, scales, zeroPoints);
    }

    /// The grids of a tensor with these values or samples of them, in the order of
    /// [Granularity#boundaries].
    ///
    /// @param name of the tensor, for messages
    /// @param values laid out channel by channel
    /// @throws IllegalArgumentException as [#quantize] does
    public static Grid[] grids(
            String name, float[] values, int channels, QuantizationOptions options) {
        Refusals.requireTensor(name, values, channels);
        int[] boundaries = options.granularity().boundaries(channels, values.length / channels);
        Grid[] grids = new Grid[boundaries.length - 1];
        try {
            for (int run = 0; run < grids.length; run++) {
                grids[run] = GridSearch.grid(values, boundaries[run], boundaries[run + 1], options);
            }
        } catch (IllegalArgumentException problem) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "': " + problem.getMessage(), problem);
        }
        return grids;
    }
}
