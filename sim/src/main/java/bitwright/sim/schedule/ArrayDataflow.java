package bitwright.sim.schedule;

import bitwright.arch.machine.Dataflow;
import bitwright.workload.Dim;
import bitwright.workload.Operand;

/// What a schedule makes of a spatial array.
public final class ArrayDataflow {
    private static final Dim[] DIMS = Dim.values();

    private ArrayDataflow() {}

    /// The dataflow that a schedule's spreads mean: which operand no loop inside them moves.
    /// Outputs do not stay where a reduction is spread over the array: their sums move from one
    /// processing element to the next. Never row-stationary, which systolic arrays are not.
    public static Dataflow of(Resolution schedule) {
        Loops loops = schedule.loops();
        int spread = firstSpread(schedule);
        boolean[] moves = new boolean[Operand.values().length];
        for (int position = spread; position < loops.positions(); position++) {
            int dim = loops.dim(position);
            if (loops.extent(position) == 1) {
                continue;
            }
            if (loops.isTime(position)) {
                for (Operand operand : Operand.values()) {
                    moves[operand.ordinal()] |= Loops.indexes(dim, operand);
                }
            } else if (schedule.axis(position) >= 0) {
                moves[Operand.OUTPUT.ordinal()] |= DIMS[dim].isReduction();
            }
        }
        if (!moves[Operand.OUTPUT.ordinal()]) {
            return Dataflow.OUTPUT_STATIONARY;
        }
        return moves[Operand.WEIGHT.ordinal()]
                ? Dataflow.INPUT_STATIONARY
                : Dataflow.WEIGHT_STATIONARY;
    }

    /// The operand that stays in the array.
    public static Operand stationary(Resolution schedule) {
        return switch (of(schedule)) {
            case OUTPUT_STATIONARY -> Operand.OUTPUT;
            case WEIGHT_STATIONARY, ROW_STATIONARY -> Operand.WEIGHT;
            case INPUT_STATIONARY -> Operand.INPUT;
        };
    }

    /// Position of the first spread over the array's axes; the issue's if there is none.
    public static int firstSpread(Resolution schedule) {
        Loops loops = schedule.loops();
        for (int position = 0; position < loops.positions(); position++) {
            if (schedule.axis(position) >= 0) {
                return position;
            }
        }
        return loops.issuePosition();
    }
}
