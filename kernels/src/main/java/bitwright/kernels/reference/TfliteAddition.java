package bitwright.kernels.reference;

import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.requantization.RequantizationRule;

/// The element-wise addition of TensorFlow Lite's 8-bit integers.
///
/// Each operand loses its zero point, is shifted left by 20 bits and scaled by `scale / (2 *
/// greater scale)`; the sum is scaled by `2 * greater scale / (2^20 * output scale)`, gets the
/// output's zero point and is clamped. Unlike HAWQ's residual addition it rounds three times.
/// Source: `reference/integer_ops/add.h` of TensorFlow Lite Micro.
public final class TfliteAddition {
    private static final int LEFT_SHIFT = 20;
    private static final int MINIMUM = -128;
    private static final int MAXIMUM = 127;

    private final RequantizationRule rule;
    private final Dyadic leftFactor;
    private final Dyadic rightFactor;
    private final Dyadic outputFactor;
    private final Operand left;
    private final Operand right;
    private final Operand output;

    /// An 8-bit tensor: `real = scale * (integer - zeroPoint)`.
    public record Operand(double scale, int zeroPoint) {}

    /// @param rule `TFLITE_DOUBLE`, the engine's default, or `TFLITE_SINGLE`
    /// @throws IllegalArgumentException if a scale is not positive and finite or a zero point is
    ///   not -128 to 127, naming the operand
    public TfliteAddition(Operand left, Operand right, Operand output, RequantizationRule rule) {
        this.left = checked("the left addend", left);
        this.right = checked("the right addend", right);
        this.output = checked("the sum", output);
        this.rule = rule;
        double twiceGreater = 2 * Math.max(left.scale(), right.scale());
        leftFactor = Dyadic.of(left.scale() / twiceGreater);
        rightFactor = Dyadic.of(right.scale() / twiceGreater);
        outputFactor = Dyadic.of(twiceGreater / ((1 << LEFT_SHIFT) * output.scale()));
    }

    private static Operand checked(String tensor, Operand operand) {
        Scales.require(tensor, operand.scale());
        Scales.requireZeroPoint(tensor, operand.zeroPoint(), MINIMUM, MAXIMUM);
        return operand;
    }

    /// The sum of two 8-bit integers, -128 to 127.
    public int add(int leftValue, int rightValue) {
        long first = scaled(leftValue - left.zeroPoint(), leftFactor);
        long second = scaled(rightValue - right.zeroPoint(), rightFactor);
        long sum = rule.apply(first + second, outputFactor) + output.zeroPoint();
        return (int) Math.clamp(sum, MINIMUM, MAXIMUM);
    }

    private long scaled(int value, Dyadic factor) {
        return rule.apply((long) value << LEFT_SHIFT, factor);
    }

    /// The sums of two tensors.
    ///
    /// @throws IllegalArgumentException if the operands differ in size
    public int[] add(int[] leftValues, int[] rightValues) {
        if (leftValues.length != rightValues.length) {
            throw new IllegalArgumentException(
                    "the addends have "
                            + leftValues.length
                            + " and "
                            + rightValues.length
                            + " elements.");
        }
        int[] sums = new int[leftValues.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = add(leftValues[i], rightValues[i]);
        }
        return sums;
    }
}
