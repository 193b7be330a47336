package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.cli.BadInputException;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.network.ContractionOperands;
import bitwright.kernels.network.IntegerNetwork;
import bitwright.kernels.network.IntegerOptions;
import bitwright.kernels.reference.OverflowReport;
import bitwright.mapper.interpreter.Comparison;
import bitwright.mapper.interpreter.Verifier;
import bitwright.precision.sensitivity.CrossEntropy;
import bitwright.reports.Report;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Runs what a plan chose: the integer network on images, and every schedule on real tensors.
public final class Execution {
    private Execution() {}

    /// Classes that the integer-only network chooses.
    public static int[] classes(
            Network network,
            Map<String, Precision> exact,
            Map<String, ActivationStatistics> statistics,
            float[] images,
            int count) {
        return classes(network, exact, statistics, images, count, IntegerOptions.DEFAULT);
    }

    /// Classes that the integer-only network chooses, in an arithmetic.
    ///
    /// @throws BadInputException if a register overflows and must not
    public static int[] classes(
            Network network,
            Map<String, Precision> exact,
            Map<String, ActivationStatistics> statistics,
            float[] images,
            int count,
            IntegerOptions arithmetic) {
        try {
            return CrossEntropy.classes(
                    IntegerNetwork.build(network, exact, statistics, arithmetic).run(images, count),
                    count);
        } catch (ArithmeticException overflow) {
            throw new BadInputException(String.valueOf(overflow.getMessage()), overflow);
        }
    }

    /// What running the schedules of a plan gave.
    ///
    /// @param report counts for the report
    /// @param complaints the first mismatch of each layer that has one
    /// @param accumulators what each layer's accumulators need and did on the image
    public record Verified(
            Report.Verification report,
            List<String> complaints,
            List<AccumulatorRow> accumulators) {}

    /// Runs every schedule of a plan on the tensors that one image makes, against the reference
    /// kernels.
    ///
    /// @throws BadInputException if a register overflows and must not
    public static Verified verify(
            Network network,
            MachinePlan plan,
            Map<String, ActivationStatistics> statistics,
            float[] image,
            IntegerOptions arithmetic,
            Runnable step) {
        try {
            return run(network, plan, statistics, image, arithmetic, step);
        } catch (ArithmeticException overflow) {
            throw new BadInputException(String.valueOf(overflow.getMessage()), overflow);
        }
    }

    private static Verified run(
            Network network,
            MachinePlan plan,
            Map<String, ActivationStatistics> statistics,
            float[] image,
            IntegerOptions arithmetic,
            Runnable step) {
        IntegerNetwork integer =
                IntegerNetwork.build(network, plan.exact(network), statistics, arithmetic);
        Map<String, ContractionOperands> operands = integer.operands(image);
        Map<String, OverflowReport> overflows = integer.overflows(image);
        List<AccumulatorRow> accumulators =
                integer.accumulators().stream()
                        .map(need ->
                                new AccumulatorRow(
                                        need.layer(),
                                        need.bits(),
                                        Objects.requireNonNull(overflows.get(need.layer()))))
                        .toList();
        long schedules = 0;
        long values = 0;
        long mismatches = 0;
        List<String> complaints = new ArrayList<>();
        for (LayerResult layer : plan.result().layers()) {
            ContractionOperands tensors = operands.get(layer.layer().name());
            if (layer.mapped() == null || tensors == null) {
                continue;
            }
            Comparison comparison =
                    compare(layer, layer.mapped().schedule(), tensors, plan.accelerator());
            schedules++;
            values += comparison.valuesCompared();
            mismatches += comparison.mismatches();
            if (comparison.firstMismatch() != null) {
                complaints.add(
                        plan.accelerator().name()
                                + ": "
                                + layer.layer().name()
                                + ": "
                                + comparison.firstMismatch());
            }
            step.run();
        }
        return new Verified(
                new Report.Verification(schedules, values, mismatches), complaints, accumulators);
    }

    private static Comparison compare(
            LayerResult layer,
            Schedule schedule,
            ContractionOperands tensors,
            Accelerator machine) {
        try {
            return Verifier.compare(
                    schedule,
                    tensors.nest(),
                    tensors.precision(),
                    machine,
                    tensors.input(),
                    tensors.weightCodes());
        } catch (ArithmeticException overflow) {
            throw new ArithmeticException(
                    "layer "
                            + layer.layer().name()
                            + " at "
                            + tensors.precision().name()
                            + ": "
                            + overflow.getMessage());
        }
    }
}
