package bitwright.kernels.requantization;

import bitwright.kernels.quantizer.Dyadic;

/// HAWQ-V3's PyTorch path: `round(double(value) * double(multiplier) / 2^shift)`, half to even.
///
/// The product is a double, so it is exact while `|value * multiplier|` is below 2^53, which 32-bit
/// values beyond 2^22 need not be.
final class HawqRequantization {
    /// Doubles from here on have no longs of their own.
    private static final double TWO_TO_63 = 0x1p63;

    private HawqRequantization() {}

    static long apply(long value, Dyadic factor) {
        double product = (double) value * (double) factor.multiplier();
        double rounded = Math.rint(Math.scalb(product, -factor.shift()));
        if (rounded >= TWO_TO_63 || rounded < -TWO_TO_63) {
            throw new ArithmeticException(
                    "hawq_pytorch: " + value + " times " + factor.value() + " leaves 64 bits.");
        }
        return (long) rounded;
    }
}
