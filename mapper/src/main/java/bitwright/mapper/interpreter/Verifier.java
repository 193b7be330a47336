package bitwright.mapper.interpreter;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.kernels.reference.ReferenceContraction;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.LoopNest;
import org.jspecify.annotations.Nullable;

/// Runs a schedule and compares every integer with the reference kernel.
public final class Verifier {
    private Verifier() {}

    /// Compares one schedule on one set of tensors. A schedule that cannot run counts all its
    /// values as mismatches.
    public static Comparison compare(
            Schedule schedule,
            LoopNest nest,
            Precision precision,
            Accelerator accelerator,
            int[] input,
            int[] weightCodes) {
        int[] expected =
                ReferenceContraction.accumulate(nest, input, precision.weights(), weightCodes);
        int[] obtained;
        try {
            obtained =
                    Interpreter.execute(schedule, nest, precision, accelerator, input, weightCodes)
                            .output();
        } catch (ScheduleFault fault) {
            return new Comparison(expected.length, expected.length, fault.getMessage());
        }
        long mismatches = 0;
        String first = null;
        for (int index = 0; index < expected.length; index++) {
            if (expected[index] != obtained[index]) {
                mismatches++;
                first = first == null ? describe(index, expected[index], obtained[index]) : first;
            }
        }
        return new Comparison(expected.length, mismatches, first);
    }

    private static @Nullable String describe(int index, int expected, int obtained) {
        return "output "
                + index
                + " is "
                + obtained
                + " where the reference kernel gives "
                + expected;
    }
}
