package bitwright.sim.cost;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.LoopNest;

/// The closed-form cost by which a search ranks schedules: cycles of the bound, then energy.
///
/// @param boundCycles closed-form lower bound
/// @param picojoules energy, exact
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
        return new QuickCost(evaluator.boundCycles(), evaluator.picojoules());
    }

    @Override
    public int compareTo(QuickCost other) {
        int cycles = Long.compare(boundCycles, other.boundCycles);
        return cycles != 0 ? cycles : Double.compare(picojoules, other.picojoules);
    }
}
