package bitwright.kernels.fast;

import bitwright.workload.LoopNest;

/// Where each weight of a nest goes in the order of [PanelProduct].
///
/// @param groups groups of the nest
/// @param channels output channels of a group
/// @param taps taps of a channel
/// @param blocks the first tap of each block and, last, the number of taps
record PackedOrder(int groups, int channels, int taps, int[] blocks) {
    /// Takes a weight integer to its place.
    interface Target {
        /// Puts `weight` at `index`.
        void put(int index, int weight);
    }

    static PackedOrder of(LoopNest nest, int[] blocks) {
        int taps = nest.inputChannels() * nest.filterHeight() * nest.filterWidth();
        return new PackedOrder(nest.groups(), nest.outputChannels(), taps, blocks);
    }

    /// Blocks of channels in a group.
    int channelBlocks() {
        return PanelProduct.channelBlocks(channels);
    }

    /// Elements of all groups, those that fill up the last block of channels included.
    int elements() {
        return Math.multiplyExact(groups, groupElements());
    }

    /// Elements of one group.
    int groupElements() {
        return Math.multiplyExact(channelBlocks() * PanelProduct.ROWS, taps);
    }

    /// Puts every weight, laid out as the nest says, in its place.
    void pack(int[] weights, Target target) {
        int rows = PanelProduct.ROWS;
        int from = 0;
        for (int group = 0; group < groups; group++) {
            int base = group * groupElements();
            for (int channel = 0; channel < channels; channel++) {
                for (int block = 0; block + 1 < blocks.length; block++) {
                    int length = blocks[block + 1] - blocks[block];
                    int to =
                            base
                                    + blocks[block] * channelBlocks() * rows
                                    + channel / rows * length * rows
                                    + channel % rows;
                    for (int tap = 0; tap < length; tap++) {
                        target.put(to + tap * rows, weights[from++]);
                    }
                }
            }
        }
    }
}
