package bitwright.sim.schedule;

import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.ParallelAxis;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.machine.TensorProcessor;
import bitwright.arch.machine.VectorProcessor;
import bitwright.workload.Dim;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What lies side by side: spreads stay within their axes and name dimensions that may lie there.
final class Lanes {
    private static final Dim[] DIMS = Dim.values();
    private static final Set<Dim> POSITIONS = unmodifiable(Dim.B, Dim.OY, Dim.OX);
    private static final Set<Dim> CHANNELS = unmodifiable(Dim.K);
    private static final Set<Dim> INDEPENDENT = unmodifiable(Dim.K, Dim.B, Dim.OY, Dim.OX, Dim.G);
    private static final Set<Dim> DEPTH = unmodifiable(Dim.C, Dim.FY, Dim.FX);
    private static final Set<Dim> ALL = Collections.unmodifiableSet(EnumSet.allOf(Dim.class));

    private Lanes() {}

    private static Set<Dim> unmodifiable(Dim first, Dim... others) {
        return Collections.unmodifiableSet(EnumSet.of(first, others));
    }

    static void check(Resolution schedule, List<String> problems) {
        Loops loops = schedule.loops();
        for (int position = 0; position < loops.positions(); position++) {
            if (loops.isSpace(position)
                    && !allowed(schedule, schedule.axis(position))
                            .contains(DIMS[loops.dim(position)])) {
                problems.add(
                        "dimension "
                                + DIMS[loops.dim(position)].label()
                                + " may not be spread over '"
                                + name(schedule, schedule.axis(position))
                                + "'.");
            }
        }
        for (int axis = Resolution.TILE_K; axis < schedule.unit().axes().size(); axis++) {
            long used = used(schedule, axis);
            if (axis != Resolution.NONE && used > size(schedule, axis)) {
                problems.add(
                        "spreads over '"
                                + name(schedule, axis)
                                + "' need "
                                + used
                                + " places where there are "
                                + size(schedule, axis)
                                + ".");
            }
        }
    }

    /// Places of an axis that a schedule takes.
    ///
    /// @throws ArithmeticException beyond 64 bits
    static long used(Resolution schedule, int axis) {
        Loops loops = schedule.loops();
        long used = 1;
        for (int position = 0; position < loops.positions(); position++) {
            if (loops.isSpace(position) && schedule.axis(position) == axis) {
                used = Math.multiplyExact(used, (long) loops.extent(position));
            }
        }
        return used;
    }

    /// Places of an axis.
    static long size(Resolution schedule, int axis) {
        Instruction instruction = schedule.instruction();
        return switch (axis) {
            case Resolution.TILE_M -> instruction.m();
            case Resolution.TILE_N -> instruction.n();
            case Resolution.TILE_K -> instruction.k();
            default -> schedule.unit().axes().get(axis).size();
        };
    }

    private static String name(Resolution schedule, int axis) {
        List<ParallelAxis> axes = schedule.unit().axes();
        return switch (axis) {
            case Resolution.TILE_M -> "m";
            case Resolution.TILE_N -> "n";
            case Resolution.TILE_K -> "k";
            default -> axes.get(axis).name();
        };
    }

    private static Set<Dim> allowed(Resolution schedule, int axis) {
        Instruction instruction = schedule.instruction();
        boolean independent = instruction.hasIndependentLanes();
        return switch (axis) {
            case Resolution.TILE_M -> POSITIONS;
            case Resolution.TILE_N -> independent ? INDEPENDENT : CHANNELS;
            case Resolution.TILE_K -> DEPTH;
            default ->
                    switch (schedule.unit()) {
                        case SpatialArray _ -> ALL;
                        case TensorProcessor _ -> axis == 0 ? ALL : INDEPENDENT;
                        case VectorProcessor _ -> INDEPENDENT;
                    };
        };
    }
}
