package bitwright.mapper.search;

import bitwright.arch.machine.Instruction;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;

/// What a kernel of a vector processor works on between two trips of its innermost loop: sums side
/// by side in registers, and how far the reduction is unrolled.
///
/// @param positions tiles of output positions side by side: each weight that is loaded serves all
/// @param channels tiles of output channels side by side: each input that is loaded serves all
/// @param unrolled tiles of input channels one after the other
record RegisterBlock(int positions, int channels, int unrolled) {
    /// One sum, nothing unrolled: what takes the fewest registers.
    static final RegisterBlock LEAST = new RegisterBlock(1, 1, 1);

    private static final int[] POSITIONS = {1, 2, 3, 4, 6, 8, 12};
    private static final int[] CHANNELS = {1, 2, 3, 4};
    private static final int[] UNROLLED = {1, 4};

    /// Every block that the nest fills; the least first.
    static List<RegisterBlock> all(LoopNest nest, Instruction instruction) {
        long places = (long) nest.outputHeight() * nest.outputWidth() * nest.batch();
        List<RegisterBlock> blocks = new ArrayList<>();
        for (int positions : POSITIONS) {
            for (int channels : CHANNELS) {
                for (int unrolled : UNROLLED) {
                    boolean filled =
                            (positions == 1 || positions * (long) instruction.m() <= places)
                                    && (channels == 1
                                            || (channels - 1L) * instruction.n()
                                                    < nest.outputChannels())
                                    && (unrolled == 1
                                            || unrolled * (long) instruction.k()
                                                    <= nest.inputChannels());
                    if (filled) {
                        blocks.add(new RegisterBlock(positions, channels, unrolled));
                    }
                }
            }
        }
        return blocks;
    }

    /// Adds the loops of the block to what lies on the lanes.
    void loops(Draft draft) {
        long columns = draft.reach(Dim.OX);
        draft.loopTo(Dim.OX, positions * columns);
        draft.loopTo(Dim.OY, positions * columns / draft.reach(Dim.OX) * draft.reach(Dim.OY));
        draft.loopTo(Dim.K, channels * draft.reach(Dim.K));
        draft.loopTo(Dim.C, unrolled * draft.reach(Dim.C));
    }
}
