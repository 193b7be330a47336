package bitwright.arch.format;

/// A uniform integer: two's complement when signed, plain binary when not. One signed bit means 0
/// or -1.
///
/// @param bits bits of a code, 1 to 16
/// @param signed whether the codes are two's complement
public record Int(int bits, boolean signed) implements NumberFormat {
    public Int {
        Codes.requireBits(bits, 1, 16);
    }

    @Override
    public String name() {
        return (signed ? "int" : "uint") + bits;
    }

    /// The least value, e.g. -128 for `int8`, 0 for `uint8`.
    public int minimum() {
        return signed ? -(1 << (bits - 1)) : 0;
    }

    /// The greatest value, e.g. 127 for `int8`, 255 for `uint8`.
    public int maximum() {
        return signed ? (1 << (bits - 1)) - 1 : (1 << bits) - 1;
    }

    @Override
    public double decode(int code) {
        Codes.require(this, code);
        return signed ? (code << (32 - bits)) >> (32 - bits) : code;
    }

    @Override
    public double least() {
        return minimum();
    }

    @Override
    public double greatest() {
        return maximum();
    }

    @Override
    public String weightLabel() {
        return signed ? "w" + bits : name();
    }

    @Override
    public String activationLabel() {
        return Integer.toString(bits);
    }
}
