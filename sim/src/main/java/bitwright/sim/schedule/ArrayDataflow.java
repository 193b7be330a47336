package bitwright.sim.schedule;

import bitwright.arch.machine.Dataflow;
import bitwright.sim.schedule.Step.For;
import bitwright.sim.schedule.Step.Spread;
import bitwright.workload.Operand;

/// What a schedule makes of a spatial array.
public final class ArrayDataflow {
    private ArrayDataflow() {}

    /// The dataflow that a schedule's spreads mean: which operand no loop inside them moves.
    /// Outputs do not stay where a reduction is spread over the array: their sums move from one
    /// processing element to the next.
    public static Dataflow of(Loops loops) {
        int spread = firstSpread(loops);
        boolean[] moves = new boolean[Operand.values().length];
        for (int position = spread; position < loops.positions(); position++) {
            if (loops.step(position) instanceof For loop && loop.extent() > 1) {
                for (Operand operand : Operand.values()) {
                    moves[operand.ordinal()] |= operand.dims().contains(loop.dim());
                }
            }
            if (loops.step(position) instanceof Spread lanes
                    && isArrayAxis(lanes)
                    && lanes.extent() > 1) {
                moves[Operand.OUTPUT.ordinal()] |= lanes.dim().isReduction();
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
    public static Operand stationary(Loops loops) {
        return switch (of(loops)) {
            case OUTPUT_STATIONARY -> Operand.OUTPUT;
            case WEIGHT_STATIONARY -> Operand.WEIGHT;
            case INPUT_STATIONARY -> Operand.INPUT;
        };
    }

    /// Position of the first spread over rows or columns; the issue's if there is none.
    public static int firstSpread(Loops loops) {
        for (int position = 0; position < loops.positions(); position++) {
            if (loops.step(position) instanceof Spread spread && isArrayAxis(spread)) {
                return position;
            }
        }
        return loops.issuePosition();
    }

    /// Whether a spread lies over processing elements, not over an instruction's own tile.
    private static boolean isArrayAxis(Spread spread) {
        return spread.axis().equals("rows") || spread.axis().equals("columns");
    }
}
