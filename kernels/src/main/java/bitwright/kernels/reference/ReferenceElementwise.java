package bitwright.kernels.reference;

/// Element-wise work on integers.
public final class ReferenceElementwise {
    private ReferenceElementwise() {}

    /// The residual addition of HAWQ-V3: each operand is requantized on its own to the scale of the
    /// sum, then added; the sum is neither rounded again nor clamped.
    ///
    /// @param positions elements of one channel of one image
    /// @throws IllegalArgumentException if the operands differ in size
    /// @throws ArithmeticException if a sum leaves 32 bits
    public static int[] add(
            int[] left, Requantization ofLeft, int[] right, Requantization ofRight, int positions) {
        if (left.length != right.length) {
            throw new IllegalArgumentException(
                    "the addends have " + left.length + " and " + right.length + " elements.");
        }
        int[] first = ofLeft.apply(left, positions);
        int[] second = ofRight.apply(right, positions);
        int[] sum = new int[left.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = Math.addExact(first[i], second[i]);
        }
        return sum;
    }

    /// Every value clamped to bounds; a ReLU is the clamp from 0 to the greatest integer.
    public static int[] clip(int[] values, int minimum, int maximum) {
        int[] output = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            output[i] = Math.clamp(values[i], minimum, maximum);
        }
        return output;
    }
}
