package bitwright.kernels.quantizer;

/// The squared error that errors of one operand make at a layer's output, on calibration data.
public interface OutputError {
    /// The sum of squared errors of all outputs if the operand's values from place `from` on differ
    /// by `differences` from the exact ones, and no other value differs.
    double of(double[] differences, int from);

    /// For a matrix product: each row of the operand, `reduction` values, is multiplied with each
    /// row of the other one. For weights, a row is an output channel and the other operand holds
    /// calibration inputs (of a convolution: its patches); for activations the other way around.
    ///
    /// @param reduction values of a row, at least 1
    /// @param others rows of the other operand, each of `reduction` values, finite
    /// @throws IllegalArgumentException if these are no whole rows
    static OutputError ofProducts(int reduction, float[] others) {
        return new ProductOutputError(reduction, others);
    }
}
