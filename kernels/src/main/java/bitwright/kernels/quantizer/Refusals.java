package bitwright.kernels.quantizer;

/// The checks that all quantizers share, with messages that name the tensor.
public final class Refusals {
    private Refusals() {}

    /// Checks that a tensor can be quantized.
    ///
    /// @throws IllegalArgumentException in one line that names the tensor, if it is empty, does not
    ///   divide into the channels, or has a value that is not finite
    public static void requireTensor(String name, float[] values, int channels) {
        if (values.length == 0) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' is empty and has nothing to quantize.");
        }
        if (channels < 1 || values.length % channels != 0) {
            throw new IllegalArgumentException(
                    "tensor '"
                            + name
                            + "': "
                            + values.length
                            + " values do not divide into "
                            + channels
                            + " channels.");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "tensor '"
                                + name
                                + "': value "
                                + i
                                + " is "
                                + values[i]
                                + ". Maybe the model was not trained to the end.");
            }
        }
    }
}
