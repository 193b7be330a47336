package bitwright.mapper.interpreter;

import bitwright.arch.machine.Filling;
import bitwright.arch.machine.MemoryLevel;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.List;

/// What windows of inputs have in common and is not fetched twice: in time where a level keeps it,
/// among instances where a network sends it to all.
final class InputWindows {
    private final LoopNest nest;
    private final List<MemoryLevel> memories;
    private final RunLayout layout;

    InputWindows(LoopNest nest, List<MemoryLevel> memories, RunLayout layout) {
        this.nest = nest;
        this.memories = memories;
        this.layout = layout;
    }

    /// Elements that an instance receives with its new tile.
    ///
    /// @param next whether the tile follows on the one before
    long entering(Residence residence, boolean next, long[] start, long[] digit) {
        int position = residence.position;
        if (residence.operand != Operand.INPUT || !keepsInCommon(position)) {
            return residence.box.elements();
        }
        Windows alone = residence.alone;
        if (alone == null) {
            alone = windows(position, false);
            residence.alone = alone;
        }
        return alone.elements(residence.box, start, next ? sliding(position, digit) : -1);
    }

    /// Elements that leave the source for an instance that is first of those with the same tile.
    ///
    /// @param entering what it receives itself
    long leaving(Residence residence, long entering, boolean next, long[] start, long[] digit) {
        int position = residence.position;
        if (residence.operand != Operand.INPUT || !filling(position).sharedWindows()) {
            return entering;
        }
        Windows together = residence.together;
        if (together == null) {
            together = windows(position, true);
            residence.together = together;
        }
        return together.first(digit)
                ? together.elements(residence.box, start, next ? sliding(position, digit) : -1)
                : 0;
    }

    private Windows windows(int position, boolean together) {
        return new Windows(nest, layout.loops, layout.sourcePosition[position], position, together);
    }

    /// The loop that alone moved on, if the level keeps what windows have in common; -1 if not.
    /// Where the tile that they come from is exchanged, they are fetched whole.
    private int sliding(int position, long[] digit) {
        int moved = layout.movedBy[position];
        return moved > layout.sourcePosition[position]
                        && digit[moved] > 0
                        && filling(position).slidingWindows()
                ? moved
                : -1;
    }

    private boolean keepsInCommon(int position) {
        return filling(position).slidingWindows() || filling(position).sharedWindows();
    }

    private Filling filling(int position) {
        return memories.get(layout.level[position]).filling();
    }
}
