package bitwright.mapper.search;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.TensorProcessor;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The schedules that the mapper considers on a tensor processor: thread-block tile, depth of a
/// shared-memory stage, how blocks are dealt to multiprocessors, the tile of the second-level
/// cache.
///
/// @param alone whether a single sub-core of a single multiprocessor works, in stages of one issue,
///   so that a tile is no larger than it has to be
record TensorSpace(
        LoopNest nest,
        Accelerator accelerator,
        TensorProcessor processor,
        Instruction instruction,
        boolean alone)
        implements Space {
    private static final int MOST_SIZES = 3;
    private static final int[] BLOCKS = {128, 64, 32, 16, 8};
    private static final List<List<Dim>> DEALS =
            List.of(
                    List.of(Dim.K, Dim.OY, Dim.OX, Dim.B, Dim.G),
                    List.of(Dim.B, Dim.OY, Dim.OX, Dim.K, Dim.G),
                    List.of(Dim.G, Dim.OX, Dim.OY, Dim.B, Dim.K));

    @Override
    public int mostSizes() {
        return MOST_SIZES;
    }

    @Override
    public void shapes(Consumer<Shape> visitor) {
        for (int rows : BLOCKS) {
            for (int columns : BLOCKS) {
                boolean tooTall =
                        rows > BLOCKS[BLOCKS.length - 1]
                                && rows / 2
                                        >= (long) nest.outputHeight()
                                                * nest.outputWidth()
                                                * nest.batch();
                boolean tooWide =
                        columns > BLOCKS[BLOCKS.length - 1] && columns / 2 >= nest.outputChannels();
                if (tooTall || tooWide) {
                    continue;
                }
                for (List<Dim> deal : nest.groups() > 1 ? DEALS : DEALS.subList(0, 2)) {
                    Map<Dim, Integer> bases = Map.of(Dim.K, columns, Dim.C, instruction.k());
                    visitor.accept(new Shape(bases, sizes -> tile(rows, columns, deal, sizes)));
                }
            }
        }
    }

    private Draft tile(int rows, int columns, List<Dim> deal, Map<Dim, Integer> sizes) {
        Draft draft = new Draft(nest, instruction.name());
        draft.spreadAll(List.of(Dim.C, Dim.FX, Dim.FY), instruction.k(), "k");
        draft.spreadAll(List.of(Dim.K), instruction.n(), "n");
        draft.spreadAll(List.of(Dim.OX, Dim.OY, Dim.B), instruction.m(), "m");
        int subcores = alone ? 1 : processor.subcores();
        int multiprocessors = alone ? 1 : processor.multiprocessors();
        int acrossColumns = Math.min(subcores, Math.max(1, columns / instruction.n()));
        blockLoops(draft, rows / Math.max(1, subcores / acrossColumns), columns / acrossColumns);
        int taken = draft.spread(Dim.K, acrossColumns, "subcores");
        draft.spreadAll(List.of(Dim.OX, Dim.OY, Dim.B), subcores / taken, "subcores");
        blockLoops(draft, rows, columns);
        int levels = accelerator.memories().size();
        if (levels > 2) {
            keepOperands(draft, accelerator.memories().getLast().name());
        }
        draft.loopTo(Dim.C, (alone ? 1L : 2L) * instruction.k());
        if (levels > 3) {
            keepOperands(draft, accelerator.memories().get(2).name());
        }
        draft.loopsTo(List.of(Dim.C, Dim.FX, Dim.FY), sizes);
        if (levels > 2) {
            draft.keep(Operand.OUTPUT, accelerator.memories().getLast().name());
        }
        Draft dealt = draft.copy();
        dealt.spreadAll(deal, multiprocessors, "multiprocessors");
        for (Dim dim : deal) {
            long shares = dealt.reach(dim) / draft.reach(dim);
            draft.loopTo(dim, Math.ceilDiv(sizes.getOrDefault(dim, 1), shares));
        }
        draft.spreadAll(deal, multiprocessors, "multiprocessors");
        draft.loopsTo(List.of(Dim.C, Dim.K, Dim.OX, Dim.OY, Dim.G, Dim.B), sizes);
        if (levels > 1) {
            draft.keepAll(accelerator.memories().get(1).name());
        }
        return draft;
    }

    /// Covers `rows` output positions and `columns` output channels.
    private void blockLoops(Draft draft, int rows, int columns) {
        long width = Math.min(rows, nest.outputWidth());
        draft.loopTo(Dim.OX, width);
        draft.loopTo(Dim.OY, Math.max(1, rows / draft.reach(Dim.OX)));
        draft.loopTo(Dim.B, Math.max(1, rows / (draft.reach(Dim.OX) * draft.reach(Dim.OY))));
        draft.loopTo(Dim.K, columns);
    }

    private static void keepOperands(Draft draft, String level) {
        draft.keep(Operand.WEIGHT, level);
        draft.keep(Operand.INPUT, level);
    }
}
