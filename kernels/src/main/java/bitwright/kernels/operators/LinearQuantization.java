package bitwright.kernels.operators;

import bitwright.arch.format.Int;
import bitwright.workload.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;

/// ONNX's `QuantizeLinear`, `DequantizeLinear` and `DynamicQuantizeLinear`.
public final class LinearQuantization {
    private static final Int UINT8 = new Int(8, false);
    private static final int LEVELS = 255;

    private LinearQuantization() {}

    /// `saturate(round(x / scale) + zeroPoint)`, half to even, in any granularity.
    ///
    /// @param name the real tensor's name, for messages
    /// @throws IllegalArgumentException in one line if a value is not finite, a scale or zero point
    ///   is out of range, or a size does not fit
    public static QuantizedTensor quantize(
            String name,
            Tensor real,
            Int format,
            AffineQuantization quantization,
            OnnxRequantization rule) {
        float[] values = real.values();
        Refusals.requireSize(name, real.shape(), values.length);
        Refusals.requireFinite(name, values);
        quantization.requireValid(name, format.minimum(), format.maximum());
        int[] indices = quantization.indices(name, real.shape());
        int[] integers = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            integers[i] =
                    rule.quantize(
                            values[i],
                            quantization.scales()[indices[i]],
                            quantization.zeroPoints()[indices[i]],
                            format.minimum(),
                            format.maximum());
        }
        return new QuantizedTensor(name, format, real.shape(), integers, quantization);
    }

    /// `(x - zeroPoint) * scale` as a 32-bit float; the one rounding is the product's, so the
    /// definition and the runtime agree.
    ///
    /// @throws IllegalArgumentException in one line if the scales do not fit the shape
    public static Tensor dequantize(QuantizedTensor tensor) {
        AffineQuantization quantization = tensor.quantization();
        int[] indices = quantization.indices(tensor.name(), tensor.shape());
        int[] values = tensor.values();
        float[] real = new float[values.length];
        for (int i = 0; i < real.length; i++) {
            int index = indices[i];
            real[i] = (values[i] - quantization.zeroPoints()[index]) * quantization.scales()[index];
        }
        return new Tensor(tensor.shape(), real);
    }

    /// `DynamicQuantizeLinear`: unsigned 8 bits with scale and zero point of the tensor's own
    /// range, zero included. A tensor of zeros has the scale 1 (the definition would divide by
    /// zero; ONNX Runtime takes 1).
    ///
    /// @param name the real tensor's name, for messages
    /// @throws IllegalArgumentException in one line if the tensor is empty, a value is not finite,
    ///   or the range is too wide or too narrow for a scale of 32 bits
    public static QuantizedTensor quantizeDynamically(
            String name, Tensor real, OnnxRequantization rule) {
        Refusals.requireSize(name, real.shape(), real.values().length);
        Refusals.requireFinite(name, real.values());
        float least = 0;
        float greatest = 0;
        for (float value : real.values()) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        float scale = least == greatest ? 1 : scale(least, greatest, rule);
        Refusals.requireScale(name, scale);
        int zeroPoint = rule.quantize(-least, scale, 0, UINT8.minimum(), UINT8.maximum());
        return quantize(name, real, UINT8, AffineQuantization.ofTensor(scale, zeroPoint), rule);
    }

    private static float scale(float least, float greatest, OnnxRequantization rule) {
        return switch (rule) {
            case DEFINITION ->
                    new BigDecimal(greatest)
                            .subtract(new BigDecimal(least))
                            .divide(BigDecimal.valueOf(LEVELS), MathContext.DECIMAL128)
                            .floatValue();
            case RUNTIME_FLOAT -> (greatest - least) / LEVELS;
        };
    }
}
