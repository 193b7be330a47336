package bitwright.arch.format;

/// Signed powers of two with a zero: one sign bit (the highest) and a magnitude code of `bits - 1`
/// bits.
///
/// Magnitude code 0 means 0; magnitude code `c` from 1 to `2^(bits-1) - 1` means `2^-(2^(bits-1) -
/// 1 - c)`, so that the greatest code is 1 and the levels of three bits are 0, 1/4, 1/2 and 1.
/// Source of the levels: APoT's published code for powers of two (additive = False); the order of
/// the codes is ours.
///
/// @param bits bits of a code, 2 to 5
public record PowerOfTwo(int bits) implements NumberFormat {
    public PowerOfTwo {
        Codes.requireBits(bits, 2, 5);
    }

    @Override
    public String name() {
        return "pot" + bits;
    }

    /// The greatest shift: every level times `2^maximumShift()` is an integer.
    public int maximumShift() {
        return (1 << (bits - 1)) - 2;
    }

    @Override
    public double decode(int code) {
        Codes.require(this, code);
        int magnitude = code & ((1 << (bits - 1)) - 1);
        if (magnitude == 0) {
            return 0;
        }
        double value = Math.scalb(1.0, magnitude - 1 - maximumShift());
        return code >>> (bits - 1) == 0 ? value : -value;
    }

    @Override
    public double least() {
        return -1;
    }

    @Override
    public double greatest() {
        return 1;
    }
}
