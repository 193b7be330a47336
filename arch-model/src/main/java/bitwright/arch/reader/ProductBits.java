package bitwright.arch.reader;

import bitwright.arch.format.AdditivePowerOfTwo;
import bitwright.arch.format.BlockScaled;
import bitwright.arch.format.Codebook;
import bitwright.arch.format.DenseShift;
import bitwright.arch.format.Float32;
import bitwright.arch.format.Int;
import bitwright.arch.format.Log2;
import bitwright.arch.format.MiniFloat;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.PowerOfTwo;
import bitwright.arch.format.TwoWordLog;

/// How many bits a value of a format adds to a product that an accumulator must hold.
final class ProductBits {
    /// Codebooks whose values need more fraction bits than this are no integers of a datapath.
    private static final int GREATEST_FRACTION = 16;

    private ProductBits() {}

    /// Bits of the greatest integer with its sign; of floating point formats, whose products are
    /// aligned to the accumulator's exponent, the significand alone; of fp32, whose products are
    /// rounded to fp32, half of that.
    static int of(NumberFormat format) {
        return switch (format) {
            case Int integer -> integer.bits();
            case PowerOfTwo power -> power.maximumShift() + 1;
            case AdditivePowerOfTwo power -> power.maximumShift() + (power.signed() ? 1 : 0);
            case TwoWordLog power -> power.maximumShift() + 2;
            case DenseShift power -> power.maximumExponent() + 1;
            case Log2 power -> power.maximumShift() + 1;
            case Float32 real -> real.bits() / 2;
            case MiniFloat real -> real.mantissaBits() + 1;
            case Codebook codebook -> codebookBits(codebook);
            case BlockScaled blocks -> of(blocks.element());
        };
    }

    private static int codebookBits(Codebook codebook) {
        double greatest = Math.max(-codebook.least(), codebook.greatest());
        return codebook.fractionBits() > GREATEST_FRACTION || greatest == 0
                ? codebook.bits()
                : Math.max(1, Math.getExponent(greatest) + codebook.fractionBits() + 1);
    }
}
