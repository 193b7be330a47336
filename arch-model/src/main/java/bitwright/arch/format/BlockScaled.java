package bitwright.arch.format;

import java.util.List;

/// Blocks of elements that share a scale: the MX formats, NVFP4 and integers in groups.
///
/// The value of a code is the element's; the scales of the blocks belong to the quantization, but
/// they are part of what the format stores.
///
/// Sources: OCP Microscaling (MX) 1.0 for blocks of 32 with E8M0 scales; NVFP4 as NVIDIA describes
/// it, 16 elements with an E4M3 scale and a 32-bit floating point scale for the tensor.
///
/// @param name the format's name
/// @param element the format of one element
/// @param elementExponent the value of a code is the element's value times `2^elementExponent`: -6
///   for `mxint8`, else 0
/// @param block elements that share a scale
/// @param scale the format of a block's scale
/// @param tensorScaleBits bits of one more scale for the whole tensor, 0 where there is none
public record BlockScaled(
        String name,
        NumberFormat element,
        int elementExponent,
        int block,
        BlockScale scale,
        int tensorScaleBits)
        implements NumberFormat {
    /// The greatest block.
    public static final int GREATEST_BLOCK = 1 << 16;

    private static final int MX_BLOCK = 32;

    static final List<BlockScaled> BUILT_IN =
            List.of(
                    mx("mxfp8e4m3", MiniFloat.FP8_E4M3, 0),
                    mx("mxfp8e5m2", MiniFloat.FP8_E5M2, 0),
                    mx("mxfp6e3m2", MiniFloat.FP6_E3M2, 0),
                    mx("mxfp6e2m3", MiniFloat.FP6_E2M3, 0),
                    mx("mxfp4", MiniFloat.FP4_E2M1, 0),
                    mx("mxint8", new Int(8, true), -6),
                    new BlockScaled("nvfp4", MiniFloat.FP4_E2M1, 0, 16, BlockScale.E4M3, 32));

    public BlockScaled {
        if (block < 2 || block > GREATEST_BLOCK) {
            throw new IllegalArgumentException(
                    "elements of a block (" + block + ") must be 2 to " + GREATEST_BLOCK + ".");
        }
        if (element instanceof BlockScaled || element instanceof TwoWordLog) {
            throw new IllegalArgumentException(
                    "elements of a block cannot be " + element.name() + ". Maybe int4.");
        }
    }

    /// Groups of elements with a 16-bit floating point scale each, e.g. `int4g128`.
    public static BlockScaled grouped(NumberFormat element, int block) {
        return new BlockScaled(element.name() + "g" + block, element, 0, block, BlockScale.FP16, 0);
    }

    private static BlockScaled mx(String name, NumberFormat element, int elementExponent) {
        return new BlockScaled(name, element, elementExponent, MX_BLOCK, BlockScale.E8M0, 0);
    }

    @Override
    public int bits() {
        return element.bits();
    }

    @Override
    public int codes() {
        return element.codes();
    }

    @Override
    public double decode(int code) {
        Codes.require(this, code);
        return Math.scalb(element.decode(code), elementExponent);
    }

    @Override
    public double least() {
        return Math.scalb(element.least(), elementExponent);
    }

    @Override
    public double greatest() {
        return Math.scalb(element.greatest(), elementExponent);
    }

    /// The elements, a scale for each block, the last of which may be incomplete, and the tensor's
    /// scale.
    @Override
    public long storageBits(long elements) {
        long scales = Math.ceilDiv(elements, (long) block) * scale.bits();
        return Math.addExact(element.storageBits(elements), scales + tensorScaleBits);
    }
}
