package bitwright.kernels.network;

import bitwright.kernels.fast.FastContraction;
import bitwright.kernels.fast.FastRequantization;
import bitwright.kernels.reference.IntegerGelu;
import bitwright.kernels.reference.IntegerLayerNorm;
import bitwright.kernels.reference.IntegerSoftmax;
import bitwright.kernels.reference.PoolShape;
import bitwright.kernels.reference.Requantization;
import bitwright.workload.LoopNest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of the integer network; slots number the arrays that the steps read and write.
sealed interface Stage {
    /// The slot that it writes.
    int target();

    /// From one encoding to another.
    record Requantize(int source, int target, FastRequantization requantization) implements Stage {}

    /// Accumulate, then requantize; without a requantization the accumulators are the result.
    record Contract(
            int source,
            int target,
            FastContraction contraction,
            @Nullable FastRequantization requantization,
            int positions)
            implements Stage {}

    /// Accumulate in a register that may overflow, one addition after another, then requantize;
    /// without a requantization what the registers hold is the result.
    record ContractInRegister(
            int source,
            int target,
            RegisterWork work,
            @Nullable Requantization requantization,
            int positions)
            implements Stage {}

    /// The sum of two streams of equal scale, clamped.
    record Add(int left, int right, int target, int minimum, int maximum) implements Stage {}

    /// The greatest value of each window.
    record MaximumPool(int source, int target, PoolShape shape) implements Stage {}

    /// The sum of each window, requantized with the factor for its number of taps (index 0 for one
    /// tap).
    record AveragePool(
            int source,
            int target,
            PoolShape shape,
            boolean countIncludesPadding,
            List<Requantization> byTaps)
            implements Stage {}

    /// The product of two activations, requantized; without a requantization the accumulators are
    /// the result.
    ///
    /// @param left laid out as the nest's input
    /// @param right laid out as the nest's weights
    record Multiply(
            int left,
            int right,
            int target,
            LoopNest nest,
            @Nullable FastRequantization requantization)
            implements Stage {}

    /// The product of two activations in a register that may overflow.
    ///
    /// @param work of the layer, with the weights of no image yet
    record MultiplyInRegister(
            int left,
            int right,
            int target,
            RegisterWork work,
            @Nullable Requantization requantization)
            implements Stage {}

    /// A constant at the scale of the stream added to every image, clamped.
    record AddConstant(int source, int target, int[] addend, int minimum, int maximum)
            implements Stage {}

    /// The integer softmax of every row, requantized from steps of 2^-16.
    record Softmax(
            int source,
            int target,
            IntegerSoftmax softmax,
            int length,
            FastRequantization requantization)
            implements Stage {}

    /// The integer layer norm of every row, requantized.
    record LayerNorm(
            int source, int target, IntegerLayerNorm norm, FastRequantization requantization)
            implements Stage {}

    /// The integer GELU of every element, requantized.
    record Gelu(int source, int target, IntegerGelu gelu, FastRequantization requantization)
            implements Stage {}

    /// The sum along the middle of `[outer][count][inner]`, requantized with one over the count.
    record Mean(int source, int target, int count, int inner, FastRequantization requantization)
            implements Stage {}

    /// Elements of every image in another order: element `i` is element `sources[i]` of the source.
    record Gather(int source, int target, int[] sources) implements Stage {}

    /// Elements put in some places of every image: element `sources[i]` of the source in place
    /// `targets[i]`.
    record Place(int source, int target, int[] sources, int[] targets) implements Stage {}

    /// Constants put in some places of every image.
    record Fill(int target, int[] targets, int[] values) implements Stage {}
}
