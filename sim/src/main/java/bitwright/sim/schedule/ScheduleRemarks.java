package bitwright.sim.schedule;

import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;

/// What a legal schedule does in vain.
public final class ScheduleRemarks {
    private static final Dim[] DIMS = Dim.values();

    private ScheduleRemarks() {}

    /// Trips that cover nothing and lanes left idle that a loop outside could fill, a line each.
    public static List<String> of(Resolution schedule, LoopNest nest) {
        List<String> remarks = new ArrayList<>();
        trips(schedule.loops(), nest, remarks);
        idleLanes(schedule, remarks);
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

    private static void idleLanes(Resolution schedule, List<String> remarks) {
        Loops loops = schedule.loops();
        boolean[] outside = new boolean[DIMS.length];
        for (int position = 0; position < loops.positions(); position++) {
            int dim = loops.dim(position);
            if (loops.isSpace(position) && outside[dim]) {
                int axis = schedule.axis(position);
                int extent = loops.extent(position);
                long others = Lanes.used(schedule, axis) / extent;
                if (others * (extent + 1) <= Lanes.size(schedule, axis)) {
                    remarks.add(
                            "step '"
                                    + ScheduleText.line(loops.step(position))
                                    + "' leaves lanes idle that a loop outside could fill.");
                }
            }
            if (dim >= 0 && loops.extent(position) > 1) {
                outside[dim] = true;
            }
        }
    }
}
