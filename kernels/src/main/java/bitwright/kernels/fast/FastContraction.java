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
/// phases so that the contraction is a matrix product, and the product runs over blocks of taps
/// whose sums the lanes hold exactly: in 16-bit integers where operands are narrow, otherwise in
/// float fused multiply-adds. Where great weights would make such blocks too short (powers of two
/// of five bits reach 2^14), each weight is cut into `high * 2^7 + low` and two products are added.
/// Where even that is too short (operands of 16 bits), scalar integer loops do it.
public final class FastContraction {
    /// Bits of the lower part of a weight that is cut in two.
    private static final int LOW_BITS = 7;

    /// Float blocks shorter than this on average are slower than the scalar loops.
    private static final int LEAST_FLOAT_AVERAGE = 8;

    private final LoopNest nest;
    private final long greatestInput;
    private final PhaseGeometry geometry;
    private final @Nullable PanelProduct product;
    private final @Nullable FastContraction low;
    private final @Nullable FastContraction high;
    private final int[] scalarWeights;

    private FastContraction(
            LoopNest nest, int[] integers, long greatestInput, boolean mayBeCutInTwo) {
        this.nest = nest;
        this.greatestInput = greatestInput;
        AccumulatorBound.requireInt32(nest, integers, greatestInput);
        geometry = new PhaseGeometry(nest);
        product = product(nest, integers, greatestInput);
        FastContraction lower = null;
        FastContraction upper = null;
        if (product == null && mayBeCutInTwo) {
            int half = 1 << (LOW_BITS - 1);
            int[] highs = Arrays.stream(integers).map(w -> (w + half) >> LOW_BITS).toArray();
            int[] lows =
                    Arrays.stream(integers).map(w -> (w + half & 2 * half - 1) - half).toArray();
            lower = new FastContraction(nest, lows, greatestInput, false);
            upper = new FastContraction(nest, highs, greatestInput, false);
        }
        boolean partsAreExact =
                lower != null && upper != null && lower.product != null && upper.product != null;
        low = partsAreExact ? lower : null;
        high = partsAreExact ? upper : null;
        scalarWeights = product == null && !partsAreExact ? integers.clone() : new int[0];
    }

    private static @Nullable PanelProduct product(LoopNest nest, int[] integers, long greatest) {
        int taps = nest.inputChannels() * nest.filterHeight() * nest.filterWidth();
        int[] blocks =
                TapBlocks.cut(
                        integers, taps, greatest, ShortProduct.EXACT, ShortProduct.LEAST_AVERAGE);
        if (blocks.length > 0) {
            return new ShortProduct(nest, integers, blocks);
        }
        blocks = TapBlocks.cut(integers, taps, greatest, FloatProduct.EXACT, LEAST_FLOAT_AVERAGE);
        return blocks.length > 0 ? new FloatProduct(nest, integers, blocks) : null;
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
    /// @param weightIntegers laid out as the nest says
    /// @throws ArithmeticException if an accumulator could leave 32 bits, see [AccumulatorBound]
    public static FastContraction prepare(LoopNest nest, int[] weightIntegers, long greatestInput) {
        return new FastContraction(nest, weightIntegers, Math.max(1, greatestInput), true);
    }

    /// Whether a vector kernel does the work and not the scalar loops.
    public boolean isVectorized() {
        return product != null || high != null;
    }

    /// Accumulates some images, input and output laid out as the nest says.
    ///
    /// @param input magnitudes at most what the preparation was told; longer arrays are allowed
    /// @param output where the accumulators go; longer arrays are allowed
    public void accumulate(int[] input, int images, int[] output, Workspace workspace) {
        run(input, images, output, workspace, null);
    }

    /// Accumulates and requantizes some images.
    ///
    /// @param requantization of every output channel
    public void requantize(
            int[] input,
            int images,
            int[] output,
            Workspace workspace,
            FastRequantization requantization) {
        boolean panelByPanel = product != null && requantization.isVectorized();
        run(input, images, output, workspace, panelByPanel ? requantization : null);
        if (!panelByPanel) {
            int positions = nest.outputHeight() * nest.outputWidth();
            requantization.apply(output, output, outputs(images), positions);
        }
    }

    private void run(
            int[] input,
            int images,
            int[] output,
            Workspace workspace,
            @Nullable FastRequantization requantization) {
        if (images < 1) {
            return;
        }
        if (low != null && high != null) {
            addParts(low, high, input, images, output, workspace);
        } else if (product == null) {
            ScalarContraction.accumulate(nest, scalarWeights, input, images, output);
        } else {
            multiply(product, input, images, output, workspace, requantization);
        }
    }

    private void multiply(
            PanelProduct factors,
            int[] input,
            int images,
            int[] output,
            Workspace workspace,
            @Nullable FastRequantization requantization) {
        int columns = factors.columns();
        int channels = nest.outputChannels();
        int[] offsets = geometry.tapOffsets(images);
        int[] sums =
                workspace.sums(PanelProduct.channelBlocks(channels) * PanelProduct.ROWS * columns);
        var runs = new PanelRuns(nest, geometry, columns);
        for (int group = 0; group < nest.groups(); group++) {
            factors.load(geometry, input, images, group, workspace);
            for (int position = 0; position < geometry.positions(images); position += columns) {
                factors.sum(offsets, position, group, workspace, sums);
                runs.locate(position, images, columns);
                for (int k = 0; k < channels; k++) {
                    int channel = group * channels + k;
                    if (requantization != null) {
                        requantization.apply(sums, k * columns, (k + 1) * columns, channel);
                    }
                    runs.copy(sums, k * columns, output, channel);
                }
            }
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
        int count = outputs(images);
        int[] upperSums = workspace.upperSums(count);
        lower.accumulate(input, images, output, workspace);
        upper.accumulate(input, images, upperSums, workspace);
        for (int i = 0; i < count; i++) {
            output[i] += upperSums[i] << LOW_BITS;
        }
    }

    private int outputs(int images) {
        return Math.toIntExact(nest.elements(Operand.OUTPUT) / nest.batch() * images);
    }

    /// The greatest input magnitude that it was prepared for.
    public long greatestInput() {
        return greatestInput;
    }
}
