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
import java.util.Arrays;
import java.util.List;

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
    private final RunLayout layout;
    private final List<MemoryLevel> memories;
    private final long[] start = new long[DIMS];
    private final long[] digit;
    private final Residence[] innermost = new Residence[3];
    private final Residence[][] kept;
    private final Occupancy occupancy;
    private final boolean onChip;
    private final AccessCounts counts;
    private final UnitAccesses unitAccesses;
    private final InputWindows windows;
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
        layout = new RunLayout(resolution, reuse);
        digit = new long[loops.positions()];
        kept = new Residence[loops.positions()][];
        for (int position = 0; position <= layout.lastKeep; position++) {
            if (loops.step(position) instanceof Step.Keep) {
                kept[position] = new Residence[layout.instances[position]];
            }
        }
        output = new int[Math.toIntExact(nest.elements(Operand.OUTPUT))];
        innermost[0] = Residence.whole(Operand.INPUT, Box.whole(Operand.INPUT, nest), input);
        innermost[1] = Residence.whole(Operand.WEIGHT, Box.whole(Operand.WEIGHT, nest), weights);
        innermost[2] = Residence.whole(Operand.OUTPUT, Box.whole(Operand.OUTPUT, nest), output);
        counts = new AccessCounts(memories.size());
        windows = new InputWindows(nest, memories, layout);
        unitAccesses = new UnitAccesses(resolution, layout.innermostPosition);
        kernel = new TileKernel(nest, loops, layout.lastKeep + 1, unitAccesses);
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
        unitAccesses.addTo(counts, layout.innermostLevel);
        return new Execution(output, counts.byName(memories), kernel.multiplyAccumulates());
    }

    private void walk(int position) {
        if (position > layout.lastKeep) {
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
                occupancy.enter(layout.level[position], residence);
                walk(position + 1);
                occupancy.leave(layout.level[position], keep.operand());
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
            if (trip == 1) {
                unitAccesses.laterTrips(position);
            }
            instance = space ? outerInstance * extent + trip : outerInstance;
            walk(position + 1);
            start[dim.ordinal()] += step;
        }
        if (digit[position] > 0) {
            unitAccesses.afterLaterTrips(position);
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
                    operand, layout.level[position], layout.sourceLevel[position], instance);
            residence = new Residence(operand, outer, position);
            kept[position][instance] = residence;
        }
        long key = layout.key(position, digit);
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
        if (operand == Operand.OUTPUT) {
            beginSums(residence, key, outer);
        } else {
            fetch(residence, key, outer);
        }
        return residence;
    }

    /// Takes up sums where they were left: one of the instances that sum the same outputs reads
    /// them back, all others begin with nothing.
    private void beginSums(Residence residence, long key, Residence outer) {
        int position = residence.position;
        residence.box.set(Operand.OUTPUT, nest, loops, position, start);
        residence.reserve(key);
        long elements = residence.box.elements();
        boolean lanes = layout.alike(position);
        residence.addsUp = lanes;
        residence.firstLane = !lanes || layout.firstOfAlike(position, digit);
        boolean again = revisited(position);
        if (lanes || !again) {
            Arrays.fill(residence.values, 0, (int) elements, 0);
        } else {
            residence.box.exchange(
                    residence.values, outer.box, outer.values, Box.Exchange.FETCH, Operand.OUTPUT);
        }
        if (again && residence.firstLane) {
            counts.add(layout.sourceLevel[position], Operand.OUTPUT, Access.READ, elements);
            counts.add(layout.level[position], Operand.OUTPUT, Access.FILL, elements);
        }
    }

    private void fetch(Residence residence, long key, Residence outer) {
        int position = residence.position;
        Operand operand = residence.operand;
        boolean next = operand == Operand.INPUT && residence.filled && residence.key == key - 1;
        residence.box.set(operand, nest, loops, position, start);
        residence.reserve(key);
        residence.box.exchange(
                residence.values, outer.box, outer.values, Box.Exchange.FETCH, operand);
        long entering = windows.entering(residence, next, start, digit);
        counts.add(layout.level[position], operand, Access.FILL, entering);
        if (layout.firstOfAlike(position, digit)) {
            counts.add(
                    layout.sourceLevel[position],
                    operand,
                    Access.READ,
                    windows.leaving(residence, entering, next, start, digit));
        }
    }

    /// Whether partial sums of the present output tile exist already.
    boolean revisited(int position) {
        return layout.revisited(position, digit);
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
        long elements = residence.box.elements();
        int position = residence.position;
        counts.add(layout.level[position], Operand.OUTPUT, Access.SEND, elements);
        if (residence.firstLane) {
            counts.add(layout.sourceLevel[position], Operand.OUTPUT, Access.WRITE, elements);
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
}
