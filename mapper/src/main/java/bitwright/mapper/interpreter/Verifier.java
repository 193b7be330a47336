package bitwright.mapper.interpreter;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.kernels.reference.ReferenceContraction;
import bitwright.sim.cost.Accesses;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Runs a schedule and compares every integer with the reference kernel, and every count of
/// accesses with what the cost model charges.
public final class Verifier {
    private Verifier() {}

    /// Compares one schedule on one set of tensors. A schedule that cannot run counts all its
    /// values as mismatches.
    ///
    /// @throws ArithmeticException if a count goes beyond 64 bits
    public static Comparison compare(
            Schedule schedule,
            LoopNest nest,
            Precision precision,
            Accelerator accelerator,
            int[] input,
            int[] weightCodes) {
        int[] expected =
                ReferenceContraction.accumulate(nest, input, precision.weights(), weightCodes);
        Execution execution;
        try {
            execution =
                    Interpreter.execute(schedule, nest, precision, accelerator, input, weightCodes);
        } catch (ScheduleFault fault) {
            return new Comparison(expected.length, expected.length, fault.getMessage());
        }
        int[] obtained = execution.output();
        long mismatches = 0;
        String first = null;
        for (int index = 0; index < expected.length; index++) {
            if (expected[index] != obtained[index]) {
                mismatches++;
                first = first == null ? describe(index, expected[index], obtained[index]) : first;
            }
        }
        List<String> miscounted =
                miscounted(
                        execution.accesses(),
                        Accesses.elements(schedule, nest, precision, accelerator));
        if (first == null && !miscounted.isEmpty()) {
            first = miscounted.getFirst();
        }
        return new Comparison(expected.length, mismatches + miscounted.size(), first);
    }

    /// Counts that differ from what is charged, a line each.
    ///
    /// @param counted accesses of an execution
    /// @param charged those that the cost model charges, named alike
    static List<String> miscounted(Map<String, Long> counted, Map<String, Long> charged) {
        Set<String> names = new TreeSet<>(counted.keySet());
        names.addAll(charged.keySet());
        List<String> miscounted = new ArrayList<>();
        for (String name : names) {
            long elements = counted.getOrDefault(name, 0L);
            long paid = charged.getOrDefault(name, 0L);
            if (elements != paid) {
                miscounted.add(
                        name + " is " + elements + " elements where " + paid + " are charged");
            }
        }
        return miscounted;
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
