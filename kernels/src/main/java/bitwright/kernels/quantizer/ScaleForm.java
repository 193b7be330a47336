package bitwright.kernels.quantizer;

import bitwright.arch.format.Int;

/// Which numbers a scale may be.
public enum ScaleForm {
    /// Any positive 64-bit float.
    REAL,
    /// A 31-bit multiplier over a power of two, see [Dyadic#of].
    DYADIC,
    /// A power of two, so that requantization is a shift (RAPQ, P2-ViT).
    POWER_OF_TWO;

    /// The double just above the square root of 2, from which on a mantissa rounds up.
    private static final double SQUARE_ROOT_OF_TWO = 1.4142135623730951;

    /// The number of this form that a real scale becomes. For powers of two that is
    /// `2^round(log2(scale))`; RAPQ rounds half to even, but no double is in the middle.
    ///
    /// @param scale positive and finite
    public double nearest(double scale) {
        return switch (this) {
            case REAL -> scale;
            case DYADIC -> Dyadic.of(scale).value();
            case POWER_OF_TWO -> powerOfTwo(scale);
        };
    }

    /// The grid with a scale of this form. The zero point moves with it, to the nearest integer of
    /// `zeroPoint * scale / new scale` within the format, as in RAPQ's code
    /// (BillAmihom/RAPQ@aaa71df).
    public Grid nearest(Grid grid) {
        double scale = nearest(grid.scale());
        if (!(grid.format() instanceof Int format)) {
            return new Grid(grid.format(), scale, 0);
        }
        double moved = Math.rint(grid.zeroPoint() * (grid.scale() / scale));
        return new Grid(format, scale, (int) Math.clamp(moved, format.minimum(), format.maximum()));
    }

    private static double powerOfTwo(double scale) {
        // Subnormal numbers have no leading one; scale them up first.
        int raised = scale < Double.MIN_NORMAL ? 64 : 0;
        double normal = Math.scalb(scale, raised);
        int exponent = Math.getExponent(normal);
        boolean up = Math.scalb(normal, -exponent) >= SQUARE_ROOT_OF_TWO;
        return Math.scalb(1.0, Math.min(exponent + (up ? 1 : 0) - raised, Double.MAX_EXPONENT));
    }
}
