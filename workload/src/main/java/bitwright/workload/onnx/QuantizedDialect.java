package bitwright.workload.onnx;

/// How a model file says that a tensor is quantized.
public enum QuantizedDialect {
    /// `QuantizeLinear` and `DequantizeLinear` of the standard operators, operator set 21, and
    /// weights stored as integers: 4, 8 or 16 bits, which ONNX has element types for.
    QDQ,
    /// `Quant` of the domain `qonnx.custom_op.general`, and weights stored as the real numbers of
    /// their integers: any width.
    QONNX;

    /// Whether tensors can have integers of a type.
    public boolean has(IntegerType type) {
        return switch (this) {
            case QDQ -> type.bits() == 4 || type.bits() == 8 || type.bits() == 16;
            case QONNX -> true;
        };
    }
}
