package bitwright.sim.schedule;

import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.SpatialArray;
import bitwright.workload.Dim;
import bitwright.workload.Operand;

/// What a schedule makes of a spatial array.
public final class ArrayDataflow {
    private static final Dim[] DIMS = Dim.values();

    private ArrayDataflow() {}

    /// The dataflow that a schedule's spreads mean: which operand no loop inside them moves.
    /// Outputs do not stay where a reduction is spread over the array: their sums move from one
    /// processing element to the next. Where nothing moves several operands, it is one that the
    /// array permits. Never row-stationary, which systolic arrays are not.
    public static Dataflow of(Resolution schedule) {
        return schedule.dataflow();
    }

    static Dataflow of(Loops loops, int[] axes, int firstSpread, ComputeUnit unit) {
        boolean outputsMove = false;
        boolean weightsMove = false;
        boolean inputsMove = false;
        for (int position = firstSpread; position < loops.positions(); position++) {
            int dim = loops.dim(position);
            if (loops.extent(position) == 1) {
                continue;
            }
            if (loops.isTime(position)) {
                outputsMove |= Loops.indexes(dim, Operand.OUTPUT);
                weightsMove |= Loops.indexes(dim, Operand.WEIGHT);
                inputsMove |= Loops.indexes(dim, Operand.INPUT);
            } else if (axes[position] >= 0) {
                outputsMove |= DIMS[dim].isReduction();
            }
        }
        if (!outputsMove && permits(unit, Dataflow.OUTPUT_STATIONARY)) {
            return Dataflow.OUTPUT_STATIONARY;
        }
        if (!weightsMove && permits(unit, Dataflow.WEIGHT_STATIONARY)) {
            return Dataflow.WEIGHT_STATIONARY;
        }
        if (!inputsMove && permits(unit, Dataflow.INPUT_STATIONARY)) {
            return Dataflow.INPUT_STATIONARY;
        }
        if (!outputsMove) {
            return Dataflow.OUTPUT_STATIONARY;
        }
        return weightsMove ? Dataflow.INPUT_STATIONARY : Dataflow.WEIGHT_STATIONARY;
    }

    private static boolean permits(ComputeUnit unit, Dataflow dataflow) {
        return unit instanceof SpatialArray array && array.dataflows().contains(dataflow);
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
        return schedule.firstSpread();
    }

    static int firstSpread(Loops loops, int[] axes) {
        for (int position = 0; position < loops.positions(); position++) {
            if (axes[position] >= 0) {
                return position;
            }
        }
        return loops.issuePosition();
    }
}
