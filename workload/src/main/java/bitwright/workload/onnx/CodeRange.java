package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Optional;

/// The codes of an element type that holds quantized tensors, 4 to 16 bits.
///
/// @param bits width of a code
/// @param least least code
/// @param greatest greatest code
record CodeRange(int bits, int least, int greatest) {
    /// Of a type's number in the file; empty for other types.
    static Optional<CodeRange> of(int elementType) {
        DataType type = DataType.forNumber(elementType);
        return type == null ? Optional.empty() : of(type);
    }

    static Optional<CodeRange> of(DataType type) {
        return switch (type) {
            case INT4 -> Optional.of(signed(4));
            case UINT4 -> Optional.of(unsigned(4));
            case INT8 -> Optional.of(signed(8));
            case UINT8 -> Optional.of(unsigned(8));
            case INT16 -> Optional.of(signed(16));
            case UINT16 -> Optional.of(unsigned(16));
            default -> Optional.empty();
        };
    }

    /// The nearest code of a number of steps, halves to even.
    float nearest(double steps) {
        return (float) Math.clamp(Math.rint(steps), least, greatest);
    }

    /// The code in the low bits of a stored number.
    int code(int stored) {
        int unused = Integer.SIZE - bits;
        return least < 0 ? stored << unused >> unused : stored << unused >>> unused;
    }

    private static CodeRange signed(int bits) {
        return new CodeRange(bits, -1 << (bits - 1), (1 << (bits - 1)) - 1);
    }

    private static CodeRange unsigned(int bits) {
        return new CodeRange(bits, 0, (1 << bits) - 1);
    }
}
