package bitwright.mapper.interpreter;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// One run of a schedule: walks the steps, keeps the buffers, counts what moves.
///
/// It trusts no check of the schedule: what is touched must be resident on chip, what is fetched
/// must lie in the tile around it, levels have the room and the copies that the machine gives them,
/// and no sum is lost. Tests plant faults by other reuses and by overriding.
class Run {
    /// Says which loop makes an operand's tile at a keep move: the innermost such loop in time, or
    /// -1.
    @FunctionalInterface
    interface Reuse {
        int innermostIndexing(Loops loops, Operand operand, int position);
    }

    private static final int DIMS = Dim.values().length;

    private final LoopNest nest;
    private final Loops loops;
    private final int lastKeep;
    private final long[] start = new long[DIMS];
    private final long[] digit;
    private final Residence[] innermost = new Residence[3];
    private final Residence[][] kept;
    private final int[] reusedFrom;
    private final Occupancy occupancy;
    private final boolean onChip;
    private final List<MemoryLevel> memories;
    private final int[] sourcePosition;
    private final int[] levelOf;
    private final Map<String, Long> moved = new TreeMap<>();
    private final String[] sourceLevel;
    private final int[] output;
    private final TileKernel kernel;
    private int instance;

    Run(
            Schedule schedule,
            LoopNest nest,
            Precision precision,
            Accelerator accelerator,
            int[] input,
            int[] weights,
            Reuse reuse) {
        this.nest = nest;
        Resolution resolution = Resolution.of(schedule, precision, accelerator);
        memories = accelerator.memories();
        occupancy = new Occupancy(accelerator, resolution.unit(), precision);
        onChip = memories.size() > 1;
        loops = resolution.loops();
        String outermost = accelerator.memories().getFirst().name();
        digit = new long[loops.positions()];
        kept = new Residence[loops.positions()][];
        reusedFrom = new int[loops.positions()];
        sourceLevel = new String[loops.positions()];
        levelOf = new int[loops.positions()];
        sourcePosition = new int[loops.positions()];
        int[] outside = {-1, -1, -1};
        output = new int[Math.toIntExact(nest.elements(Operand.OUTPUT))];
        int last = -1;
        String[] level = {outermost, outermost, outermost};
        long instances = 1;
        for (int position = 0; position < loops.positions(); position++) {
            if (loops.step(position) instanceof Step.Spread spread) {
                instances = Math.multiplyExact(instances, spread.extent());
            }
            if (loops.step(position) instanceof Step.Keep keep) {
                last = position;
                int operand = keep.operand().ordinal();
                kept[position] = new Residence[Math.toIntExact(instances)];
                reusedFrom[position] = reuse.innermostIndexing(loops, keep.operand(), position);
                sourceLevel[position] = level[operand];
                level[operand] = keep.level();
                sourcePosition[position] = outside[operand];
                outside[operand] = position;
                levelOf[position] = occupancy.level(keep.level());
            }
        }
        lastKeep = last;
        innermost[0] = Residence.whole(Operand.INPUT, Box.whole(Operand.INPUT, nest), input);
        innermost[1] = Residence.whole(Operand.WEIGHT, Box.whole(Operand.WEIGHT, nest), weights);
        innermost[2] = Residence.whole(Operand.OUTPUT, Box.whole(Operand.OUTPUT, nest), output);
        kernel = new TileKernel(nest, loops, lastKeep + 1);
    }

    Execution execute() {
        walk(0);
        for (Residence residence : outputsInnermostFirst()) {
            flush(residence);
        }
        for (Residence residence : outputsInnermostFirst()) {
            if (residence.changed) {
                throw new ScheduleFault("an output tile was never written back");
            }
        }
        return new Execution(output, moved, kernel.multiplyAccumulates());
    }

    private void walk(int position) {
        if (position > lastKeep) {
            for (Residence residence : innermost) {
                if (onChip && residence.parent == null) {
                    throw new ScheduleFault(
                            residence.operand.label() + " is touched but is not resident on chip");
                }
            }
            kernel.run(start, innermost);
            innermost[2].changed = onChip;
            return;
        }
        switch (loops.step(position)) {
            case Step.Keep keep -> {
                Residence outer = innermost[keep.operand().ordinal()];
                Residence residence = resident(keep.operand(), position, outer);
                innermost[keep.operand().ordinal()] = residence;
                occupancy.enter(levelOf[position], residence);
                walk(position + 1);
                occupancy.leave(levelOf[position], keep.operand());
                innermost[keep.operand().ordinal()] = outer;
            }
            case Step.For loop -> iterate(loop.dim(), loop.extent(), position, false);
            case Step.Spread loop -> iterate(loop.dim(), loop.extent(), position, true);
            case Step.Issue issue ->
                    throw new IllegalStateException("the issue lies inside all keeps");
        }
    }

    private void iterate(Dim dim, int extent, int position, boolean space) {
        long step = loops.reach(dim, position + 1);
        int outerInstance = instance;
        long outerStart = start[dim.ordinal()];
        for (int trip = 0; trip < extent && start[dim.ordinal()] < nest.extent(dim); trip++) {
            digit[position] = trip;
            instance = space ? outerInstance * extent + trip : outerInstance;
            walk(position + 1);
            start[dim.ordinal()] += step;
        }
        start[dim.ordinal()] = outerStart;
        digit[position] = 0;
        instance = outerInstance;
    }

