package bitwright.mapper.search;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.KernelTile;
import bitwright.arch.machine.TensorProcessor;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The schedules that the mapper considers on a tensor processor: the machine's thread blocks, how
/// a wave of them lies over positions, output channels and parts of the reduction, and what the
/// second-level cache keeps.
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
    /// What the second-level cache keeps while a wave of thread blocks runs.
    private enum Cached {
        /// Weights and inputs of the whole layer.
        LAYER,
        /// Weights and inputs of one wave.
        WAVE,
        /// What several thread blocks of a wave need at the same time.
        NOTHING
    }

    /// Orders in which positions fill a thread block, the first innermost.
    private static final List<List<Dim>> POSITIONS =
            List.of(List.of(Dim.OX, Dim.OY, Dim.B), List.of(Dim.B, Dim.OX, Dim.OY));

    private static final List<Dim> LOOPS = List.of(Dim.K, Dim.OX, Dim.OY, Dim.B, Dim.G);

    private static final KernelTile LEAST = new KernelTile(1, 1, 1);

    @Override
    public int mostSizes() {
        return 1;
    }

    @Override
    public boolean choosesSizes() {
        return true;
    }

    @Override
    public void shapes(Consumer<Shape> visitor) {
        boolean batches = nest.batch() > 1 && nest.outputWidth() > 1;
        for (KernelTile tile : alone ? List.of(LEAST) : processor.tiles()) {
            if (!alone && tooLarge(tile)) {
                continue;
            }
            for (List<Dim> positions : POSITIONS.subList(0, batches ? 2 : 1)) {
                Draft block = block(tile, positions);
                for (int split : alone ? List.of(1) : processor.splits()) {
                    Waves.best(nest, block, places(), split)
                            .forEach(wave -> waves(visitor, tile, positions, wave));
                }
            }
        }
    }

    private void waves(Consumer<Shape> visitor, KernelTile tile, List<Dim> positions, Waves wave) {
        for (Cached cached : Cached.values()) {
            if (cached == Cached.LAYER && accelerator.memories().size() < 2) {
                continue;
            }
            visitor.accept(new Shape(Map.of(), sizes -> schedule(tile, positions, wave, cached)));
        }
    }

    private int places() {
        return alone ? 1 : processor.multiprocessors();
    }

    /// A smaller one of the machine's tiles covers as much.
    private boolean tooLarge(KernelTile tile) {
        long positions = (long) nest.outputHeight() * nest.outputWidth() * nest.batch();
        return processor.tiles().stream()
                .anyMatch(other ->
                        other.m() == tile.m()
                                        && other.n() < tile.n()
                                        && other.n() >= nest.outputChannels()
                                || other.n() == tile.n()
                                        && other.m() < tile.m()
                                        && other.m() >= positions);
    }

    private Draft schedule(KernelTile tile, List<Dim> positions, Waves wave, Cached cached) {
        Draft draft = block(tile, positions);
        int levels = accelerator.memories().size();
        int split = wave.split();
        draft.loopTo(Dim.C, Math.ceilDiv((long) nest.extent(Dim.C), split));
        draft.loopRest(Dim.FX);
        draft.loopRest(Dim.FY);
        if (levels > 1) {
            draft.keep(Operand.OUTPUT, accelerator.memories().getLast().name());
        }
        wave.spread(draft);
        if (levels > 2 && cached == Cached.WAVE) {
            keepOperands(draft, accelerator.memories().get(1).name());
        }
        if (cached == Cached.LAYER) {
            for (Dim dim : LOOPS) {
                draft.loopRest(dim);
            }
            draft.loopRest(Dim.C);
            if (levels > 2) {
                keepOperands(draft, accelerator.memories().get(1).name());
            }
        }
        return draft;
    }

    /// One thread block up to one stage of shared memory.
    private Draft block(KernelTile tile, List<Dim> positions) {
        Draft draft = new Draft(nest, instruction.name());
        draft.spreadAll(List.of(Dim.C, Dim.FX, Dim.FY), instruction.k(), "k");
        draft.spreadAll(List.of(Dim.K), instruction.n(), "n");
        draft.spreadAll(positions, instruction.m(), "m");
        int subcores = alone ? 1 : processor.subcores();
        int acrossColumns = Math.min(subcores, Math.max(1, tile.n() / instruction.n()));
        loops(draft, positions, tile.m() / Math.max(1, subcores / acrossColumns));
        draft.loopTo(Dim.K, tile.n() / acrossColumns);
        int taken = draft.spread(Dim.K, acrossColumns, "subcores");
        draft.spreadAll(positions, subcores / taken, "subcores");
        loops(draft, positions, tile.m());
        draft.loopTo(Dim.K, tile.n());
        int levels = accelerator.memories().size();
        if (levels > 3) {
            keepOperands(draft, accelerator.memories().getLast().name());
        }
        long deep = Math.max(instruction.k(), depth(tile));
        draft.loopTo(Dim.C, deep);
        draft.loopTo(Dim.FX, Math.max(1, deep / draft.reach(Dim.C)));
        draft.loopTo(Dim.FY, Math.max(1, deep / draft.reach(Dim.C) / draft.reach(Dim.FX)));
        if (levels > 2) {
            keepOperands(draft, accelerator.memories().get(levels > 3 ? 2 : levels - 1).name());
        } else if (levels > 1) {
            keepOperands(draft, accelerator.memories().getLast().name());
        }
        return draft;
    }

    /// Elements of the reduction in one stage.
    private int depth(KernelTile tile) {
        int widest =
                Math.max(
                        instruction.precision().weights().bits(),
                        instruction.precision().activations().bits());
        return tile.depthBits() / widest;
    }

    /// Covers so many positions, in this order.
    private static void loops(Draft draft, List<Dim> positions, int rows) {
        long left = rows;
        for (Dim dim : positions) {
            draft.loopTo(dim, Math.max(1, left));
            left /= draft.reach(dim);
        }
    }

    private static void keepOperands(Draft draft, String level) {
        draft.keep(Operand.WEIGHT, level);
        draft.keep(Operand.INPUT, level);
    }
}
