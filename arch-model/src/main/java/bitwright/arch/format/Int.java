package bitwright.arch.format;

/// A uniform integer: two's complement when signed, plain binary when not.
///
/// @param bits bits of a code, 1 to 16 (2 to 16 when signed)
/// @param signed whether the codes are two's complement
public record Int(int bits, boolean signed) implements NumberFormat {
    public Int {
        if (bits < (signed ? 2 : 1) || bits > 16) {
            throw new IllegalArgumentException(
                    "bits (" + bits + ") must be " + (signed ? 2 : 1) + " to 16.");
        }
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
        if (code < 0 || code >>> bits != 0) {
            throw new IllegalArgumentException("code " + code + " does not fit " + name() + ".");
        }
        return signed ? (code << (32 - bits)) >> (32 - bits) : code;
    }

    @Override
    public String weightLabel() {
        return "w" + bits;
    }
}
