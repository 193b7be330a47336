package bitwright.arch.format;

import java.util.List;

/// Additive powers of two (APoT): every magnitude is a sum of at most three powers of two, one from
/// each of the format's sets.
///
/// A code is a sign bit (the highest, where there is one) and a magnitude code of 2 to 6 bits, the
/// rank of the level among all levels in ascending order; code 0 is 0. The levels are not
/// normalised: the published levels divide them by their greatest, and here that factor belongs to
/// the scale, so that hardware adds plain shifts.
///
/// Source of the levels: APoT (Li et al., ICLR 2020) and its published code, base bit width 2; the
/// order of the codes is ours.
///
/// @param bits bits of a code: 3 to 7 signed (weights), 2 to 6 unsigned (activations)
/// @param signed whether the highest bit is a sign
public record AdditivePowerOfTwo(int bits, boolean signed) implements NumberFormat {
    public AdditivePowerOfTwo {
        Codes.requireBits(bits, signed ? 3 : 2, signed ? 7 : 6);
    }

    /// Signed weights.
    public AdditivePowerOfTwo(int bits) {
        this(bits, true);
    }

    @Override
    public String name() {
        return (signed ? "apot" : "uapot") + bits;
    }

    /// Bits of the magnitude code, 2 to 6.
    public int magnitudeBits() {
        return signed ? bits - 1 : bits;
    }

    /// The greatest shift: every level times `2^maximumShift()` is an integer.
    public int maximumShift() {
        return AdditiveLevels.of(magnitudeBits()).maximumShift();
    }

    /// The terms of a level: the level is the sum of `2^-exponent`.
    ///
    /// @param magnitudeCode the code without its sign bit
    public List<Integer> termExponents(int magnitudeCode) {
        return AdditiveLevels.of(magnitudeBits()).termExponents().get(magnitudeCode);
    }

    @Override
    public double decode(int code) {
        Codes.require(this, code);
        AdditiveLevels levels = AdditiveLevels.of(magnitudeBits());
        int magnitude = code & ((1 << magnitudeBits()) - 1);
        double value = levels.level(magnitude);
        return magnitude == code ? value : 0.0 - value;
    }

    @Override
    public double least() {
        return signed ? -greatest() : 0;
    }

    @Override
    public double greatest() {
        return AdditiveLevels.of(magnitudeBits()).level((1 << magnitudeBits()) - 1);
    }
}
