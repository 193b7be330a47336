package bitwright.sim.cost;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.LoopNest;

/// The two figures by which schedules are ranked: cycles, then energy. Which model they are of is
/// said where one is made: the closed form's bound here, what [Evaluator#expectedCycles] expects in
/// searches, the event model's among finalists.
///
/// @param cycles cycles of the schedule by that model
/// @param picojoules energy by that model
public record QuickCost(long cycles, double picojoules) implements Comparable<QuickCost> {
    /// The closed form's bounds of a schedule, without simulating it.
    ///
    /// @throws ArithmeticException if a count goes beyond 64 bits
    public static QuickCost of(
            Schedule schedule, LoopNest nest, Precision precision, Accelerator accelerator) {
        Evaluator evaluator =
                new Evaluator(
                        nest,
                        precision,
                        accelerator,
                        Resolution.of(schedule, precision, accelerator));
        return new QuickCost(evaluator.boundCycles(), evaluator.boundPicojoules());
    }

    @Override
    public int compareTo(QuickCost other) {
        int byCycles = Long.compare(cycles, other.cycles);
        return byCycles != 0 ? byCycles : Double.compare(picojoules, other.picojoules);
    }
}
