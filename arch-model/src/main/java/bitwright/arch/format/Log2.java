package bitwright.arch.format;

/// Unsigned powers of two in (0, 1]: code `q` means `2^-q`. For activations such as attention
/// probabilities.
///
/// No code means zero. The published quantizer (FQ-ViT, Lin et al., IJCAI 2022) takes values below
/// half a step under the least level as zero; that is the business of the kernel that makes them.
///
/// @param bits bits of a code, 2 to 4
public record Log2(int bits) implements NumberFormat {
    public Log2 {
        Codes.requireBits(bits, 2, 4);
    }

    @Override
    public String name() {
        return "log" + bits;
    }

    /// The greatest shift: every level times `2^maximumShift()` is an integer.
    public int maximumShift() {
        return (1 << bits) - 1;
    }

    @Override
    public double decode(int code) {
        Codes.require(this, code);
        return Math.scalb(1.0, -code);
    }

    @Override
    public double least() {
        return Math.scalb(1.0, -maximumShift());
    }

    @Override
    public double greatest() {
        return 1;
    }
}
