package bitwright.arch.format;

/// The format of the scale that a block of elements shares.
public enum BlockScale {
    /// 8 bits of exponent: code `c` means `2^(c - 127)`, 255 is NaN (OCP MX 1.0).
    E8M0(8),
    /// The positive values of 8-bit floating point with 4 exponent bits (NVFP4).
    E4M3(8),
    /// IEEE 754 binary16.
    FP16(16);

    private static final int E8M0_BIAS = 127;
    private static final int E8M0_NAN = 255;

    private final int bits;

    BlockScale(int bits) {
        this.bits = bits;
    }

    /// Bits of one scale.
    public int bits() {
        return bits;
    }

    /// The value of a scale's code.
    ///
    /// @throws IllegalArgumentException if the code has more bits than the scale
    public double decode(int code) {
        return switch (this) {
            case E8M0 -> {
                if (code < 0 || code > E8M0_NAN) {
                    throw new IllegalArgumentException("code " + code + " does not fit E8M0.");
                }
                yield code == E8M0_NAN ? Double.NaN : Math.scalb(1.0, code - E8M0_BIAS);
            }
            case E4M3 -> MiniFloat.FP8_E4M3.decode(code);
            case FP16 -> MiniFloat.FP16.decode(code);
        };
    }
}
