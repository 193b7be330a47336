package bitwright.mapper.search;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.VectorProcessor;
import bitwright.sim.cost.Evaluator;
import bitwright.sim.cost.QuickCost;
import bitwright.sim.cost.VectorFloor;
import bitwright.sim.schedule.Capacities;
import bitwright.sim.schedule.Resolution;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The schedules that the mapper considers on a vector processor: what lies on the lanes, how many
/// sums are blocked in registers, how far the reduction is unrolled, what the threads share, the
/// on-chip tile.
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

    /// Blocks that are tried beside the least, for one use of the lanes.
    private static final int MOST_BLOCKS = 2;

    private static final List<Dim> THREADED = List.of(Dim.K, Dim.OY, Dim.OX, Dim.G, Dim.B);

    /// A block and what the layer costs with it if everything lies on chip.
    private record Ranked(RegisterBlock block, QuickCost cost) {}

    @Override
    public int mostSizes() {
        return MOST_SIZES;
    }

    @Override
    public void shapes(Consumer<Shape> visitor) {
        for (List<Dim> lanes : lanes()) {
            List<Dim> threaded = threaded(lanes);
            for (RegisterBlock block : blocks(lanes, threaded.getFirst())) {
                for (Dim shared : threaded) {
                    Map<Dim, Integer> bases =
                            Map.of(lanes.getFirst(), instruction.n(), Dim.C, instruction.k());
                    Function<Map<Dim, Integer>, Draft> tile =
                            sizes -> tile(lanes, block, shared, sizes);
                    visitor.accept(
                            keepsInRegisters()
                                    ? new Shape(bases, tile, floor(tile)::cycles)
                                    : new Shape(bases, tile));
                }
            }
        }
    }

    private VectorTileFloor floor(Function<Map<Dim, Integer>, Draft> tile) {
        return new VectorTileFloor(
                nest, new VectorFloor(accelerator, processor, instruction), tile);
    }

    private boolean keepsInRegisters() {
        return accelerator.memories().size() > 2;
    }

    /// Dimensions that the columns of the instruction's tile may hold: output channels, and any
    /// output dimension where the lanes are independent.
    private List<List<Dim>> lanes() {
        List<List<Dim>> lanes = new ArrayList<>();
        lanes.add(List.of(Dim.K));
        if (instruction.hasIndependentLanes()) {
            if (nest.outputWidth() > 1) {
                lanes.add(List.of(Dim.OX, Dim.OY));
            }
            if (nest.groups() > 1) {
                lanes.add(List.of(Dim.G, Dim.OX));
            }
        }
        return lanes;
    }

    /// Dimensions that the threads may share: those with something left, at least one.
    private List<Dim> threaded(List<Dim> lanes) {
        if (alone || processor.threads() == 1) {
            return THREADED.subList(0, 1);
        }
        List<Dim> dims =
                new ArrayList<>(
                        THREADED.stream()
                                .filter(dim ->
                                        nest.extent(dim)
                                                > (dim == lanes.getFirst() ? instruction.n() : 1))
                                .toList());
        return dims.isEmpty() ? THREADED.subList(0, 1) : dims;
    }

    /// The least block and the best of those that fit the registers.
    private List<RegisterBlock> blocks(List<Dim> lanes, Dim threaded) {
        Map<Dim, Integer> whole = new EnumMap<>(Dim.class);
        for (Dim dim : Dim.values()) {
            whole.put(dim, nest.extent(dim));
        }
        int register = accelerator.memories().size() - 1;
        MemoryLevel registers = accelerator.memories().get(register);
        List<Ranked> ranked = new ArrayList<>();
        @Nullable Evaluator evaluator = null;
        for (RegisterBlock block : RegisterBlock.all(nest, instruction)) {
            Resolution schedule =
                    Resolution.of(
                            OuterLoops.any(tile(lanes, block, threaded, whole))
                                    .schedule(processor.name()),
                            instruction.precision(),
                            accelerator);
            boolean fits =
                    register < 2
                            || Capacities.residentBits(
                                            schedule, nest, instruction.precision(), register)
                                    <= registers.capacityBits();
            if (fits && !block.equals(RegisterBlock.LEAST)) {
                if (evaluator == null) {
                    evaluator = new Evaluator(nest, instruction.precision(), accelerator, schedule);
                } else {
                    evaluator.evaluate(schedule);
                }
                ranked.add(
                        new Ranked(
                                block,
                                new QuickCost(
                                        evaluator.boundCycles(), evaluator.boundPicojoules())));
            }
        }
        ranked.sort(Comparator.comparing(Ranked::cost));
        List<RegisterBlock> blocks = new ArrayList<>();
        for (Ranked best : ranked.subList(0, Math.min(MOST_BLOCKS, ranked.size()))) {
            blocks.add(best.block());
        }
        blocks.add(RegisterBlock.LEAST);
        return blocks;
    }

    private Draft tile(
            List<Dim> lanes, RegisterBlock block, Dim threaded, Map<Dim, Integer> sizes) {
        int threads = alone ? 1 : processor.threads();
        Draft draft = new Draft(nest, instruction.name());
        draft.spreadAll(List.of(Dim.C, Dim.FX, Dim.FY), instruction.k(), "k");
        draft.spreadAll(lanes, instruction.n(), "n");
        if (instruction.m() > 1) {
            draft.spreadAll(List.of(Dim.OX, Dim.OY, Dim.B), instruction.m(), "m");
        }
        boolean registers = keepsInRegisters();
        String register = accelerator.memories().getLast().name();
        block.loops(draft);
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
