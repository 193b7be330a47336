package bitwright.arch.format;

/// Number formats in words.
final class FormatDescriptions {
    private FormatDescriptions() {}

    static String of(NumberFormat format) {
        return switch (format) {
            case Int integer -> integer.signed() ? "two's complement" : "unsigned integer";
            case PowerOfTwo _ -> "zero or a power of two with a sign";
            case AdditivePowerOfTwo additive ->
                    additive.signed()
                            ? "sums of powers of two with a sign"
                            : "sums of powers of two";
            case TwoWordLog words ->
                    "powers of two, a second word for " + words.twoWordPercent() + " % of weights";
            case DenseShift _ -> "powers of two with a sign and no zero";
            case Log2 _ -> "powers of two up to 1, for activations";
            case MiniFloat real ->
                    "floating point, exponent "
                            + real.exponentBits()
                            + ", mantissa "
                            + real.mantissaBits();
            case Float32 _ -> "IEEE single precision, simulated only";
            case Codebook codebook -> "a list of " + codebook.codes() + " values";
            case BlockScaled block ->
                    block.element().name()
                            + " in blocks of "
                            + block.block()
                            + " that share a scale";
        };
    }
}
