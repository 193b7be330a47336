package bitwright.kernels.operators;

/// How many cases the oracles compare with ONNX Runtime, each operator's count asserted by its
/// test.
final class OracleCases {
    static final int Q_LINEAR_CONV = 2600;
    static final int CONV_INTEGER = 1600;
    static final int Q_LINEAR_MAT_MUL = 2000;
    static final int MAT_MUL_INTEGER = 1600;
    static final int QUANTIZE_LINEAR = 1600;
    static final int DEQUANTIZE_LINEAR = 1600;
    static final int QUANTIZE_DEQUANTIZE = 400;
    static final int DYNAMIC_QUANTIZE_LINEAR = 800;

    static final int ALL =
            Q_LINEAR_CONV
                    + CONV_INTEGER
                    + Q_LINEAR_MAT_MUL
                    + MAT_MUL_INTEGER
                    + QUANTIZE_LINEAR
                    + DEQUANTIZE_LINEAR
                    + QUANTIZE_DEQUANTIZE
                    + DYNAMIC_QUANTIZE_LINEAR;

    private OracleCases() {}
}
