package bitwright.mapper.search;

import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.Role;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A schedule in the making, written from the inside outwards: each loop that is added covers what
/// the loops inside it leave of its dimension.
final class Draft {
    private final LoopNest nest;
    private final long[] reach = new long[Dim.values().length];
    private final List<Step> inwards = new ArrayList<>();

    Draft(LoopNest nest, String instruction) {
        this.nest = nest;
        java.util.Arrays.fill(reach, 1);
        inwards.add(new Step.Issue(instruction));
    }

    private Draft(Draft other) {
        nest = other.nest;
        System.arraycopy(other.reach, 0, reach, 0, reach.length);
        inwards.addAll(other.inwards);
    }

    /// A copy that goes its own way.
    Draft copy() {
        return new Draft(this);
    }

    /// What the loops so far cover of a dimension.
    long reach(Dim dim) {
        return reach[dim.ordinal()];
    }

    /// Whether the loops so far leave something of a dimension.
    boolean hasRest(Dim dim) {
        return reach(dim) < nest.extent(dim);
    }

    /// What the loops so far cover of every dimension, by ordinal.
    long[] reaches() {
        return reach.clone();
    }

    /// Trips of a dimension's loops in time that have so many keeps inside.
    long trips(Dim dim, int keeps) {
        long trips = 1;
        int inside = 0;
        for (Step step : inwards) {
            if (step instanceof Step.Keep) {
                inside++;
            } else if (inside == keeps && step instanceof Step.For loop && loop.dim() == dim) {
                trips *= loop.extent();
            }
        }
        return trips;
    }

    /// Adds a spread of at most `places`, as many as the dimension still needs; returns how many
    /// were taken.
    int spread(Dim dim, int places, String axis) {
        int extent = (int) Math.min(places, Math.ceilDiv((long) nest.extent(dim), reach(dim)));
        if (extent > 1) {
            inwards.add(new Step.Spread(dim, extent, axis));
            reach[dim.ordinal()] *= extent;
        }
        return Math.max(1, extent);
    }

    /// Adds a loop in time so that the dimension is covered up to `size`.
    void loopTo(Dim dim, long size) {
        long target = Math.min(size, nest.extent(dim));
        long extent = Math.ceilDiv(target, reach(dim));
        if (extent > 1) {
            inwards.add(new Step.For(dim, (int) extent));
            reach[dim.ordinal()] *= extent;
        }
    }

    /// Adds loops in time that cover the dimensions up to their sizes, the first innermost.
    void loopsTo(List<Dim> dims, Map<Dim, Integer> sizes) {
        for (Dim dim : dims) {
            loopTo(dim, sizes.getOrDefault(dim, 1));
        }
    }

    /// Spreads dimensions over the places of an axis, the first innermost, until no place is free.
    void spreadAll(List<Dim> dims, int places, String axis) {
        int free = places;
        for (Dim dim : dims) {
            free /= spread(dim, free, axis);
        }
    }

    /// Adds a loop in time that covers the rest of the dimension.
    void loopRest(Dim dim) {
        loopTo(dim, nest.extent(dim));
    }

    /// From here inwards the operand resides in the level.
    void keep(Operand operand, String level) {
        inwards.add(new Step.Keep(operand, level));
    }

    /// All three operands reside in the level.
    void keepAll(String level) {
        keep(Operand.OUTPUT, level);
        keep(Operand.WEIGHT, level);
        keep(Operand.INPUT, level);
    }

    /// Each operand resides in the outermost level on chip that all share and that holds it.
    void keepHeld(List<MemoryLevel> memories) {
        for (Operand operand : new Operand[] {Operand.OUTPUT, Operand.WEIGHT, Operand.INPUT}) {
            for (MemoryLevel memory : memories.subList(1, memories.size())) {
                if (memory.perAxes().isEmpty()
                        && memory.holds().contains(Role.values()[operand.ordinal()])) {
                    keep(operand, memory.name());
                    break;
                }
            }
        }
    }

    /// The finished schedule.
    Schedule schedule(String unit) {
        return new Schedule(unit, inwards.reversed());
    }
}
