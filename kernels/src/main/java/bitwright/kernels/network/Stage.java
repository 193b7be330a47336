package bitwright.kernels.network;

import bitwright.kernels.fast.FastContraction;
import bitwright.kernels.fast.FastRequantization;
import bitwright.kernels.reference.PoolShape;
import bitwright.kernels.reference.Requantization;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of the integer network; slots number the arrays that the steps read and write.
sealed interface Stage {
    /// Slots that it reads.
    List<Integer> sources();

    /// The slot that it writes.
    int target();

    /// From one encoding to another.
    record Requantize(int source, int target, FastRequantization requantization) implements Stage {
        @Override
        public List<Integer> sources() {
            return List.of(source);
        }
    }

    /// Accumulate, then requantize; without a requantization the accumulators are the result.
    record Contract(
            int source,
            int target,
            FastContraction contraction,
            @Nullable FastRequantization requantization,
            int positions)
            implements Stage {
        @Override
        public List<Integer> sources() {
            return List.of(source);
        }
    }

    /// Accumulate in a register that may overflow, one addition after another, then requantize;
    /// without a requantization what the registers hold is the result.
    record ContractInRegister(
            int source,
            int target,
            RegisterWork work,
            @Nullable Requantization requantization,
            int positions)
            implements Stage {
        @Override
        public List<Integer> sources() {
            return List.of(source);
        }
    }

    /// The sum of two streams of equal scale, clamped.
    record Add(int left, int right, int target, int minimum, int maximum) implements Stage {
        @Override
        public List<Integer> sources() {
            return List.of(left, right);
        }
    }

    /// The greatest value of each window.
    record MaximumPool(int source, int target, PoolShape shape) implements Stage {
        @Override
        public List<Integer> sources() {
            return List.of(source);
        }
    }

    /// The sum of each window, requantized with the factor for its number of taps (index 0 for one
    /// tap).
    record AveragePool(
            int source,
            int target,
            PoolShape shape,
            boolean countIncludesPadding,
            List<Requantization> byTaps)
            implements Stage {
        @Override
        public List<Integer> sources() {
            return List.of(source);
        }
    }
}
