package bitwright.kernels.network;

import bitwright.arch.format.Int;
import bitwright.kernels.quantizer.ActivationQuantization;

/// How an activation tensor is held as integers: the real value of one step and the range of the
/// integers.
///
/// @param scale real value of one step
/// @param minimum least integer
/// @param maximum greatest integer
/// @param wide whether it is a 32-bit stream and not an activation format
record Encoding(double scale, int minimum, int maximum, boolean wide) {
    /// Wide streams saturate here, so that the sum of two fits 32 bits.
    private static final int WIDE_LIMIT = (1 << 30) - 1;

    /// The greatest calibrated magnitude takes this step of a wide stream (16-bit scale, HAWQ-V3).
    private static final int WIDE_STEPS = 32767;

    static Encoding activation(ActivationQuantization quantization) {
        Int format = quantization.format();
        return new Encoding(quantization.scale(), format.minimum(), format.maximum(), false);
    }

    static Encoding wide(ActivationStatistics statistics) {
        double greatest = statistics.greatestMagnitude();
        double scale = greatest == 0 ? 1.0 / WIDE_STEPS : greatest / WIDE_STEPS;
        return new Encoding(scale, -WIDE_LIMIT, WIDE_LIMIT, true);
    }

    /// The same steps with the range cut to real bounds, each bound at its nearest step.
    Encoding clipped(double lower, double upper) {
        int least = (int) Math.clamp(Math.rint(lower / scale), minimum, maximum);
        int greatest = (int) Math.clamp(Math.rint(upper / scale), minimum, maximum);
        return new Encoding(scale, least, greatest, wide);
    }

    /// The same steps without bounds: an addend of a sum is not clamped.
    Encoding unbounded() {
        return new Encoding(scale, -WIDE_LIMIT, WIDE_LIMIT, true);
    }

    /// A stream with a scale within bounds.
    static Encoding wide(ActivationStatistics statistics, double leastScale, double mostScale) {
        Encoding own = wide(statistics);
        return new Encoding(
                Math.clamp(own.scale, leastScale, mostScale), own.minimum, own.maximum, true);
    }

    /// The same steps with integers up to a magnitude.
    Encoding within(int magnitude) {
        return new Encoding(
                scale, Math.max(minimum, -magnitude), Math.min(maximum, magnitude), wide);
    }

    /// The same integers for a tensor that is this one divided by a positive factor.
    Encoding dividedBy(double factor) {
        return new Encoding(scale / factor, minimum, maximum, wide);
    }

    /// The nearest integer to a real value.
    int encode(double value) {
        return (int) Math.clamp(Math.rint(value / scale), minimum, maximum);
    }

    /// The greatest magnitude of its integers.
    long greatestMagnitude() {
        return Math.max(Math.abs((long) minimum), Math.abs((long) maximum));
    }
}
