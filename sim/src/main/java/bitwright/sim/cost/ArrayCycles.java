package bitwright.sim.cost;

import bitwright.arch.machine.ArrayTiming;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.SpatialArray;

/// How long a spatial array works, from counts of trips alone.
public final class ArrayCycles {
    private ArrayCycles() {}

    /// Cycles of an array of buses: all processing elements start together, one issue every
    /// interval; the last result takes the latency.
    ///
    /// @param trips issues one after the other
    public static long broadcast(Instruction instruction, long trips) {
        return broadcastPass(instruction, trips).cycles();
    }

    /// Cycles of a skewed array: folds as [ArrayTiming] says; without overlap and second registers
    /// this is the closed form that SCALE-Sim's array model obeys.
    ///
    /// @param outputsStay whether it is outputs that stay in the array
    /// @param folds fillings of the array
    /// @param trips issues that stream past in each fold
    /// @throws ArithmeticException beyond 64 bits
    public static long systolic(
            SpatialArray array,
            Instruction instruction,
            boolean outputsStay,
            long folds,
            long trips) {
        return systolicPass(array, instruction, outputsStay, folds, trips).cycles();
    }

    static UnitTiming.Pass broadcastPass(Instruction instruction, long trips) {
        return new UnitTiming.Pass(
                instruction.busyCycles(trips), instruction.latency() - instruction.busyCycles(1));
    }

    static UnitTiming.Pass systolicPass(
            SpatialArray array,
            Instruction instruction,
            boolean outputsStay,
            long folds,
            long trips) {
        ArrayTiming timing = array.timing();
        long streaming = instruction.busyCycles(trips);
        long skew = array.rows() + array.columns() - 2L;
        long edge = outputsStay && !timing.outputsDrain() ? 0 : array.rows();
        long alone = Math.addExact(Math.addExact(streaming, skew), edge);
        long step = step(timing, streaming, skew, edge);
        return new UnitTiming.Pass(Math.multiplyExact(folds, step), alone - step);
    }

    /// Cycles from one fold to the next. A processing element hands on what stays in the cycle in
    /// which it uses it last, so that overlapping folds save one cycle even with one register.
    private static long step(ArrayTiming timing, long streaming, long skew, long edge) {
        long busy = timing.foldsOverlap() ? streaming : Math.addExact(streaming, skew);
        if (timing.doubleBuffered()) {
            return Math.max(busy, edge);
        }
        return Math.addExact(busy, timing.foldsOverlap() ? Math.max(0, edge - 1) : edge);
    }
}
