package bitwright.kernels.reference;

/// Checks of scales and zero points.
final class Scales {
    private Scales() {}

    /// Refuses a scale that is no positive number.
    ///
    /// @throws IllegalArgumentException naming the tensor and the scale
    static double require(String tensor, double scale) {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException(
                    "the scale of "
                            + tensor
                            + " ("
                            + scale
                            + ") must be positive and finite. Maybe its range was not calibrated.");
        }
        return scale;
    }

    /// Refuses a zero point that is no integer of the tensor.
    ///
    /// @throws IllegalArgumentException naming the tensor, the zero point and the range
    static int requireZeroPoint(String tensor, int zeroPoint, int minimum, int maximum) {
        if (zeroPoint < minimum || zeroPoint > maximum) {
            throw new IllegalArgumentException(
                    "the zero point of "
                            + tensor
                            + " ("
                            + zeroPoint
                            + ") must be "
                            + minimum
                            + " to "
                            + maximum
                            + ".");
        }
        return zeroPoint;
    }
}
