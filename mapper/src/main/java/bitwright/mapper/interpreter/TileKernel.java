package bitwright.mapper.interpreter;

import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The loops inside the innermost keep: everything that they touch is resident. They run in the
/// schedule's order; the innermost one as a tight loop over a range that is checked against the
/// resident boxes.
final class TileKernel {
    private static final int DIMS = Dim.values().length;
    private static final Dim[] INPUT_AXES = {Dim.B, Dim.G, Dim.C};
    private static final Dim[] WEIGHT_AXES = {Dim.G, Dim.K, Dim.C, Dim.FY, Dim.FX};
    private static final Dim[] OUTPUT_AXES = {Dim.B, Dim.G, Dim.K, Dim.OY, Dim.OX};

    private final LoopNest nest;
    private final Dim[] dim;
    private final int[] extent;
    private final int[] step;
    private final int[] at;
    private final UnitAccesses accesses;
    private final long[] start = new long[DIMS];
    private final Box[] box = new Box[3];
    private final int[][] values = new int[3][];
    private final int[][] stride = new int[3][Box.AXES];
    private long multiplyAccumulates;

    TileKernel(LoopNest nest, Loops loops, int from, UnitAccesses accesses) {
        this.nest = nest;
        this.accesses = accesses;
        List<Integer> positions = new ArrayList<>();
        for (int position = from; position < loops.positions(); position++) {
            if (Schedule.extentOf(loops.step(position)) > 1) {
                positions.add(position);
            }
        }
        int count = Math.max(1, positions.size());
        dim = new Dim[count];
        extent = new int[count];
        step = new int[count];
        at = new int[count];
        at[0] = loops.issuePosition();
        dim[0] = Dim.B;
        extent[0] = 1;
        step[0] = 1;
        for (int index = 0; index < positions.size(); index++) {
            int position = positions.get(index);
            at[index] = position;
            dim[index] = Objects.requireNonNull(Schedule.dimOf(loops.step(position)));
            extent[index] = Schedule.extentOf(loops.step(position));
            step[index] = Math.toIntExact(loops.reach(dim[index], position + 1));
        }
    }

    long multiplyAccumulates() {
        return multiplyAccumulates;
    }

    /// Runs all loops where the dimensions begin at `begin`.
    void run(long[] begin, Residence[] operands) {
        for (Dim each : Dim.values()) {
            if (begin[each.ordinal()] >= nest.extent(each)) {
                return;
            }
        }
        System.arraycopy(begin, 0, start, 0, DIMS);
        for (int operand = 0; operand < 3; operand++) {
            box[operand] = operands[operand].box;
            values[operand] = operands[operand].values;
            for (int axis = 0; axis < Box.AXES; axis++) {
                stride[operand][axis] = box[operand].stride(axis);
            }
        }
        loop(0);
    }

    private void loop(int index) {
        int of = dim[index].ordinal();
        if (index == dim.length - 1) {
            innermost(index);
            return;
        }
        long saved = start[of];
        int limit = nest.extent(dim[index]);
        for (int trip = 0; trip < extent[index] && start[of] < limit; trip++) {
            if (trip == 1) {
                accesses.laterTrips(at[index]);
            }
            loop(index + 1);
            start[of] += step[index];
        }
        if (start[of] > saved + step[index]) {
            accesses.afterLaterTrips(at[index]);
        }
        start[of] = saved;
    }

