package bitwright.workload.onnx;

/// Integers of a width, as model files store them.
///
/// @param bits width of a code, 1 to 32
/// @param signed whether codes are two's complement
public record IntegerType(int bits, boolean signed) {
    public IntegerType {
        if (bits < 1 || bits > Integer.SIZE) {
            throw new IllegalArgumentException(
                    "integers of " + bits + " bits: must be 1 to " + Integer.SIZE + ".");
        }
    }

    /// `int4`, `uint8`.
    public String name() {
        return (signed ? "int" : "uint") + bits;
    }
}
