package bitwright.kernels.operators;

import java.math.BigDecimal;

/// How a real number becomes an integer of the next tensor: both rules round half to even, add the
/// zero point and saturate; they differ in what they round.
///
/// Source: the operators' definitions (`QuantizeLinear`, `QLinearConv`, `QLinearMatMul` of ONNX's
/// operator set) and observation of ONNX Runtime 1.29. ONNX's own backend cases were computed in
/// 32-bit floats and follow the runtime where the two rules differ.
public enum OnnxRequantization {
    /// The operator as defined: the quotient or product of real numbers, without rounding before
    /// the last step.
    DEFINITION,
    /// As ONNX Runtime computes it: every step in 32-bit floats. The accumulator becomes a float,
    /// the factor is the float `inputScale * weightScale / outputScale`, their product is a float.
    RUNTIME_FLOAT;

    /// Beyond this magnitude every format of at most 16 bits is saturated.
    private static final double SATURATED = 1 << 20;

    /// A real number in units of the output's scale and zero point.
    public int quantize(float value, QuantizedTarget target) {
        return quantize(
                value,
                target.scale(),
                target.zeroPoint(),
                target.format().minimum(),
                target.format().maximum());
    }

    int quantize(float value, float scale, int zeroPoint, int minimum, int maximum) {
        // The double quotient of two floats rounds as the real one: a real quotient that is no tie
        // is farther from every tie below 2^20 than half a unit of the double's last place.
        double quotient =
                switch (this) {
                    case DEFINITION -> (double) value / scale;
                    case RUNTIME_FLOAT -> value / scale;
                };
        return saturate(quotient, zeroPoint, minimum, maximum);
    }

    /// An accumulator, in units of `inputScale * weightScale`, in those of the output.
    public int requantize(
            int accumulator, float inputScale, float weightScale, QuantizedTarget target) {
        double rounded =
                switch (this) {
                    case DEFINITION ->
                            exactHalfEven(accumulator, inputScale, weightScale, target.scale());
                    case RUNTIME_FLOAT ->
                            (float) accumulator * factor(inputScale, weightScale, target);
                };
        return saturate(
                rounded, target.zeroPoint(), target.format().minimum(), target.format().maximum());
    }

    private static float factor(float inputScale, float weightScale, QuantizedTarget target) {
        float factor = inputScale * weightScale / target.scale();
        if (!Float.isFinite(factor)) {
            throw Refusals.refusal(
                    target.name(),
                    "the factor "
                            + inputScale
                            + " * "
                            + weightScale
                            + " / "
                            + target.scale()
                            + " is no finite 32-bit float.");
        }
        return factor;
    }

    private static int saturate(double value, int zeroPoint, int minimum, int maximum) {
        double clamped = Math.clamp(value, (double) minimum - zeroPoint, maximum - zeroPoint);
        return (int) Math.rint(clamped) + zeroPoint;
    }

    /// The real `accumulator * inputScale * weightScale / outputScale` rounded half to even, exact
    /// where no format of 16 bits is saturated.
    private static double exactHalfEven(
            int accumulator, float inputScale, float weightScale, float outputScale) {
        double near = (double) accumulator * inputScale * weightScale / outputScale;
        double floor = Math.floor(near);
        // Three rounded steps lose at most 2^-51 of the value.
        boolean sure = Math.abs(near - floor - 0.5) > Math.abs(near) * 0x1p-48;
        if (sure || Math.abs(near) > SATURATED) {
            return Math.rint(near);
        }
        BigDecimal twice =
                new BigDecimal(2L * accumulator)
                        .multiply(new BigDecimal(inputScale))
                        .multiply(new BigDecimal(weightScale));
        BigDecimal tie = new BigDecimal(outputScale).multiply(new BigDecimal(2 * floor + 1));
        int side = twice.compareTo(tie);
        boolean up = side > 0 || side == 0 && floor % 2 != 0;
        return up ? floor + 1 : floor;
    }
}
