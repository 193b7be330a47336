package bitwright.kernels.fast;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.codec.Integers;
import bitwright.kernels.reference.AccumulatorBound;
import bitwright.kernels.reference.ReferenceContraction;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The fast twin of [ReferenceContraction]: the same integers, bit for bit.
///
/// Weights become integers (a power of two times `2^exponent` is one), the input is split into
/// phases so that the contraction is a matrix product, and the product runs in float fused
/// multiply-adds over blocks of taps whose sums a float holds exactly. Where great weights would
/// make such blocks too short (powers of two of five bits reach 2^14), each weight is cut into
/// `high * 2^7 + low` and two products are added. Where even that is too short (operands of 16
/// bits), scalar integer loops do it.
public final class FastContraction {
    /// Bits of the lower part of a weight that is cut in two.
    private static final int LOW_BITS = 7;

    private final LoopNest nest;
    private final int[] integers;
    private final long greatestInput;
    private final int[] blocks;
    private final PhaseGeometry geometry;
    private final float[] packed;
    private final @Nullable FastContraction low;
    private final @Nullable FastContraction high;

    private FastContraction(
            LoopNest nest, int[] integers, long greatestInput, boolean mayBeCutInTwo) {
        this.nest = nest;
        this.integers = integers;
        this.greatestInput = greatestInput;
        AccumulatorBound.requireInt32(nest, integers, greatestInput);
        blocks = TapBlocks.cut(integers, taps(), greatestInput);
        geometry = new PhaseGeometry(nest);
        packed = blocks.length > 0 ? pack() : new float[0];
        FastContraction lower = null;
        FastContraction upper = null;
        if (blocks.length == 0 && mayBeCutInTwo) {
            int half = 1 << (LOW_BITS - 1);
            int[] highs = Arrays.stream(integers).map(w -> (w + half) >> LOW_BITS).toArray();
            int[] lows =
                    Arrays.stream(integers).map(w -> (w + half & 2 * half - 1) - half).toArray();
            lower = new FastContraction(nest, lows, greatestInput, false);
            upper = new FastContraction(nest, highs, greatestInput, false);
        }
        boolean partsAreExact =
                lower != null
                        && upper != null
                        && lower.blocks.length > 0
                        && upper.blocks.length > 0;
        low = partsAreExact ? lower : null;
        high = partsAreExact ? upper : null;
    }

    /// Accumulators of a contraction, laid out as the nest says.
    ///
    /// @throws IllegalArgumentException if an array does not fit the nest
    /// @throws ArithmeticException if an accumulator could leave 32 bits, see [AccumulatorBound]
    public static int[] accumulate(
            LoopNest nest, int[] input, NumberFormat weightFormat, int[] weightCodes) {
        ReferenceContraction.requireFit(nest, input, weightCodes);
        FastContraction prepared =
                prepare(nest, weightFormat, weightCodes, AccumulatorBound.greatestMagnitude(input));
        int[] output = new int[Math.toIntExact(nest.elements(Operand.OUTPUT))];
        prepared.accumulate(input, nest.batch(), output, new Workspace());
        return output;
    }

    /// Prepares the weights for many calls with inputs up to a magnitude. The nest's batch extent
    /// is ignored: each call says how many images it brings.
    ///
    /// @throws ArithmeticException if an accumulator could leave 32 bits, see [AccumulatorBound]
    public static FastContraction prepare(
            LoopNest nest, NumberFormat weightFormat, int[] weightCodes, long greatestInput) {
        return prepare(nest, Integers.of(weightFormat, weightCodes), greatestInput);
    }

    /// Prepares weights that are integers already, for many calls with inputs up to a magnitude.
    ///
    /// @param weightIntegers laid out as the nest says; not kept in step with later changes
    /// @throws ArithmeticException if an accumulator could leave 32 bits, see [AccumulatorBound]
    public static FastContraction prepare(LoopNest nest, int[] weightIntegers, long greatestInput) {
        return new FastContraction(nest, weightIntegers.clone(), Math.max(1, greatestInput), true);
    }

    /// Whether the float kernel does the work and not the scalar loops.
    public boolean isExactInFloat() {
        return blocks.length > 0 || high != null;
    }

