package bitwright.mapper.interpreter;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Instruction;
import bitwright.kernels.codec.Integers;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.workload.LoopNest;
import java.util.List;

/// Runs a schedule on integer tensors, loop by loop and tile by tile, with a buffer for every
/// residence.
///
/// The products are plain integer products of decoded weights, so that power-of-two weights take
/// another way here than in the reference kernel, which shifts.
public final class Interpreter {
    private Interpreter() {}

    /// Executes a schedule.
    ///
    /// @param input input codes as integers, laid out as the nest says
    /// @param weightCodes weight codes, laid out as the nest says
    /// @return the accumulators in units of the weight format's least power of two
    /// @throws ScheduleFault if the schedule is illegal, or reaches outside what is resident
    public static Execution execute(
            Schedule schedule,
            LoopNest nest,
            Precision precision,
            Accelerator accelerator,
            int[] input,
            int[] weightCodes) {
        List<String> problems = ScheduleCheck.illegalities(schedule, nest, precision, accelerator);
        if (!problems.isEmpty()) {
            throw new ScheduleFault(problems.getFirst());
        }
        Instruction row = Resolution.of(schedule, precision, accelerator).instruction();
        if (row.truncates()) {
            throw new ScheduleFault(
                    "instruction '"
                            + row.name()
                            + "' drops bits of products; it is simulated, not executed.");
        }
        return executeUnchecked(schedule, nest, precision, accelerator, input, weightCodes);
    }

    /// Executes a schedule whose legality nobody checked: only what happens on the way can stop it.
    ///
    /// @throws ScheduleFault if it touches what is not resident, reaches outside a tile, overfills
    ///   a level or loses sums
    static Execution executeUnchecked(
            Schedule schedule,
            LoopNest nest,
            Precision precision,
            Accelerator accelerator,
            int[] input,
            int[] weightCodes) {
        return new Run(
                        schedule,
                        nest,
                        precision,
                        accelerator,
                        input,
                        Integers.of(precision.weights(), weightCodes),
                        Loops::innermostIndexing)
                .execute();
    }
}