    /// The operand's residence at a keep, filled with the present tile.
    private Residence resident(Operand operand, int position, Residence outer) {
        Residence residence = kept[position][instance];
        if (residence == null) {
            occupancy.admit(
                    operand, levelOf[position], occupancy.level(sourceLevel[position]), instance);
            residence = new Residence(operand, outer, sourceLevel[position]);
            kept[position][instance] = residence;
        }
        long key = key(position, operand);
        if (residence.filled && residence.key == key) {
            return residence;
        }
        if (operand == Operand.OUTPUT && residence.filled) {
            flushInside(position);
            flush(residence);
        }
        if (residence.changed) {
            throw new ScheduleFault("an output tile is replaced before it was written back");
        }
        boolean slides = residence.filled && residence.key == key - 1 && slides(operand, position);
        Box before = slides ? residence.box.copy() : null;
        residence.box.set(operand, nest, loops, position, start);
        residence.reserve(key);
        residence.filled = true;
        long elements = residence.box.elements();
        boolean lanes = operand == Operand.OUTPUT && lanesAddUp(position);
        residence.addsUp = lanes;
        residence.firstLane = !lanes || firstLane(position);
        if (operand == Operand.OUTPUT && (lanes || !revisited(position))) {
            java.util.Arrays.fill(residence.values, 0, (int) elements, 0);
            if (!revisited(position) || !residence.firstLane) {
                return residence;
            }
        } else {
            residence.box.exchange(
                    residence.values, outer.box, outer.values, Box.Exchange.FETCH, operand);
        }
        count(
                sourceLevel[position] + "/" + operand.label() + "/read",
                before == null ? elements : elements - residence.box.overlap(before));
        return residence;
    }

    /// Whether a level keeps what consecutive windows have in common; where the tile that they come
    /// from is exchanged, windows are fetched whole.
    private boolean slides(Operand operand, int position) {
        int sliding = reusedFrom[position];
        if (operand != Operand.INPUT
                || sliding <= sourcePosition[position]
                || digit[sliding] == 0
                || !memories.get(levelOf[position]).filling().slidingWindows()) {
            return false;
        }
        int dim = loops.dim(sliding);
        for (int at = sliding + 1; at < position; at++) {
            boolean alike =
                    isRow(dim) && isRow(loops.dim(at)) || isColumn(dim) && isColumn(loops.dim(at));
            if (loops.isSpace(at) && loops.extent(at) > 1 && alike) {
                return false;
            }
        }
        return isRow(dim) || isColumn(dim);
    }

    private static boolean isRow(int dim) {
        return dim == Dim.OY.ordinal() || dim == Dim.FY.ordinal();
    }

    private static boolean isColumn(int dim) {
        return dim == Dim.OX.ordinal() || dim == Dim.FX.ordinal();
    }

    /// Whether several instances inside one source hold sums of the same outputs.
    private boolean lanesAddUp(int position) {
        return lanes(position).findAny().isPresent();
    }

    /// Whether this is the instance that reads back and is counted for all that add up with it.
    private boolean firstLane(int position) {
        return lanes(position).allMatch(at -> digit[at] == 0);
    }

    private IntStream lanes(int position) {
        return IntStream.range(sourcePosition[position] + 1, position)
                .filter(at ->
                        loops.isSpace(at)
                                && loops.extent(at) > 1
                                && Dim.values()[loops.dim(at)].isReduction());
    }

    /// Which visit this is: the digits of the loops in time that make the tile move, as one number.
    private long key(int position, Operand operand) {
        long key = 0;
        int limit = reusedFrom[position];
        for (int at = 0; at <= limit; at++) {
            if (loops.step(at) instanceof Step.For loop) {
                key = key * loop.extent() + digit[at];
            }
        }
        return key;
    }

    /// Whether partial sums of the present output tile exist already.
    boolean revisited(int position) {
        for (int at = 0; at < reusedFrom[position]; at++) {
            if (loops.step(at) instanceof Step.For loop
                    && loop.dim().isReduction()
                    && digit[at] > 0) {
                return true;
            }
        }
        return false;
    }

    /// Writes back everything that resides inside a keep, the innermost first.
    private void flushInside(int position) {
        Residence outer = kept[position][instance];
        for (Residence residence : outputsInnermostFirst()) {
            for (Residence at = residence.parent; at != null; at = at.parent) {
                if (at == outer) {
                    flush(residence);
                }
            }
        }
    }

    private List<Residence> outputsInnermostFirst() {
        List<Residence> residences = new ArrayList<>();
        for (int position = loops.positions() - 1; position >= 0; position--) {
            if (loops.step(position) instanceof Step.Keep keep
                    && keep.operand() == Operand.OUTPUT) {
                for (Residence residence : kept[position]) {
                    if (residence != null) {
                        residences.add(residence);
                    }
                }
            }
        }
        return residences;
    }

    private void flush(Residence residence) {
        Residence parent = residence.parent;
        if (!residence.filled || parent == null) {
            return;
        }
        writeBack(residence, parent);
        residence.filled = false;
        if (residence.firstLane) {
            count(residence.sourceLevel + "/output/write", residence.box.elements());
        }
    }

    void writeBack(Residence residence, Residence parent) {
        residence.box.exchange(
                residence.values,
                parent.box,
                parent.values,
                residence.addsUp ? Box.Exchange.ADD : Box.Exchange.WRITE_BACK,
                Operand.OUTPUT);
        residence.changed = false;
        parent.changed = parent.parent != null;
    }

    /// The most bits that one instance of a level held.
    long peakBits(String level) {
        return occupancy.peakBits(level);
    }

    private void count(String boundary, long elements) {
        if (elements > 0) {
            moved.merge(boundary, elements, Math::addExact);
        }
    }
}