    /// Accumulates some images, input and output laid out as the nest says.
    ///
    /// @param input magnitudes at most what the preparation was told; longer arrays are allowed
    /// @param output where the accumulators go; longer arrays are allowed
    public void accumulate(int[] input, int images, int[] output, Workspace workspace) {
        if (low != null && high != null) {
            addParts(low, high, input, images, output, workspace);
            return;
        }
        if (blocks.length == 0) {
            ScalarContraction.accumulate(nest, integers, input, images, output);
            return;
        }
        int positions = geometry.positions(images);
        int panels = (positions + PanelKernel.COLUMNS - 1) / PanelKernel.COLUMNS;
        int stride = panels * PanelKernel.COLUMNS;
        int[] offsets = geometry.tapOffsets(images);
        int size = geometry.bufferSize(images, PanelKernel.COLUMNS);
        float[] buffer = workspace.padded(size);
        int[] sums = workspace.accumulators(Math.multiplyExact(channelBlocks(), 4 * stride));
        for (int group = 0; group < nest.groups(); group++) {
            geometry.split(input, images, group, buffer, size);
            multiply(group, buffer, offsets, stride, sums, workspace);
            gather(group, images, sums, stride, output);
        }
    }

    /// The sum may wrap on its way, but it ends where the whole contraction does, within 32 bits.
    private void addParts(
            FastContraction lower,
            FastContraction upper,
            int[] input,
            int images,
            int[] output,
            Workspace workspace) {
        int count = Math.toIntExact(nest.elements(Operand.OUTPUT) / nest.batch() * images);
        int[] upperSums = workspace.upperSums(count);
        lower.accumulate(input, images, output, workspace);
        upper.accumulate(input, images, upperSums, workspace);
        for (int i = 0; i < count; i++) {
            output[i] += upperSums[i] << LOW_BITS;
        }
    }

    private void multiply(
            int group, float[] buffer, int[] offsets, int stride, int[] sums, Workspace workspace) {
        int taps = taps();
        float[] panel = workspace.panel(taps * PanelKernel.COLUMNS);
        int channelBlocks = channelBlocks();
        int first = group * channelBlocks;
        for (int position = 0; position < stride; position += PanelKernel.COLUMNS) {
            for (int block = 0; block + 1 < blocks.length; block++) {
                int from = blocks[block];
                int to = blocks[block + 1];
                PanelKernel.pack(buffer, offsets, from, to, position, panel);
                for (int k = 0; k < channelBlocks; k++) {
                    PanelKernel.multiply(
                            panel,
                            packed,
                            ((first + k) * taps + from) * PanelKernel.ROWS,
                            to - from,
                            sums,
                            k * PanelKernel.ROWS * stride + position,
                            stride,
                            block > 0);
                }
            }
        }
    }

    private void gather(int group, int images, int[] sums, int stride, int[] output) {
        int channels = nest.groups() * nest.outputChannels();
        int width = nest.outputWidth();
        for (int image = 0; image < images; image++) {
            int out =
                    (image * channels + group * nest.outputChannels())
                            * nest.outputHeight()
                            * width;
            for (int k = 0; k < nest.outputChannels(); k++) {
                int in = k * stride + image * geometry.planeSize();
                for (int oy = 0; oy < nest.outputHeight(); oy++) {
                    System.arraycopy(sums, in + oy * geometry.width, output, out, width);
                    out += width;
                }
            }
        }
    }

    /// Weights as floats, `[group][block of four channels][tap][channel of the block]`, zeros for
    /// the channels that fill up the last block.
    private float[] pack() {
        int taps = taps();
        int rows = PanelKernel.ROWS;
        float[] floats =
                new float[Math.multiplyExact(nest.groups() * channelBlocks() * rows, taps)];
        for (int group = 0; group < nest.groups(); group++) {
            for (int k = 0; k < nest.outputChannels(); k++) {
                int channel = group * nest.outputChannels() + k;
                int block = group * channelBlocks() + k / rows;
                for (int tap = 0; tap < taps; tap++) {
                    floats[(block * taps + tap) * rows + k % rows] = integers[channel * taps + tap];
                }
            }
        }
        return floats;
    }

    private int channelBlocks() {
        return (nest.outputChannels() + PanelKernel.ROWS - 1) / PanelKernel.ROWS;
    }

    private int taps() {
        return nest.inputChannels() * nest.filterHeight() * nest.filterWidth();
    }

    /// The greatest input magnitude that it was prepared for.
    public long greatestInput() {
        return greatestInput;
    }
}
