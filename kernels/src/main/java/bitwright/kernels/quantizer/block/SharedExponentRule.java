package bitwright.kernels.quantizer.block;

/// How the power of two that a block shares follows from the block's greatest magnitude.
///
/// With `emax` the exponent of the element's greatest value. Sources: OCP Microscaling 1.0 and
/// microsoft/microxcaling@7bc4195 for `FLOOR`; torchao's MX formats for all four names.
public enum SharedExponentRule {
    /// `floor(log2(magnitude)) - emax`: the greatest elements can saturate.
    FLOOR,
    /// `ceil(log2(magnitude)) - emax`.
    CEIL,
    /// As `FLOOR`, of the magnitude rounded half up to the mantissa bits of the element first.
    EVEN,
    /// `ceil(log2(magnitude / greatest element))`: the least power of two at which nothing
    /// saturates.
    RCEIL;

    private static final int FLOAT_MANTISSA_BITS = 23;

    /// What microxcaling takes for the magnitude of a block of zeros.
    private static final int EXPONENT_OF_ZERO = Float.MIN_EXPONENT;

    private static final int GREATEST_EXPONENT = 127;

    /// The shared exponent, -127 to 127.
    ///
    /// @param magnitude the greatest of the block, finite, at least 0
    /// @param greatestElement the greatest value of an element
    /// @param mantissaBits of the element's greatest value, behind the leading one
    public int exponent(float magnitude, double greatestElement, int mantissaBits) {
        int greatestExponent = Math.getExponent(greatestElement);
        int exponent =
                magnitude == 0
                        ? EXPONENT_OF_ZERO - greatestExponent
                        : switch (this) {
                            case FLOOR -> floorOfLogarithm(magnitude) - greatestExponent;
                            case CEIL -> ceilOfLogarithm(magnitude) - greatestExponent;
                            case EVEN ->
                                    floorOfLogarithm(rounded(magnitude, mantissaBits))
                                            - greatestExponent;
                            case RCEIL -> exponentThatHolds(magnitude, greatestElement);
                        };
        return Math.clamp(exponent, -GREATEST_EXPONENT, GREATEST_EXPONENT);
    }

    /// Exact: every float is a normal double.
    private static int floorOfLogarithm(double magnitude) {
        return Math.getExponent(magnitude);
    }

    private static int ceilOfLogarithm(double magnitude) {
        int floor = Math.getExponent(magnitude);
        return magnitude > Math.scalb(1.0, floor) ? floor + 1 : floor;
    }

    /// Half of the last kept bit is added to the float's bits, as in torchao; the carry reaches the
    /// exponent, and the bits below do not matter any more.
    private static double rounded(float magnitude, int mantissaBits) {
        if (magnitude < Float.MIN_NORMAL) {
            return magnitude;
        }
        double ulp = Math.scalb(1.0, Math.getExponent(magnitude) - FLOAT_MANTISSA_BITS);
        return magnitude + ulp * (1 << (FLOAT_MANTISSA_BITS - mantissaBits - 1));
    }

    /// By comparison instead of a rounded quotient.
    private static int exponentThatHolds(double magnitude, double greatestElement) {
        int exponent = Math.getExponent(magnitude) - Math.getExponent(greatestElement);
        return magnitude > Math.scalb(greatestElement, exponent) ? exponent + 1 : exponent;
    }
}
