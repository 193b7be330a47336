package bitwright.arch.format;

/// Signed powers of two without a zero (DenseShift): one sign bit (the highest) and an exponent.
///
/// Exponent code `e` from 0 to `2^(bits-1) - 1` means `2^e`, so that the levels of three bits are
/// ±1, ±2, ±4 and ±8. Source of the levels: DenseShift (Li et al., ICCV 2023), its published code;
/// the order of the codes is ours.
///
/// @param bits bits of a code, 2 to 4
public record DenseShift(int bits) implements NumberFormat {
    public DenseShift {
        Codes.requireBits(bits, 2, 4);
    }

    @Override
    public String name() {
        return "dense" + bits;
    }

    /// The greatest exponent.
    public int maximumExponent() {
        return (1 << (bits - 1)) - 1;
    }

    @Override
    public double decode(int code) {
        Codes.require(this, code);
        double value = 1 << (code & maximumExponent());
        return code > maximumExponent() ? -value : value;
    }

    @Override
    public double least() {
        return -greatest();
    }

    @Override
    public double greatest() {
        return 1 << maximumExponent();
    }
}
