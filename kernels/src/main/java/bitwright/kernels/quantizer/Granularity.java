package bitwright.kernels.quantizer;

/// How many values share a scale. A tensor is laid out output channel by output channel; the values
/// of one channel are its reduction.
public sealed interface Granularity {
    /// One scale for the whole tensor.
    record PerTensor() implements Granularity {}

    /// One scale for each output channel.
    record PerChannel() implements Granularity {}

    /// One scale for every `size` values along the reduction of each output channel; the last group
    /// of a channel may be incomplete.
    record PerGroup(int size) implements Granularity {
        public PerGroup {
            if (size < 1) {
                throw new IllegalArgumentException("group size (" + size + ") must be at least 1.");
            }
        }
    }

    /// Where the runs of values that share a scale begin, in ascending order, and, last, where the
    /// tensor ends: one more than there are scales.
    ///
    /// @param channels at least 1
    /// @param reduction values of a channel, at least 1
    default int[] boundaries(int channels, int reduction) {
        int total = Math.multiplyExact(channels, reduction);
        return switch (this) {
            case PerTensor _ -> new int[] {0, total};
            case PerChannel _ -> boundaries(channels, reduction, reduction);
            case PerGroup groups -> boundaries(channels, reduction, groups.size());
        };
    }

    private static int[] boundaries(int channels, int reduction, int size) {
        int groups = Math.ceilDiv(reduction, size);
        int[] boundaries = new int[Math.multiplyExact(channels, groups) + 1];
        for (int channel = 0; channel < channels; channel++) {
            for (int group = 0; group < groups; group++) {
                boundaries[channel * groups + group] = channel * reduction + group * size;
            }
        }
        boundaries[boundaries.length - 1] = channels * reduction;
        return boundaries;
    }
}
