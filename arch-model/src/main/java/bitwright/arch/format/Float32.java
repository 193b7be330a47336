package bitwright.arch.format;

/// IEEE 754 binary32, what a network runs in before it is quantized: simulated, so that machines
/// can be compared with their own floating point, never executed in integers. All 2^32 bit patterns
/// are codes, the negative ones as negative `int`; there are too many to list.
public record Float32() implements NumberFormat {
    static final Float32 FORMAT = new Float32();

    @Override
    public String name() {
        return "fp32";
    }

    @Override
    public int bits() {
        return Float.SIZE;
    }

    /// The codes that are not negative: the others do not fit an `int`.
    @Override
    public int codes() {
        return Integer.MAX_VALUE;
    }

    @Override
    public double decode(int code) {
        return Float.intBitsToFloat(code);
    }

    @Override
    public double least() {
        return -Float.MAX_VALUE;
    }

    @Override
    public double greatest() {
        return Float.MAX_VALUE;
    }
}
