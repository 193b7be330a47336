package bitwright.sim.schedule;

import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;

/// What a legal schedule does in vain.
public final class ScheduleRemarks {
    private static final Dim[] DIMS = Dim.values();

    private ScheduleRemarks() {}

    /// Trips that cover nothing and lanes left idle that would make a loop outside shorter, a line
    /// each.
    public static List<String> of(Resolution schedule, LoopNest nest) {
        List<String> remarks = new ArrayList<>();
        trips(schedule.loops(), nest, remarks);
        idleLanes(schedule, nest, remarks);
        return remarks;
    }

    /// The outermost loop of a dimension makes no trip in vain.
    private static void trips(Loops loops, LoopNest nest, List<String> remarks) {
        for (Dim dim : DIMS) {
            for (int position = 0; position < loops.positions(); position++) {
                if (loops.dim(position) == dim.ordinal() && loops.extent(position) > 1) {
                    long needed = Math.ceilDiv(nest.extent(dim), loops.reach(dim, position + 1));
                    if (loops.extent(position) > needed) {
                        remarks.add(
                                "step '"
                                        + ScheduleText.line(loops.step(position))
                                        + "' makes "
                                        + loops.extent(position)
                                        + " trips where "
                                        + needed
                                        + " cover the layer.");
                    }
                    break;
                }
            }
        }
    }

    private static void idleLanes(Resolution schedule, LoopNest nest, List<String> remarks) {
        Loops loops = schedule.loops();
        long[] outside = new long[DIMS.length];
        java.util.Arrays.fill(outside, 1);
        boolean[] loopsOutside = new boolean[DIMS.length];
        for (int position = 0; position < loops.positions(); position++) {
            int dim = loops.dim(position);
            if (dim < 0) {
                continue;
            }
            if (loops.isSpace(position)) {
                int axis = schedule.axis(position);
                int extent = loops.extent(position);
                long places = Lanes.size(schedule, axis) / (Lanes.used(schedule, axis) / extent);
                long indices = nest.extent(DIMS[dim]);
                long inside = loops.reach(dim, position + 1) * outside[dim];
                boolean fewerTrips =
                        Math.ceilDiv(indices, inside * Math.max(extent, places))
                                < Math.ceilDiv(indices, inside * extent);
                if (loopsOutside[dim] && fewerTrips) {
                    remarks.add(
                            "step '"
                                    + ScheduleText.line(loops.step(position))
                                    + "' leaves lanes idle that a loop outside could fill.");
                }
                outside[dim] *= extent;
            }
            loopsOutside[dim] |= loops.extent(position) > 1;
        }
    }
}
