package bitwright.sim.cost;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.LoopNest;

/// The closed-form cost by which a search ranks schedules: cycles, then energy.
///
/// @param boundCycles cycles of the closed form: the bound, or in searches what
///   [Evaluator#expectedCycles] expects, which adds what nothing hides
/// @param picojoules energy; exact but for leakage, which is charged for expected cycles
public record QuickCost(long boundCycles, double picojoules) implements Comparable<QuickCost> {
    /// The cost of a schedule without simulating it.
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
        int cycles = Long.compare(boundCycles, other.boundCycles);
        return cycles != 0 ? cycles : Double.compare(picojoules, other.picojoules);
    }
}
