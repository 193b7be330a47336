package bitwright.mapper.search;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.VectorProcessor;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The schedules that the mapper considers on a vector processor: what lies on the lanes, how many
/// outputs are blocked in registers, what the threads share, the on-chip tile.
///
/// @param alone whether a single thread works, so that a tile is no larger than it has to be
record VectorSpace(
        LoopNest nest,
        Accelerator accelerator,
        VectorProcessor processor,
        Instruction instruction,
        boolean alone)
        implements Space {
    private static final int MOST_SIZES = 4;
    private static final List<Dim> THREADED = List.of(Dim.K, Dim.OY, Dim.OX, Dim.G, Dim.B);
    private static final int[] REGISTER_BLOCKS = {8, 4, 2, 1};

    @Override
    public int mostSizes() {
        return MOST_SIZES;
    }

    @Override
    public void shapes(Consumer<Shape> visitor) {
        for (Dim lanes : laneDims()) {
            for (int block : REGISTER_BLOCKS) {
                if (block > nest.outputWidth()) {
                    continue;
                }
                for (Dim threaded : alone ? THREADED.subList(0, 1) : THREADED) {
                    if (nest.extent(threaded) > 1 || threaded == Dim.K) {
                        Map<Dim, Integer> bases =
                                Map.of(lanes, instruction.n(), Dim.C, instruction.k());
                        visitor.accept(
                                new Shape(bases, sizes -> tile(lanes, block, threaded, sizes)));
                    }
                }
            }
        }
    }

    /// Dimensions that the columns of the instruction's tile may hold: output channels, and any
    /// output dimension where the lanes are independent.
    private List<Dim> laneDims() {
        List<Dim> dims = new ArrayList<>(List.of(Dim.K));
        if (instruction.m() == 1 && instruction.k() == 1) {
            dims.addAll(List.of(Dim.OX, Dim.G));
        }
        return dims;
    }

    private Draft tile(Dim lanes, int block, Dim threaded, Map<Dim, Integer> sizes) {
        int threads = alone ? 1 : processor.threads();
        Draft draft = new Draft(nest, instruction.name());
        draft.spreadAll(List.of(Dim.C, Dim.FX, Dim.FY), instruction.k(), "k");
        draft.spreadAll(List.of(lanes), instruction.n(), "n");
        if (instruction.m() > 1) {
            draft.spreadAll(List.of(Dim.OX, Dim.OY, Dim.B), instruction.m(), "m");
        }
        boolean registers = accelerator.memories().size() > 2;
        String register = accelerator.memories().getLast().name();
        draft.loopTo(Dim.OX, block * draft.reach(Dim.OX));
        if (registers) {
            draft.keep(Operand.WEIGHT, register);
            draft.keep(Operand.INPUT, register);
        }
        draft.loopsTo(List.of(Dim.C, Dim.FX, Dim.FY), sizes);
        if (registers) {
            draft.keep(Operand.OUTPUT, register);
        }
        for (Dim dim : List.of(Dim.K, Dim.OX, Dim.OY, Dim.G, Dim.B)) {
            int share = dim == threaded ? threads : 1;
            draft.loopTo(dim, Math.ceilDiv(sizes.getOrDefault(dim, 1), share));
        }
        draft.spreadAll(List.of(threaded), threads, "threads");
        draft.loopsTo(List.of(Dim.C, Dim.K, Dim.OX, Dim.OY, Dim.G, Dim.B), sizes);
        if (accelerator.memories().size() > 1) {
            draft.keepAll(accelerator.memories().get(1).name());
        }
        return draft;
    }
}