    /// One loop as a range: the trips whose index lies within the layer and whose input lies within
    /// the image.
    private void innermost(int index) {
        Dim loop = dim[index];
        int trips = extent[index];
        int step = this.step[index];
        LoopNest.Window window = nest.window();
        int y =
                (int) start[Dim.OY.ordinal()] * window.strideY()
                        + (int) start[Dim.FY.ordinal()] * window.dilationY()
                        - window.padTop();
        int x =
                (int) start[Dim.OX.ordinal()] * window.strideX()
                        + (int) start[Dim.FX.ordinal()] * window.dilationX()
                        - window.padLeft();
        int stepY =
                loop == Dim.OY
                        ? step * window.strideY()
                        : loop == Dim.FY ? step * window.dilationY() : 0;
        int stepX =
                loop == Dim.OX
                        ? step * window.strideX()
                        : loop == Dim.FX ? step * window.dilationX() : 0;
        int from = Math.max(first(y, stepY), first(x, stepX));
        int within =
                (int)
                        Math.min(
                                trips,
                                Math.ceilDiv(
                                        nest.extent(loop) - start[loop.ordinal()], (long) step));
        int to =
                Math.min(
                        within,
                        Math.min(
                                end(y, stepY, nest.inputHeight(), within),
                                end(x, stepX, nest.inputWidth(), within)));
        accesses.innermost(at[index], within, Math.max(0, to - from));
        if (from >= to) {
            return;
        }
        int moved = from * step;
        int input = inputOffset(loop, moved, y + from * stepY, x + from * stepX);
        int weight = offset(1, WEIGHT_AXES, loop, moved);
        int output = offset(2, OUTPUT_AXES, loop, moved);
        int inputStep =
                stepY * stride[0][3] + stepX * stride[0][4] + step * strideOf(0, INPUT_AXES, loop);
        int weightStep = step * strideOf(1, WEIGHT_AXES, loop);
        int outputStep = step * strideOf(2, OUTPUT_AXES, loop);
        int count = to - from;
        check(0, y + from * stepY, y + (to - 1) * stepY, 3);
        check(0, x + from * stepX, x + (to - 1) * stepX, 4);
        int[] in = values[0];
        int[] by = values[1];
        int[] out = values[2];
        multiplyAccumulates += count;
        if (outputStep == 0) {
            int sum = out[output];
            for (int trip = 0; trip < count; trip++) {
                sum += in[input] * by[weight];
                input += inputStep;
                weight += weightStep;
            }
            out[output] = sum;
            return;
        }
        for (int trip = 0; trip < count; trip++) {
            out[output] += in[input] * by[weight];
            input += inputStep;
            weight += weightStep;
            output += outputStep;
        }
    }

    private int inputOffset(Dim loop, int moved, int y, int x) {
        int offset = offset(0, INPUT_AXES, loop, moved);
        return offset + local(0, 3, y) * stride[0][3] + local(0, 4, x) * stride[0][4];
    }

    private int offset(int operand, Dim[] axes, Dim loop, int moved) {
        int offset = 0;
        for (int axis = 0; axis < axes.length; axis++) {
            int index = (int) start[axes[axis].ordinal()] + (axes[axis] == loop ? moved : 0);
            offset += local(operand, axis, index) * stride[operand][axis];
        }
        return offset;
    }

    private int local(int operand, int axis, int index) {
        int local = index - box[operand].begin[axis];
        if (local < 0 || local >= box[operand].length[axis]) {
            throw new ScheduleFault(
                    Operand.values()[operand].label()
                            + " is touched at index "
                            + index
                            + " of axis "
                            + axis
                            + ", which is not resident");
        }
        return local;
    }

    private int strideOf(int operand, Dim[] axes, Dim loop) {
        for (int axis = 0; axis < axes.length; axis++) {
            if (axes[axis] == loop) {
                return stride[operand][axis];
            }
        }
        return 0;
    }

    private void check(int operand, int first, int last, int axis) {
        if (first < box[operand].begin[axis]
                || last >= box[operand].begin[axis] + box[operand].length[axis]) {
            throw new ScheduleFault("the input is read outside the resident tile");
        }
    }

    private static int first(int index, int step) {
        if (index >= 0) {
            return 0;
        }
        return step == 0 ? Integer.MAX_VALUE : Math.ceilDiv(-index, step);
    }

    private static int end(int index, int step, int size, int trips) {
        if (step == 0) {
            return index < size ? trips : 0;
        }
        return index >= size ? 0 : (size - 1 - index) / step + 1;
    }
}
