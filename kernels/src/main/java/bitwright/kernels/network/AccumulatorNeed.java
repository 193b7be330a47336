package bitwright.kernels.network;

import bitwright.kernels.reference.AccumulatorRange;
import java.util.List;

/// What the accumulators of a contraction can need, from its weights and the range of its input.
///
/// @param layer the contraction
/// @param channels the range of each output channel
public record AccumulatorNeed(String layer, List<AccumulatorRange> channels) {
    public AccumulatorNeed {
        channels = List.copyOf(channels);
    }

    /// The range of all channels.
    public AccumulatorRange range() {
        return channels.stream().reduce(AccumulatorRange.ZERO, AccumulatorRange::or);
    }

    /// The narrowest register that cannot overflow, in bits.
    public int bits() {
        return range().bits();
    }
}
